/** What can be pointed at, touched and focused on the map, whatever its shape. */

import L from "leaflet";
import type { App } from "./app";
import { h, set } from "./dom";
import type { Place } from "./types";

/** Width of the stretch along a line that takes a touch, in pixels. */
const WIDE = 22;

/** Make an element a button that opens `place`; called again whenever Leaflet remakes it. */
export function reach(app: App, element: Element, place: Place, label: () => string): void {
  set(element, { tabindex: 0, role: "button", "aria-label": label(), "data-open": place.id });
  element.addEventListener("keydown", (event) => {
    const { key } = event as KeyboardEvent;
    if (key !== "Enter" && key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    app.store.set({ project: place.id });
  });
  element.addEventListener("focus", () => app.highlight(place.id));
  element.addEventListener("blur", () => app.highlight(""));
}

const hovers = window.matchMedia("(hover: hover)");

/** Open on a click or a touch; highlight and name under the pointer. */
export function point(app: App, layer: L.Layer, place: Place): void {
  if (hovers.matches) {
    const name = (): HTMLElement => h("bdi", { dir: "auto" }, app.text(place.name));
    layer.bindTooltip(name, { sticky: true, direction: "top", offset: [0, -12], opacity: 1 });
  }
  layer.on("click", (event: L.LeafletMouseEvent) => {
    L.DomEvent.stopPropagation(event);
    app.store.set({ project: place.id });
  });
  layer.on("mouseover", () => app.highlight(place.id));
  layer.on("mouseout", () => app.highlight(""));
}

/** An unseen copy of lines or areas that takes pointer and touch, wider than it looks. */
export function hitPath(shape: L.LatLng[][] | L.LatLng[][][], closed: boolean): L.Path {
  const options: L.PolylineOptions = {
    weight: closed ? 8 : WIDE,
    opacity: 0,
    fillOpacity: 0,
    className: "hit",
    bubblingMouseEvents: false,
    pane: closed ? "areas" : "overlayPane",
  };
  return closed
    ? L.polygon(shape, { ...options, fill: true })
    : L.polyline(shape as L.LatLng[][], options);
}
