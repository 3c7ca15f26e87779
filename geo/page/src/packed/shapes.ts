/** Lines and areas of a packed page: where they are stored, and what they are. */

import type { Geometry, Position } from "geojson";
import type { Atlas } from "./atlas";
import { KIND, NOWHERE } from "./types";

/** What a path of a shape is. */
export const PATH = { point: 0, line: 1, outer: 2, inner: 3 } as const;
/** So many decoded vertices stay in memory. */
const MOST_VERTICES = 6_000_000;

/** The shapes of one part; shape i has the paths from `first[i]` to `first[i + 1]`. */
export interface ShapePart {
  /** Ascending places of rows in it are not promised: `of` finds one. */
  readonly rows: Uint32Array;
  readonly first: Uint32Array;
  readonly kinds: Uint8Array;
  /** Path p has the vertices from `start[p]` to `start[p + 1]`. */
  readonly start: Uint32Array;
  /** In units of the grid, east and north. */
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** Place of a row among the shapes; -1 where it isn't here. */
  of(row: number): number;
}

export interface Shapes {
  /** Units of the grid in a degree. */
  readonly scale: number;
  /** The part that has a row's shape; -1 where it has none. */
  partOf(row: number): number;
  /** Bytes of a part where it is stored. */
  size(part: number): number;
  /** A part that is here. */
  at(part: number): ShapePart | undefined;
  /** Bring a part. */
  bring(part: number): Promise<ShapePart>;
  /** Geometries for downloads and print; rows without a place are left out. */
  geometries(rows: Iterable<number>): Promise<Map<number, Geometry>>;
}

export function createShapes(atlas: Atlas): Shapes {
  const { shapes: place, grid } = atlas.meta;
  const scale = 10 ** grid;
  const numbers = atlas.column("shape");
  const known = new Map<number, ShapePart>();
  const coming = new Map<number, Promise<ShapePart>>();
  let vertices = 0;

  const partOf = (row: number): number => (numbers?.[row] ?? 0) - 1;
  const at = (part: number): ShapePart | undefined => {
    const found = known.get(part);
    if (found) {
      known.delete(part);
      known.set(part, found);
    }
    return found;
  };
  const keep = (part: number, shapes: ShapePart): ShapePart => {
    known.set(part, shapes);
    vertices += shapes.x.length;
    for (const [oldest, old] of known) {
      if (vertices <= MOST_VERTICES || oldest === part) break;
      known.delete(oldest);
      vertices -= old.x.length;
    }
    return shapes;
  };
  const bring = (part: number): Promise<ShapePart> => {
    const here = at(part);
    if (here) return Promise.resolve(here);
    let found = coming.get(part);
    if (!found) {
      found = atlas.parts
        .read([(place?.first ?? 0) + part])
        .then((bytes) => keep(part, decoded(bytes)))
        .finally(() => coming.delete(part));
      coming.set(part, found);
    }
    return found;
  };
  return {
    scale,
    partOf,
    size: (part) => atlas.parts.size((place?.first ?? 0) + part),
    at,
    bring,
    async geometries(rows) {
      const found = new Map<number, Geometry>();
      const [lon, lat] = [atlas.column("lon"), atlas.column("lat")];
      const kind = atlas.column("kind");
      const byPart = new Map<number, number[]>();
      for (const row of rows) {
        const part = partOf(row);
        if (part >= 0) {
          const own = byPart.get(part);
          if (own) own.push(row);
          else byPart.set(part, [row]);
        } else if ((kind?.[row] ?? 0) & KIND.spot && lon?.[row] !== NOWHERE) {
          const coordinates = [(lon?.[row] ?? 0) / 1e6, (lat?.[row] ?? 0) / 1e6];
          found.set(row, { type: "Point", coordinates });
        }
      }
      for (const [part, own] of byPart) {
        const shapes = await bring(part);
        for (const row of own) {
          const geometry = geometryOf(shapes, shapes.of(row), scale);
          if (geometry) found.set(row, geometry);
        }
      }
      return found;
    },
  };
}

/** See geo/outputs/packed for how a part is laid out. */
function decoded(bytes: Uint8Array<ArrayBuffer>): ShapePart {
  const { buffer } = bytes;
  const head = new DataView(buffer);
  const count = head.getUint32(0, true);
  const [order, width] = [head.getUint8(4), head.getUint8(5)];
  let at = 8;
  const words = (n: number): Uint32Array => {
    const found = new Uint32Array(buffer, at, n);
    at += 4 * n;
    return found;
  };
  const rows = words(count);
  const paths = words(count);
  const first = sums(paths);
  const all = first[count] ?? 0;
  const kinds = new Uint8Array(buffer, at, all);
  at += Math.ceil(all / 4) * 4;
  const start = sums(words(all));
  const starts = new Int32Array(buffer, at, 2 * all);
  at += 8 * all;
  const total = start[all] ?? 0;
  const deltas = total - all;
  const x = new Int32Array(total);
  const y = new Int32Array(total);
  /** A difference, whose bytes lie in planes. */
  const planes = (base: number) => (i: number) => {
    let value = (bytes[base + i] as number) | ((bytes[base + deltas + i] as number) << 8);
    if (width === 4) {
      value |=
        ((bytes[base + 2 * deltas + i] as number) << 16) |
        ((bytes[base + 3 * deltas + i] as number) << 24);
    }
    return (value >>> 1) ^ -(value & 1);
  };
  if (bytes.length < at + 2 * width * deltas) throw new Error("a part with shapes is cut off");
  const [dx, dy] = [planes(at), planes(at + width * deltas)];
  let next = 0;
  for (let path = 0; path < all; path += 1) {
    let vertex = start[path] as number;
    const end = start[path + 1] as number;
    let east = starts[2 * path] as number;
    let north = starts[2 * path + 1] as number;
    x[vertex] = east;
    y[vertex] = north;
    let [stepX, stepY] = [0, 0];
    for (vertex += 1; vertex < end; vertex += 1) {
      if (order === 2) {
        stepX += dx(next);
        stepY += dy(next);
      } else {
        stepX = dx(next);
        stepY = dy(next);
      }
      next += 1;
      east += stepX;
      north += stepY;
      x[vertex] = east;
      y[vertex] = north;
    }
  }
  const places = new Map<number, number>();
  rows.forEach((row, i) => {
    places.set(row, i);
  });
  return { rows, first, kinds, start, x, y, of: (row) => places.get(row) ?? -1 };
}

function sums(counts: Uint32Array): Uint32Array {
  const found = new Uint32Array(counts.length + 1);
  let sum = 0;
  for (let i = 0; i < counts.length; i += 1) {
    sum += counts[i] as number;
    found[i + 1] = sum;
  }
  return found;
}

function geometryOf(part: ShapePart, i: number, scale: number): Geometry | null {
  if (i < 0) return null;
  const points: Position[] = [];
  const lines: Position[][] = [];
  const areas: Position[][][] = [];
  for (let path = part.first[i] as number; path < (part.first[i + 1] as number); path += 1) {
    const line: Position[] = [];
    for (let v = part.start[path] as number; v < (part.start[path + 1] as number); v += 1) {
      line.push([(part.x[v] as number) / scale, (part.y[v] as number) / scale]);
    }
    const kind = part.kinds[path];
    if (kind === PATH.point) points.push(...line);
    else if (kind === PATH.line) lines.push(line);
    else {
      const [begin] = line;
      const ring = begin ? [...line, begin] : line;
      if (kind === PATH.outer) areas.push([ring]);
      else areas.at(-1)?.push(ring);
    }
  }
  const found: Geometry[] = [];
  const [point, ...otherPoints] = points;
  if (point && otherPoints.length === 0) found.push({ type: "Point", coordinates: point });
  else if (point) found.push({ type: "MultiPoint", coordinates: points });
  const [line, ...otherLines] = lines;
  if (line && otherLines.length === 0) found.push({ type: "LineString", coordinates: line });
  else if (line) found.push({ type: "MultiLineString", coordinates: lines });
  const [area, ...otherAreas] = areas;
  if (area && otherAreas.length === 0) found.push({ type: "Polygon", coordinates: area });
  else if (area) found.push({ type: "MultiPolygon", coordinates: areas });
  const [only, ...others] = found;
  if (!only) return null;
  return others.length === 0 ? only : { type: "GeometryCollection", geometries: found };
}
