/** The Leaflet map: its frame, its controls in the reader's language, its view in the state. */

import L from "leaflet";
import { type App, isContext, type Page } from "./app";
import { roomy, set, still } from "./dom";
import { extent, latLngBounds } from "./geometry";
import type { View } from "./state";

/** Panes from the ground up; Leaflet's own stand at 400 (vectors) to 700 (popups). */
const PANES = { base: 150, areas: 390, labels: 450, rings: 590 } as const;
const DEEPEST = 14;
/** Not even a lone point is shown from nearer than this at the start. */
const CLOSEST_START = 10;
/** Share of the subject's size within which context belongs to it. */
const CLOSE_BY = 0.2;
/** Pixels that stay free round what the map opens on, more under the bar in its corner. */
const EDGE = 44;
const UNDER_BAR = 64;
/** What the open legend covers of a wide map, in pixels. */
const LEGEND_WIDTH = 276;

/** `subject` is what the map opens on, inside its bounds. */
export function createMap(app: Page, subject: () => L.LatLngBounds): L.Map {
  const home = latLngBounds(app.payload.bounds);
  const calm = still.matches;
  const map = L.map(app.slots.map, {
    zoomSnap: 0.25,
    maxZoom: DEEPEST,
    maxBounds: home.pad(0.6),
    maxBoundsViscosity: 0.7,
    worldCopyJump: false,
    zoomControl: false,
    closePopupOnClick: false,
    fadeAnimation: !calm,
    zoomAnimation: !calm,
    markerZoomAnimation: !calm,
    inertia: !calm,
    renderer: L.svg({ padding: 0.5 }),
  });
  if (calm) stayCalm(map);
  for (const [name, level] of Object.entries(PANES)) {
    const pane = map.createPane(name);
    pane.style.zIndex = String(level);
    if (name !== "areas") pane.style.pointerEvents = "none";
  }

  const zoom = L.control.zoom({ position: "bottomright" }).addTo(map);
  const scale = new Scale(app).addTo(map);
  const speak = (): void => {
    set(app.slots.map, { role: "region", "aria-label": app.word("page.map") });
    for (const way of ["in", "out"] as const) {
      const button = zoom.getContainer()?.querySelector(`.leaflet-control-zoom-${way}`);
      const label = app.word(`page.zoom_${way}`);
      if (button) set(button, { title: label, "aria-label": label });
    }
    scale.redraw();
  };

  // A mouse comes before it drags.
  const start = () => app.slots.map.classList.add("at-work");
  for (const event of ["pointerenter", "pointerdown", "keydown"]) {
    app.slots.map.addEventListener(event, start, { once: true, passive: true });
  }
  const reader = goHome(map, app, subject);
  speak();
  app.store.subscribe((state, changed) => {
    if (changed.has("language")) speak();
    if (changed.has("view") && state.view && !shows(map, state.view)) goTo(map, state.view);
  });
  map.on("moveend", () => {
    if (reader.touched || app.store.state.project !== "") app.store.set({ view: viewOf(map) });
  });
  hideBaseUnderTiles(map);
  return map;
}

/** Put something below the map's corner, where it takes clicks for itself. */
export function inCorner(map: L.Map, element: HTMLElement): void {
  const corner = new L.Control({ position: "bottomleft" });
  corner.onAdd = () => element;
  corner.addTo(map);
  L.DomEvent.disableClickPropagation(element);
}

/**
 * Show all of the map, or the view that the address asks for. Until the reader moves the map,
 * it follows the window's size: in a frame the page is often laid out late.
 */
function goHome(map: L.Map, app: Page, subject: () => L.LatLngBounds): { touched: boolean } {
  const reader = { touched: app.store.state.view !== null };
  const fit = (): void => {
    const legend = roomy.matches ? LEGEND_WIDTH : 0;
    map.fitBounds(subject(), {
      animate: false,
      maxZoom: CLOSEST_START,
      paddingTopLeft: [EDGE, UNDER_BAR],
      paddingBottomRight: [EDGE + legend, EDGE],
    });
  };
  map.fitBounds(latLngBounds(app.payload.bounds), { animate: false });
  map.setMinZoom(Math.floor(map.getZoom()) - 1);
  fit();
  if (app.store.state.view) goTo(map, app.store.state.view);
  map.on("resize", () => {
    if (!reader.touched && app.store.state.project === "") fit();
  });
  const touch = (): void => {
    reader.touched = true;
  };
  for (const event of ["pointerdown", "wheel", "keydown"]) {
    map.getContainer().addEventListener(event, touch, { capture: true, passive: true });
  }
  return reader;
}

/**
 * What the map opens on: all that it is about, inside its bounds, with the context close by.
 * A road that only gives context may reach far beyond and would make everything else small.
 */
export function subject(app: App): L.LatLngBounds {
  const whole = latLngBounds(app.payload.bounds);
  const projects = [...app.projects.values()];
  const own = [...projects.filter((project) => !isContext(project)), ...app.features.values()];
  const [first, ...others] = own.flatMap((place) => extent(place) ?? []);
  if (!first) return whole;
  const all = L.latLngBounds(first.getSouthWest(), first.getNorthEast());
  for (const next of others) all.extend(next);
  const near = all.pad(CLOSE_BY);
  for (const context of projects.filter(isContext)) {
    const reach = extent(context);
    if (reach && near.contains(reach)) all.extend(reach);
  }
  return whole.contains(all) ? all : whole;
}

function goTo(map: L.Map, view: View): void {
  map.setView([view.lat, view.lon], view.zoom, { animate: false });
}

function viewOf(map: L.Map): View {
  const { lat, lng } = map.getCenter();
  return { zoom: map.getZoom(), lat: round(lat), lon: round(lng) };
}

function shows(map: L.Map, view: View): boolean {
  const now = viewOf(map);
  return now.zoom === view.zoom && now.lat === round(view.lat) && now.lon === round(view.lon);
}

/** Three decimals are 0.1 km: enough for a view, and an address that can be read. */
function round(degrees: number): number {
  return Math.round(degrees * 1000) / 1000;
}

/** Leaflet has no option for pans that don't glide, as those that make room for a popup. */
function stayCalm(map: L.Map): void {
  const panBy = map.panBy.bind(map);
  map.panBy = (offset, options) => panBy(offset, { ...options, animate: false });
}

/** The built-in base map gives way to tiles that someone adds. */
function hideBaseUnderTiles(map: L.Map): void {
  let tiles = 0;
  const count = (change: number) => (event: L.LayerEvent) => {
    if (!L.GridLayer || !(event.layer instanceof L.GridLayer)) return;
    tiles += change;
    map.getContainer().classList.toggle("has-tiles", tiles > 0);
  };
  map.on("layeradd", count(1));
  map.on("layerremove", count(-1));
}

/** Leaflet's scale bar with units in the reader's language. */
class Scale extends L.Control.Scale {
  readonly #app: Page;

  constructor(app: Page) {
    super({ imperial: false, maxWidth: 120, position: "bottomleft" });
    this.#app = app;
  }

  redraw(): void {
    (this as unknown as { _update(): void })._update();
  }

  /** Called by Leaflet with the metres that the longest bar stands for. */
  _updateMetric(longest: number): void {
    const inner = this as unknown as {
      _getRoundNum(n: number): number;
      _updateScale(bar: HTMLElement, text: string, ratio: number): void;
      _mScale: HTMLElement;
    };
    const metres = inner._getRoundNum(longest);
    const [unit, n] = metres < 1000 ? (["m", metres] as const) : (["km", metres / 1000] as const);
    const text = this.#app.word(`page.scale_${unit}`, { n });
    inner._updateScale(inner._mScale, text, metres / longest);
  }
}
