/** Which shapes a view shows: those that are large enough to be seen, as many as there is time for. */

import type { PackedApp } from "./app";
import { overlap } from "./outlines";
import { NOWHERE } from "./types";
import { type Anchors, type Box, eastOf, southOf, UNITS } from "./world";

/** A shape smaller than this is no more than its mark, in pixels. */
const SMALLEST = 28;
/** Bytes of parts that one view may ask for. */
const MOST_BYTES = 12_000_000;
/** More shapes than these are a tangle. */
const MOST_SHAPES = 700;
/** Square pixels of the map for each of them. */
const ROOM = 2200;
/** Shapes at least so large are shown without the smaller ones; of lesser ones all or none. */
const LARGE = 96;
const UNIT = 1e-6;

export interface Plan {
  /** Rows to be drawn, by the part that has their shapes. */
  readonly parts: ReadonlyMap<number, readonly number[]>;
}

export type Planner = (box: Box, perPixel: number) => Plan;

export function createPlanner(app: PackedApp, anchors: Anchors): Planner {
  const { atlas, shapes } = app;
  const [sizes, numbers] = [atlas.column("size"), atlas.column("shape")];
  const boxes = partBoxes(app);
  if (!sizes || !numbers || boxes.length === 0) return () => ({ parts: new Map() });

  return (box, perPixel) => {
    // Sizes are in degrees, which are shortest on the map at the equator.
    const unit = (UNITS / 360) * UNIT;
    const least = Math.max(1, Math.ceil(Math.log2((SMALLEST * perPixel) / unit)));
    const visible = boxes.map((own) => overlap(own, box));
    const { x, y } = anchors;
    const middle = (box.north + box.south) / 2;
    const latitude = (1 - (2 * middle) / UNITS) * Math.PI;
    // Degrees of latitude grow towards the poles.
    const stretch = Math.min(8, Math.cosh(latitude));
    const reaches = Array.from({ length: 64 }, (_, size) => 2 ** size * unit * stretch * 1.1);
    const isIn = (row: number): boolean => {
      const number = numbers[row] as number;
      if (number === 0 || !visible[number - 1]) return false;
      const [east, south] = [x[row] as number, y[row] as number];
      const reach = reaches[sizes[row] as number] as number;
      return (
        east === NOWHERE ||
        (east >= box.west - reach &&
          east <= box.east + reach &&
          south >= box.north - reach &&
          south <= box.south + reach)
      );
    };
    const each = (from: number, act: (row: number) => void): void => {
      for (let row = 0; row < atlas.count; row += 1) {
        if ((sizes[row] as number) >= from && atlas.passes[row] === 1 && isIn(row)) act(row);
      }
    };
    const room = ((box.east - box.west) * (box.south - box.north)) / perPixel ** 2;
    const most = Math.min(MOST_SHAPES, room / ROOM);
    const counts = new Uint32Array(reaches.length);
    each(least, (row) => {
      const size = sizes[row] as number;
      counts[size] = (counts[size] as number) + 1;
    });
    const parts = new Map<number, number[]>();
    let from = counts.length;
    let count = 0;
    while (from > least && count + (counts[from - 1] as number) <= most) {
      from -= 1;
      count += counts[from] as number;
    }
    if (count === 0) return { parts };
    const rows: number[] = [];
    each(from, (row) => rows.push(row));
    rows.sort((a, b) => (sizes[b] as number) - (sizes[a] as number) || a - b);
    /** The size of the largest that there is no room for. */
    let left = from > least ? from - 1 : 0;
    let bytes = 0;
    for (const row of rows) {
      const part = shapes.partOf(row);
      const own = parts.get(part);
      if (!own) bytes += shapes.size(part);
      if (bytes > MOST_BYTES) {
        left = sizes[row] as number;
        break;
      }
      if (own) own.push(row);
      else parts.set(part, [row]);
    }
    if (left > 0 && (2 ** left * unit) / perPixel < LARGE) parts.clear();
    return { parts };
  };
}

function partBoxes({ atlas }: PackedApp): Box[] {
  const [w, s, e, n] = ["shape_w", "shape_s", "shape_e", "shape_n"].map((name) =>
    atlas.column(name),
  );
  if (!w || !s || !e || !n) return [];
  return Array.from(w, (west, i) => ({
    west: eastOf(west * UNIT),
    south: southOf((s[i] as number) * UNIT),
    east: eastOf((e[i] as number) * UNIT),
    north: southOf((n[i] as number) * UNIT),
  }));
}
