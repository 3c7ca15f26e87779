/** Where the name of an area or of a line stands, within what the window shows of it. */

import L from "leaflet";

/** Latitudes at which an area is cut to find where it is broad. */
const CUTS = 24;

export interface Stand {
  readonly at: L.LatLng;
  /** Degrees clockwise. */
  readonly angle: number;
  /** The two ends of the room that there is. */
  readonly ends: readonly [L.LatLng, L.LatLng];
}

/** The middle of the broadest level stretch, weighed so that it does not hug an edge. */
export function inArea(
  areas: readonly (readonly L.LatLng[][])[],
  window: L.LatLngBounds,
): Stand | null {
  let best: { stand: Stand; weight: number } | null = null;
  for (const rings of areas) {
    const outer = rings[0];
    if (!outer || outer.length < 3) continue;
    const bounds = L.latLngBounds(outer);
    const south = Math.max(bounds.getSouth(), window.getSouth());
    const north = Math.min(bounds.getNorth(), window.getNorth());
    if (south >= north || !window.intersects(bounds)) continue;
    for (let cut = 1; cut < CUTS; cut += 1) {
      const share = cut / CUTS;
      const lat = south + (north - south) * share;
      const [from, to] = stretch(rings, lat, window);
      const weight = (to - from) * (0.6 + 0.8 * Math.min(share, 1 - share));
      if (weight <= (best?.weight ?? 0)) continue;
      const ends = [L.latLng(lat, from), L.latLng(lat, to)] as const;
      best = { stand: { at: L.latLng(lat, (from + to) / 2), angle: 0, ends }, weight };
    }
  }
  return best?.stand ?? null;
}

/** The longitudes between which the rings are broadest at a latitude. */
function stretch(
  rings: readonly L.LatLng[][],
  lat: number,
  window: L.LatLngBounds,
): readonly [number, number] {
  const crossings: number[] = [];
  for (const ring of rings) {
    let before = ring[ring.length - 1];
    for (const point of ring) {
      if (before && before.lat > lat !== point.lat > lat) {
        const share = (lat - before.lat) / (point.lat - before.lat);
        crossings.push(before.lng + share * (point.lng - before.lng));
      }
      before = point;
    }
  }
  crossings.sort((a, b) => a - b);
  let found: readonly [number, number] = [0, 0];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const from = Math.max(crossings[i] ?? 0, window.getWest());
    const to = Math.min(crossings[i + 1] ?? 0, window.getEast());
    if (to - from > found[1] - found[0]) found = [from, to];
  }
  return found;
}

/** The middle of the longest stretch of line in the window, with its slope there. */
export function onLine(lines: readonly L.LatLng[][], window: L.LatLngBounds): Stand | null {
  let run: L.LatLng[] = [];
  let longest: L.LatLng[] = [];
  for (const line of lines) {
    run = [];
    for (const point of line) {
      if (window.contains(point)) run.push(point);
      else run = [];
      if (run.length > longest.length) longest = run;
    }
  }
  const middle = Math.floor(longest.length / 2);
  const reach = Math.max(2, Math.floor(longest.length / 12));
  const at = longest[middle];
  const from = longest[Math.max(0, middle - reach)];
  const to = longest[Math.min(longest.length - 1, middle + reach)];
  const [first, last] = [longest[0], longest[longest.length - 1]];
  if (!at || !from || !to || !first || !last) return null;
  const squeeze = Math.cos((at.lat * Math.PI) / 180);
  let angle = (Math.atan2(from.lat - to.lat, (to.lng - from.lng) * squeeze) * 180) / Math.PI;
  if (angle > 90) angle -= 180;
  if (angle < -90) angle += 180;
  return { at, angle, ends: [first, last] };
}
