/** Elements that stand at places of the map: marks and names. */

import L from "leaflet";

export interface Pin {
  readonly element: HTMLElement;
  readonly at: L.LatLng;
}

/** Hold them at their places while the map zooms; when it moves it takes them along. */
export function pin(map: L.Map, pins: () => Iterable<Pin>): void {
  map.on("zoom viewreset", () => {
    for (const each of pins()) place(map, each);
  });
  map.on("zoomanim", ({ center, zoom }: L.ZoomAnimEvent) => {
    const inner = map as unknown as {
      _latLngToNewLayerPoint(at: L.LatLng, zoom: number, center: L.LatLng): L.Point;
    };
    for (const { element, at } of pins()) {
      L.DomUtil.setPosition(element, inner._latLngToNewLayerPoint(at, zoom, center).round());
    }
  });
}

export function place(map: L.Map, { element, at }: Pin): void {
  L.DomUtil.setPosition(element, map.latLngToLayerPoint(at));
}
