/** The ring or soft halo round a mark that says how well its place is known. */

import type L from "leaflet";
import { svg } from "./dom";
import { spotOf } from "./geometry";
import type { PrecisionStyle } from "./types";
import { circle, type Vector } from "./vectors";

const KM_OF_A_DEGREE = 111.2;

export function ringsOf(look: PrecisionStyle, at: L.LatLng, name: string): Vector[] {
  const rings: Vector[] = [];
  if (look.halo) rings.push(round(at, look.halo, look.halo_km, { class: `halo ${name}` }));
  if (look.ring) {
    const dash = look.ring_dash?.join(" ");
    const drawn = { class: `ring ${name}`, "stroke-dasharray": dash };
    rings.push(round(at, look.ring, look.ring_km, drawn));
  }
  return rings;
}

/** A circle that is so large on the ground, but never smaller than so many pixels. */
function round(
  { lat, lng }: L.LatLng,
  pixels: number,
  kilometres = 0,
  attributes: Readonly<Record<string, string | undefined>> = {},
): Vector {
  const spot = spotOf([lng, lat]);
  const north = spotOf([lng, lat + kilometres / KM_OF_A_DEGREE]);
  const ground = spot[1] - north[1];
  return circle(svg("circle", attributes), spot, (scale) => Math.max(pixels, ground * scale));
}
