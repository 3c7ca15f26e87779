/** Shapes on the world's square: projected once, cut and thinned for each drawing, and touched. */

import { PATH, type ShapePart } from "./shapes";
import { type Box, eastOf, southOf } from "./world";

export interface Outlines {
  readonly part: ShapePart;
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** West, north, east, south of each shape. */
  readonly boxes: Int32Array;
}

const known = new WeakMap<ShapePart, Outlines>();

/** `scale` are the grid's units in a degree. */
export function outlinesOf(part: ShapePart, scale: number): Outlines {
  const before = known.get(part);
  if (before) return before;
  const { length } = part.x;
  const [x, y] = [new Int32Array(length), new Int32Array(length)];
  for (let i = 0; i < length; i += 1) {
    x[i] = eastOf((part.x[i] as number) / scale);
    y[i] = southOf((part.y[i] as number) / scale);
  }
  const boxes = new Int32Array(4 * part.rows.length);
  for (let i = 0; i < part.rows.length; i += 1) {
    let [west, north, east, south] = [2 ** 31 - 1, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31)];
    const end = part.start[part.first[i + 1] as number] as number;
    for (let v = part.start[part.first[i] as number] as number; v < end; v += 1) {
      const [east0, south0] = [x[v] as number, y[v] as number];
      if (east0 < west) west = east0;
      if (east0 > east) east = east0;
      if (south0 < north) north = south0;
      if (south0 > south) south = south0;
    }
    boxes.set([west, north, east, south], 4 * i);
  }
  const found = { part, x, y, boxes };
  known.set(part, found);
  return found;
}

export function boxAt({ boxes }: Outlines, i: number): Box {
  const [west = 0, north = 0, east = 0, south = 0] = boxes.subarray(4 * i, 4 * i + 4);
  return { west, north, east, south };
}

export function overlap(a: Box, b: Box): boolean {
  return a.west <= b.east && a.east >= b.west && a.north <= b.south && a.south >= b.north;
}

/** Where pixels of a drawing lie on the world's square. */
export interface Frame {
  readonly box: Box;
  readonly perPixel: number;
}

/** A vertex nearer than this to the one before it isn't drawn, in pixels. */
const FINEST = 1.2;
/** Room round the drawing within which paths are cut, in pixels: edges of cuts stay unseen. */
const ROUND = 40;

type Trace = Pick<CanvasRenderingContext2D, "moveTo" | "lineTo" | "closePath" | "arc">;

/** Trace the lines of a shape. Tells whether there were any. */
export function traceLines(path: Trace, outlines: Outlines, i: number, frame: Frame): boolean {
  let any = false;
  eachPath(outlines.part, i, (kind, from, to) => {
    if (kind !== PATH.line) return;
    any = true;
    traceLine(path, outlines, from, to, frame);
  });
  return any;
}

export function traceRings(path: Trace, outlines: Outlines, i: number, frame: Frame): boolean {
  let any = false;
  const inside = isInside(boxAt(outlines, i), frame.box);
  eachPath(outlines.part, i, (kind, from, to) => {
    if (kind !== PATH.outer && kind !== PATH.inner) return;
    any = true;
    traceRing(path, outlines, from, to, frame, !inside);
  });
  return any;
}

/** The points of a shape, in pixels. */
export function spots(outlines: Outlines, i: number, frame: Frame): [number, number][] {
  const found: [number, number][] = [];
  eachPath(outlines.part, i, (kind, from, to) => {
    if (kind !== PATH.point) return;
    for (let v = from; v < to; v += 1) {
      const x = ((outlines.x[v] as number) - frame.box.west) / frame.perPixel;
      const y = ((outlines.y[v] as number) - frame.box.north) / frame.perPixel;
      found.push([x, y]);
    }
  });
  return found;
}

function eachPath(
  part: ShapePart,
  i: number,
  act: (kind: number, from: number, to: number) => void,
): void {
  const end = part.first[i + 1] as number;
  for (let path = part.first[i] as number; path < end; path += 1) {
    act(part.kinds[path] as number, part.start[path] as number, part.start[path + 1] as number);
  }
}

function isInside(a: Box, b: Box): boolean {
  return a.west >= b.west && a.east <= b.east && a.north >= b.north && a.south <= b.south;
}

function traceLine(path: Trace, { x, y }: Outlines, from: number, to: number, frame: Frame): void {
  const per = 1 / frame.perPixel;
  const { west, north } = frame.box;
  const right = (frame.box.east - west) * per + ROUND;
  const below = (frame.box.south - north) * per + ROUND;
  let [x0, y0, side0] = [0, 0, 0];
  let gap = true;
  for (let v = from; v < to; v += 1) {
    const x1 = ((x[v] as number) - west) * per;
    const y1 = ((y[v] as number) - north) * per;
    const side = sideOf(x1, y1, right, below);
    if (v === from || side & side0) {
      gap = true;
    } else {
      const short = Math.abs(x1 - x0) + Math.abs(y1 - y0) < FINEST;
      if (short && !gap && v + 1 < to) continue;
      if (gap) path.moveTo(x0, y0);
      path.lineTo(x1, y1);
      gap = false;
    }
    [x0, y0, side0] = [x1, y1, side];
  }
}

/** On which sides a point lies outside the drawing: one bit a side. */
function sideOf(x: number, y: number, right: number, below: number): number {
  return +(x < -ROUND) | (+(x > right) << 1) | (+(y < -ROUND) << 2) | (+(y > below) << 3);
}

function traceRing(
  path: Trace,
  { x, y }: Outlines,
  from: number,
  to: number,
  frame: Frame,
  cut: boolean,
): void {
  const per = 1 / frame.perPixel;
  const { west, north } = frame.box;
  let ring: number[] = [];
  let [x0, y0] = [Number.NaN, 0];
  for (let v = from; v < to; v += 1) {
    const x1 = ((x[v] as number) - west) * per;
    const y1 = ((y[v] as number) - north) * per;
    if (Math.abs(x1 - x0) + Math.abs(y1 - y0) < FINEST) continue;
    ring.push(x1, y1);
    [x0, y0] = [x1, y1];
  }
  if (cut) {
    const right = (frame.box.east - west) * per + ROUND;
    const below = (frame.box.south - north) * per + ROUND;
    ring = clip(ring, 0, -ROUND, 1);
    ring = clip(ring, 0, right, -1);
    ring = clip(ring, 1, -ROUND, 1);
    ring = clip(ring, 1, below, -1);
  }
  if (ring.length < 4) return;
  path.moveTo(ring[0] as number, ring[1] as number);
  for (let i = 2; i < ring.length; i += 2) path.lineTo(ring[i] as number, ring[i + 1] as number);
  path.closePath();
}

/** What of a ring lies on one side of a level or upright edge (Sutherland and Hodgman). */
function clip(ring: readonly number[], axis: 0 | 1, edge: number, way: 1 | -1): number[] {
  const found: number[] = [];
  const { length } = ring;
  if (length === 0) return found;
  let [x0, y0] = [ring[length - 2] as number, ring[length - 1] as number];
  let in0 = ((axis === 0 ? x0 : y0) - edge) * way >= 0;
  for (let i = 0; i < length; i += 2) {
    const [x1, y1] = [ring[i] as number, ring[i + 1] as number];
    const in1 = ((axis === 0 ? x1 : y1) - edge) * way >= 0;
    if (in0 !== in1) {
      if (axis === 0) found.push(edge, y0 + ((edge - x0) / (x1 - x0)) * (y1 - y0));
      else found.push(x0 + ((edge - y0) / (y1 - y0)) * (x1 - x0), edge);
    }
    if (in1) found.push(x1, y1);
    [x0, y0, in0] = [x1, y1, in1];
  }
  return found;
}

/** What a touch meets of a shape: how far its lines or points are, and whether it is inside. */
export interface Touch {
  /** Units from a line or a point; infinite where there is none. */
  readonly far: number;
  readonly inside: boolean;
}

export function touch(outlines: Outlines, i: number, at: { x: number; y: number }): Touch {
  const { x, y } = outlines;
  let far = Number.POSITIVE_INFINITY;
  let inside = false;
  eachPath(outlines.part, i, (kind, from, to) => {
    if (kind === PATH.point) {
      for (let v = from; v < to; v += 1) {
        far = Math.min(far, Math.hypot((x[v] as number) - at.x, (y[v] as number) - at.y));
      }
      return;
    }
    const ring = kind !== PATH.line;
    let v0 = ring ? to - 1 : from;
    for (let v = ring ? from : from + 1; v < to; v += 1) {
      const [x0, y0] = [x[v0] as number, y[v0] as number];
      const [x1, y1] = [x[v] as number, y[v] as number];
      v0 = v;
      if (ring) {
        if (y0 > at.y !== y1 > at.y && at.x < x0 + ((at.y - y0) / (y1 - y0)) * (x1 - x0)) {
          inside = !inside;
        }
      } else {
        far = Math.min(far, distance(at.x, at.y, x0, y0, x1, y1));
      }
    }
  });
  return { far, inside };
}

function distance(x: number, y: number, x0: number, y0: number, x1: number, y1: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const long = dx * dx + dy * dy;
  const t = long === 0 ? 0 : Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / long));
  return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
}
