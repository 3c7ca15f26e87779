/** A vector tile as paths that are ready to be painted, and the names in it. */

import { VectorTile, type VectorTileFeature } from "@mapbox/vector-tile";
import type L from "leaflet";
import { PbfReader } from "pbf";
import type { Line } from "../geometry";
import { inArea, onLine, type Stand } from "../label-places";
import { type Named, namesOf } from "./names";
import { type Group, groupOf, type NameKind, nameOf } from "./schema";

/** Units along a tile's side, whatever the tile itself counts in. */
export const SIDE = 4096;
/** A river's name in every tile would be too many. */
const MOST_NAMES = 400;
/** Of the names of rivers and areas those that have room are looked at; so many a tile. */
const MOST_STANDS = 24;

export interface Name {
  readonly kind: NameKind;
  readonly rank: number;
  readonly names: Named;
  /** Within the tile, in shares of its side; `room` in the same. */
  readonly stand: Stand;
}

export interface Tile {
  readonly groups: ReadonlyMap<Group, Path2D>;
  /** The outlines of water, without the edges that only the tile's border makes. */
  readonly shore: Path2D;
  readonly hasEarth: boolean;
  readonly names: readonly Name[];
}

export function readTile(data: ArrayBuffer, languages: readonly string[]): Tile {
  const { layers } = new VectorTile(new PbfReader(new Uint8Array(data)));
  const groups = new Map<Group, Path2D>();
  const shore = new Path2D();
  const names: Name[] = [];
  let stands = 0;
  for (const [id, layer] of Object.entries(layers)) {
    if (!(layer.extent > 0)) continue;
    const scale = SIDE / layer.extent;
    for (let i = 0; i < layer.length; i += 1) {
      const feature = layer.feature(i);
      const said = feature.properties;
      const group = groupOf(id, feature.type, said);
      const naming = nameOf(id, feature.type, said);
      if (!group && !naming) continue;
      const shapes = shapesOf(feature, scale);
      if (group) {
        const path = groups.get(group) ?? new Path2D();
        groups.set(group, path);
        for (const shape of shapes) trace(path, shape, feature.type === 3);
        if (group === "water") for (const shape of shapes) traceShore(shore, shape);
      }
      if (!naming || names.length >= MOST_NAMES) continue;
      if (feature.type !== 1 && stands >= MOST_STANDS) continue;
      const found = namesOf(said, languages);
      if (!found) continue;
      if (feature.type !== 1) stands += 1;
      const stand = standOf(shapes, feature.type);
      if (stand) names.push({ ...naming, names: found, stand });
    }
  }
  return { groups, shore, hasEarth: groups.has("earth"), names };
}

/** The feature's lines, rings or points, flat, in units of a tile. */
function shapesOf(feature: VectorTileFeature, scale: number): Line[] {
  try {
    return feature.loadGeometry().map((points) => {
      const found = new Array<number>(points.length * 2);
      points.forEach(({ x, y }, i) => {
        found[2 * i] = x * scale;
        found[2 * i + 1] = y * scale;
      });
      return found;
    });
  } catch {
    return [];
  }
}

function trace(path: Path2D, shape: Line, closed: boolean): void {
  if (shape.length < 4) return;
  path.moveTo(shape[0] as number, shape[1] as number);
  for (let i = 2; i < shape.length; i += 2) path.lineTo(shape[i] as number, shape[i + 1] as number);
  if (closed) path.closePath();
}

function traceShore(path: Path2D, ring: Line): void {
  let gap = true;
  for (let i = 2; i < ring.length; i += 2) {
    const [x0, y0] = [ring[i - 2] as number, ring[i - 1] as number];
    const [x1, y1] = [ring[i] as number, ring[i + 1] as number];
    if (sideOf(x0, y0) & sideOf(x1, y1)) {
      gap = true;
      continue;
    }
    if (gap) path.moveTo(x0, y0);
    path.lineTo(x1, y1);
    gap = false;
  }
}

/** On which borders of the tile, or beyond them, a position lies: one bit a side. */
function sideOf(x: number, y: number): number {
  return +(x <= 0) | (+(x >= SIDE) << 1) | (+(y <= 0) << 2) | (+(y >= SIDE) << 3);
}

/** Where the name of a thing stands within the tile; null where it stands in another one. */
function standOf(shapes: readonly Line[], type: number): Stand | null {
  if (type === 1) {
    const [x = -1, y = -1] = shapes[0] ?? [];
    const inside = x >= 0 && y >= 0 && x < SIDE && y < SIDE;
    return inside ? { at: [x / SIDE, y / SIDE], angle: 0, room: 1 } : null;
  }
  const found = (type === 2 ? onLine : inArea)(shapes, WINDOW);
  if (!found) return null;
  const [x, y] = found.at;
  return { at: [x / SIDE, y / SIDE], angle: found.angle, room: found.room / SIDE };
}

const WINDOW = { min: { x: 0, y: 0 }, max: { x: SIDE, y: SIDE } } as L.Bounds;
