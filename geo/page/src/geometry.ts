/** GeoJSON geometries taken apart, in pixels of the map at zoom 0. */

import type { Geometry, Position } from "geojson";
import L from "leaflet";
import type { Bounds, Place } from "./types";

/** Columns and rows in turn. */
export type Line = readonly number[];
export type Spot = readonly [x: number, y: number];

export interface Parts {
  readonly points: Spot[];
  readonly lines: Line[];
  /** The rings of all polygons; what lies in two of them is a hole. */
  readonly rings: Line[];
}

/** Pixels of the world at zoom 0, and the latitude at which they end, as Leaflet has it. */
export const WORLD = 256;
const HIGHEST = 85.0511287798;

/** The points, lines and areas of a geometry, those of its multi-parts and members too. */
export function parts(geometry: Geometry | null | undefined): Parts {
  const found: Parts = { points: [], lines: [], rings: [] };
  if (geometry) collect(geometry, found);
  return found;
}

export function spotOf([lon = 0, lat = 0]: Position | readonly number[]): Spot {
  const sine = Math.sin((Math.max(-HIGHEST, Math.min(HIGHEST, lat)) * Math.PI) / 180);
  return [WORLD * (lon / 360 + 0.5), WORLD * (0.5 - Math.atanh(sine) / (2 * Math.PI))];
}

export function latLngOf([x, y]: Spot): L.LatLng {
  const lat = Math.atan(Math.sinh((0.5 - y / WORLD) * 2 * Math.PI));
  return L.latLng((lat * 180) / Math.PI, (x / WORLD - 0.5) * 360);
}

export function latLngBounds(bounds: Bounds): L.LatLngBounds {
  const [west, south, east, north] = bounds;
  return L.latLngBounds([south, west], [north, east]);
}

/** The point at which a place is shown; null where it has none. */
export function anchor(place: Place): L.LatLng | null {
  if (place.anchor) return L.latLng(place.anchor[1], place.anchor[0]);
  return extent(place)?.getCenter() ?? null;
}

export function extent(place: Place): L.LatLngBounds | null {
  if (place.bounds) return latLngBounds(place.bounds);
  const { points, lines, rings } = parts(place.geometry);
  const found = L.latLngBounds([]);
  for (const line of [...points, ...lines, ...rings]) {
    for (let i = 0; i < line.length; i += 2) {
      found.extend(latLngOf([line[i] as number, line[i + 1] as number]));
    }
  }
  return found.isValid() ? found : null;
}

function collect(geometry: Geometry, found: Parts): void {
  switch (geometry.type) {
    case "Point":
      if (geometry.coordinates.length > 1) found.points.push(spotOf(geometry.coordinates));
      break;
    case "MultiPoint":
      found.points.push(...geometry.coordinates.map(spotOf));
      break;
    case "LineString":
      found.lines.push(lineOf(geometry.coordinates));
      break;
    case "MultiLineString":
      found.lines.push(...geometry.coordinates.map(lineOf));
      break;
    case "Polygon":
      found.rings.push(...geometry.coordinates.map(lineOf));
      break;
    case "MultiPolygon":
      for (const rings of geometry.coordinates) found.rings.push(...rings.map(lineOf));
      break;
    case "GeometryCollection":
      for (const member of geometry.geometries) collect(member, found);
      break;
  }
}

function lineOf(positions: readonly Position[]): Line {
  const found: number[] = [];
  for (const position of positions) found.push(...spotOf(position));
  return found;
}
