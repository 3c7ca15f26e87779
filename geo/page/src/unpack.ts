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
  words: Record<string, unknown>;
  readonly columns?: Columns;
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
  fill(found, found.columns ?? {});
  spell(found, found.texts ?? []);
  found.words = named(found.words as PackedWords);
  return found as unknown as Payload;
}

type Columns = Readonly<Record<string, readonly string[]>>;

/** Rows of values become objects; what a row leaves out is absent. */
function fill(holder: object, columns: Columns): void {
  const members = holder as Record<string, unknown>;
  for (const [name, fields] of Object.entries(columns)) {
    const rows = Object.hasOwn(members, name) ? members[name] : null;
    if (!Array.isArray(rows) || !Array.isArray(rows[0])) continue;
    members[name] = (rows as unknown[][]).map((row) => {
      const said = fields.map((field, i) => [field, row[i] ?? null]);
      const item = Object.fromEntries(said.filter(([, value]) => value !== null)) as object;
      fill(item, columns);
      return item;
    });
  }
}

type PackedWords = Readonly<Record<string, readonly (string | null)[]>>;

/** Words by key instead of by place. */
function named({ keys = [], ...languages }: PackedWords): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [language, words] of Object.entries(languages)) {
    const said = keys.map((key, i) => [key, words[i] ?? null]);
    found[language] = Object.fromEntries(said.filter(([, word]) => word !== null));
  }
  return found;
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
