/** Which tiles of an archive a view of the map is made of, and where they lie in it. */

import type L from "leaflet";
import type { Bounds } from "../types";
import type { Square } from "./paint";

/** Pixels of a tile's side where Leaflet counts them. */
export const TILE = 256;
/** More tiles than these are no view, but one of far too fine tiles. */
const MOST_TILES = 120;

export interface Spot {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

export interface Reach {
  readonly min_zoom?: number;
  readonly max_zoom?: number;
  readonly bounds: Bounds;
}

/**
 * The tiles of a view: `size` pixels from `origin` on, as the map counts them at this zoom.
 * `large` ones are made for 512 pixels. None where the archive has none for it.
 */
export function spotsOf(
  map: L.Map,
  { min_zoom: low = 0, max_zoom: high = 0, bounds }: Reach,
  origin: L.Point,
  size: L.Point,
  zoom: number,
  large: boolean,
): Spot[] {
  const z = Math.max(low, Math.min(high, Math.round(zoom) - (large ? 1 : 0)));
  const side = TILE * 2 ** (zoom - z);
  const last = 2 ** z - 1;
  const [west, south, east, north] = bounds;
  const least = map.project([north, west], z).divideBy(TILE);
  const most = map.project([south, east], z).divideBy(TILE);
  const left = Math.max(0, Math.floor(origin.x / side), Math.floor(least.x));
  const right = Math.min(last, Math.floor((origin.x + size.x) / side), Math.floor(most.x));
  const top = Math.max(0, Math.floor(origin.y / side), Math.floor(least.y));
  const bottom = Math.min(last, Math.floor((origin.y + size.y) / side), Math.floor(most.y));
  if ((right - left + 1) * (bottom - top + 1) > MOST_TILES) return [];
  const found: Spot[] = [];
  for (let y = top; y <= bottom; y += 1) {
    for (let x = left; x <= right; x += 1) found.push({ z, x, y });
  }
  return found;
}

export function squareOf({ z, x, y }: Spot, zoom: number, origin: L.Point): Square {
  const side = TILE * 2 ** (zoom - z);
  return { left: x * side - origin.x, top: y * side - origin.y, side };
}
