/** What geo/outputs/payload.py packed to keep the page small, unpacked again. */

import type { Geometry, Position } from "geojson";
import type { Payload } from "./types";

/** Fields that hold a text in all languages, or the number of one that occurs several times. */
const TEXTS = new Set([
  "as_of",
  "date",
  "description",
  "label",
  "locator",
  "location_note",
  "name",
  "note",
  "place",
  "status_date",
  "status_locator",
  "summary",
  "text",
  "title",
]);

interface Packed {
  readonly texts?: readonly unknown[];
  readonly context?: Readonly<
    Record<string, { readonly decimals: number; readonly shapes: { geometry: Geometry }[] }>
  >;
}

export function unpack(json: string): Payload {
  const found = JSON.parse(json) as Packed;
  for (const { decimals, shapes } of Object.values(found.context ?? {})) {
    for (const shape of shapes) spread(shape.geometry, 10 ** decimals);
  }
  spell(found, found.texts ?? []);
  return found as unknown as Payload;
}

/** Put the texts that occur several times back in their places. */
function spell(value: unknown, texts: readonly unknown[]): void {
  if (typeof value !== "object" || value === null) return;
  const members = value as Record<string, unknown>;
  for (const [key, member] of Object.entries(members)) {
    if (typeof member === "number" && TEXTS.has(key)) members[key] = texts[member];
    else if (key !== "geometry") spell(member, texts);
  }
}

/** Whole steps, each the difference from the one before, become positions in degrees. */
function spread(geometry: Geometry, steps: number): void {
  if (geometry.type === "GeometryCollection") {
    for (const member of geometry.geometries) spread(member, steps);
  } else if (geometry.type === "Point") {
    geometry.coordinates = geometry.coordinates.map((step) => step / steps);
  } else {
    const holder = geometry as { coordinates: unknown };
    holder.coordinates = positions(holder.coordinates as Steps, steps);
  }
}

type Steps = readonly number[] | readonly Steps[];
type Positions = Position[] | Positions[];

function positions(value: Steps, steps: number): Positions {
  if (typeof value[0] !== "number") {
    return (value as readonly Steps[]).map((part) => positions(part, steps)) as Positions;
  }
  const found: Position[] = [];
  let [x, y] = [0, 0];
  for (let i = 0; i + 1 < value.length; i += 2) {
    x += value[i] as number;
    y += value[i + 1] as number;
    found.push([x / steps, y / steps]);
  }
  return found;
}
