/** Positions as whole numbers on the square of Web Mercator, fine enough for any zoom. */

import type L from "leaflet";
import { WORLD } from "../geometry";
import type { Atlas } from "./atlas";
import { NOWHERE } from "./types";

/** Units of the whole world, each way. */
export const UNITS = 2 ** 30;
const HIGHEST = 85.0511287798;
const RADIAN = Math.PI / 180;

export function eastOf(lon: number): number {
  return Math.round((lon / 360 + 0.5) * UNITS);
}

export function southOf(lat: number): number {
  const sine = Math.sin(Math.max(-HIGHEST, Math.min(HIGHEST, lat)) * RADIAN);
  return Math.round((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * UNITS);
}

export function latLngOf(map: L.Map, x: number, y: number): L.LatLng {
  const scale = WORLD / UNITS;
  return map.unproject([x * scale, y * scale], 0);
}

/** A part of the world. */
export interface Box {
  readonly west: number;
  readonly north: number;
  readonly east: number;
  readonly south: number;
}

/** What the map shows, with so much more round it as a share of its size. */
export function boxOf(map: L.Map, pad: number): Box {
  const per = perPixel(map);
  const { min, max } = map.getPixelBounds();
  if (!min || !max) return { west: 0, north: 0, east: 0, south: 0 };
  const [right, below] = [(max.x - min.x) * pad, (max.y - min.y) * pad];
  return {
    west: (min.x - right) * per,
    north: (min.y - below) * per,
    east: (max.x + right) * per,
    south: (max.y + below) * per,
  };
}

/** Units of a pixel at the map's zoom. */
export function perPixel(map: L.Map, zoom = map.getZoom()): number {
  return UNITS / WORLD / map.getZoomScale(zoom, 0);
}

/** Where the rows are; both are `NOWHERE` for those without a place. */
export interface Anchors {
  readonly x: Int32Array;
  readonly y: Int32Array;
}

export function anchorsOf(atlas: Atlas): Anchors {
  const x = new Int32Array(atlas.count).fill(NOWHERE);
  const y = new Int32Array(atlas.count).fill(NOWHERE);
  const [lon, lat] = [atlas.column("lon"), atlas.column("lat")];
  if (!lon || !lat) return { x, y };
  for (let row = 0; row < atlas.count; row += 1) {
    const at = lon[row] as number;
    if (at === NOWHERE) continue;
    x[row] = eastOf(at / 1e6);
    y[row] = southOf((lat[row] as number) / 1e6);
  }
  return { x, y };
}
