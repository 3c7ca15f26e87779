/** The ring or soft halo round a mark that says how well its place is known. */

import L from "leaflet";
import type { PrecisionStyle } from "./types";

/** A circle that is so large on the ground, but never smaller than so many pixels. */
class Ring extends L.CircleMarker {
  readonly #pixels: number;
  readonly #kilometres: number;

  constructor(at: L.LatLng, pixels: number, kilometres: number, options: L.CircleMarkerOptions) {
    super(at, options);
    this.#pixels = pixels;
    this.#kilometres = kilometres;
  }

  /** Called by Leaflet whenever the zoom changes. */
  override _project(): void {
    const inner = this as unknown as { _map: L.Map };
    const at = this.getLatLng();
    const north = L.latLng(at.lat + this.#kilometres / 111.2, at.lng);
    const map = inner._map;
    const ground = map.latLngToLayerPoint(at).y - map.latLngToLayerPoint(north).y;
    const radius = Math.max(this.#pixels, ground);
    Object.assign(this, { _radius: radius });
    this.options.radius = radius;
    super._project();
  }
}

declare module "leaflet" {
  interface CircleMarker {
    _project(): void;
  }
}

export function ringsOf(look: PrecisionStyle, at: L.LatLng, name: string): L.Layer[] {
  const rings: L.Layer[] = [];
  const options = { interactive: false, pane: "areas" };
  if (look.halo) {
    rings.push(
      new Ring(at, look.halo, look.halo_km ?? 0, { ...options, className: `halo ${name}` }),
    );
  }
  if (look.ring) {
    const dashArray = look.ring_dash?.join(" ") ?? "";
    const drawn = { ...options, className: `ring ${name}`, dashArray };
    rings.push(new Ring(at, look.ring, look.ring_km ?? 0, drawn));
  }
  return rings;
}
