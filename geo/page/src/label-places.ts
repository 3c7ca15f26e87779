/** Where the name of an area or of a line stands, within what the window shows of it. */

import type L from "leaflet";
import type { Line, Spot } from "./geometry";

/** Levels at which an area is cut to find where it is broad. */
const CUTS = 24;

/** In pixels of the map at zoom 0, as in ground.ts. */
export interface Stand {
  readonly at: Spot;
  /** Degrees clockwise. */
  readonly angle: number;
  /** How much room there is. */
  readonly room: number;
}

/** The middle of the broadest level stretch, weighed so that it does not hug an edge. */
export function inArea(rings: readonly Line[], window: L.Bounds): Stand | null {
  const { min, max } = window;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 2) {
      const y = ring[i] as number;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  top = Math.max(top, min?.y ?? top);
  bottom = Math.min(bottom, max?.y ?? bottom);
  if (top >= bottom) return null;
  const step = (bottom - top) / CUTS;
  let best: Stand | null = null;
  let most = 0;
  crossings(rings, top, step).forEach((found, cut) => {
    const [from, to] = broadest(found, min?.x ?? 0, max?.x ?? 0);
    const share = cut / CUTS;
    const weight = (to - from) * (0.6 + 0.8 * Math.min(share, 1 - share));
    if (weight <= most) return;
    most = weight;
    best = { at: [(from + to) / 2, top + cut * step], angle: 0, room: to - from };
  });
  return best;
}

/** Where the rings cross each level from the top down, one step apart. */
function crossings(rings: readonly Line[], top: number, step: number): number[][] {
  const found = Array.from({ length: CUTS }, (): number[] => []);
  for (const ring of rings) {
    let x0 = ring[ring.length - 2] as number;
    let y0 = ring[ring.length - 1] as number;
    for (let i = 0; i < ring.length; i += 2) {
      const x1 = ring[i] as number;
      const y1 = ring[i + 1] as number;
      const first = Math.ceil((Math.min(y0, y1) - top) / step);
      const end = Math.min(CUTS, Math.ceil((Math.max(y0, y1) - top) / step));
      for (let cut = Math.max(1, first); cut < end; cut += 1) {
        found[cut]?.push(x0 + ((top + cut * step - y0) / (y1 - y0)) * (x1 - x0));
      }
      x0 = x1;
      y0 = y1;
    }
  }
  return found;
}

/** The longest stretch between two of the crossings within two columns. */
function broadest(crossings: number[], left: number, right: number): Spot {
  crossings.sort((a, b) => a - b);
  let found: Spot = [0, 0];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const from = Math.max(crossings[i] ?? 0, left);
    const to = Math.min(crossings[i + 1] ?? 0, right);
    if (to - from > found[1] - found[0]) found = [from, to];
  }
  return found;
}

/** The middle of the longest stretch of line in the window, with its slope there. */
export function onLine(lines: readonly Line[], window: L.Bounds): Stand | null {
  let longest: Line = [];
  for (const line of lines) {
    let from = 0;
    for (let i = 0; i <= line.length; i += 2) {
      if (i < line.length && holds(window, line[i] as number, line[i + 1] as number)) continue;
      if (i - from > longest.length) longest = line.slice(from, i);
      from = i + 2;
    }
  }
  const count = longest.length / 2;
  if (count === 0) return null;
  const spot = (i: number): Spot => {
    const at = 2 * Math.max(0, Math.min(count - 1, i));
    return [longest[at] as number, longest[at + 1] as number];
  };
  const middle = Math.floor(count / 2);
  const reach = Math.max(2, Math.floor(count / 12));
  const [from, to] = [spot(middle - reach), spot(middle + reach)];
  let angle = (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI;
  if (angle > 90) angle -= 180;
  if (angle < -90) angle += 180;
  const [first, last] = [spot(0), spot(count - 1)];
  return {
    at: spot(middle),
    angle,
    room: Math.hypot(last[0] - first[0], last[1] - first[1]),
  };
}

function holds({ min, max }: L.Bounds, x: number, y: number): boolean {
  return (
    min !== undefined && max !== undefined && x >= min.x && x <= max.x && y >= min.y && y <= max.y
  );
}
