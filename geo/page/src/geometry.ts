/** GeoJSON geometries taken apart into what Leaflet draws. */

import type { Geometry, Position } from "geojson";
import L from "leaflet";
import type { Bounds, Place } from "./types";

export interface Parts {
  readonly points: L.LatLng[];
  readonly lines: L.LatLng[][];
  /** Rings of each polygon, the outer one first. */
  readonly areas: L.LatLng[][][];
}

/** The points, lines and areas of a geometry, those of its multi-parts and members too. */
export function parts(geometry: Geometry | null | undefined): Parts {
  const found: Parts = { points: [], lines: [], areas: [] };
  if (geometry) collect(geometry, found);
  return found;
}

export function latLng(position: Position | readonly number[]): L.LatLng {
  return L.latLng(position[1] ?? 0, position[0] ?? 0);
}

export function latLngBounds(bounds: Bounds): L.LatLngBounds {
  const [west, south, east, north] = bounds;
  return L.latLngBounds([south, west], [north, east]);
}

/** The point at which a place is shown; null where it has none. */
export function anchor(place: Place): L.LatLng | null {
  if (place.anchor) return latLng(place.anchor);
  const bounds = extent(place);
  return bounds ? bounds.getCenter() : null;
}

export function extent(place: Place): L.LatLngBounds | null {
  if (place.bounds) return latLngBounds(place.bounds);
  const { points, lines, areas } = parts(place.geometry);
  const all = [...points, ...lines.flat(), ...areas.flat(2)];
  return all.length > 0 ? L.latLngBounds(all) : null;
}

function collect(geometry: Geometry, found: Parts): void {
  switch (geometry.type) {
    case "Point":
      if (geometry.coordinates.length > 1) found.points.push(latLng(geometry.coordinates));
      break;
    case "MultiPoint":
      found.points.push(...geometry.coordinates.map(latLng));
      break;
    case "LineString":
      found.lines.push(geometry.coordinates.map(latLng));
      break;
    case "MultiLineString":
      found.lines.push(...geometry.coordinates.map((line) => line.map(latLng)));
      break;
    case "Polygon":
      found.areas.push(geometry.coordinates.map((ring) => ring.map(latLng)));
      break;
    case "MultiPolygon":
      found.areas.push(
        ...geometry.coordinates.map((rings) => rings.map((ring) => ring.map(latLng))),
      );
      break;
    case "GeometryCollection":
      for (const member of geometry.geometries) collect(member, found);
      break;
  }
}
