/** The base map that needs no network: land, lakes, rivers and borders. */

import L from "leaflet";
import type { App } from "./app";
import { latLngBounds, parts } from "./geometry";
import type { ContextShape } from "./types";

/** Layers of the base map in drawing order; the others hold names only. */
const DRAWN = ["land", "rivers", "lakes", "borders"] as const;
type Drawn = (typeof DRAWN)[number];

/** The zoom from which things of a rank show: rank 1 always, each next one a step deeper. */
export function zoomOfRank(rank: number, start: number): number {
  return rank <= 2 ? -1 : start + (rank - 2) * 0.75;
}

/** The zoom that shows the whole map: names and shapes are ranked from there. */
export function startZoom(app: App, map: L.Map): number {
  return map.getBoundsZoom(latLngBounds(app.payload.bounds));
}

export function drawBase(app: App, map: L.Map): void {
  const renderer = L.svg({ padding: 0.5, pane: "base" });
  const start = startZoom(app, map);
  const context = app.payload.context ?? {};
  app.slots.map.classList.toggle("has-land", "land" in context);
  const deeper: { path: L.Path; from: number }[] = [];

  for (const name of DRAWN) {
    const group = L.layerGroup();
    for (const shape of context[name]?.shapes ?? []) {
      const path = outline(name, shape, renderer);
      const from = zoomOfRank(shape.rank ?? 1, start);
      if (from > 0) deeper.push({ path, from });
      group.addLayer(path);
    }
    switchable(app, map, group, name);
  }

  const show = (): void => {
    for (const { path, from } of deeper) {
      path.getElement()?.classList.toggle("too-small", map.getZoom() < from);
    }
  };
  map.on("zoomend", show);
  show();
}

/** Id by which a layer of the base map is switched off, apart from those of other layers. */
export function contextId(name: string): string {
  return `context.${name}`;
}

function switchable(app: App, map: L.Map, group: L.LayerGroup, name: string): void {
  const apply = (hidden: readonly string[]): void => {
    if (hidden.includes(contextId(name))) group.remove();
    else group.addTo(map);
  };
  apply(app.store.state.hide);
  app.store.subscribe((state, changed) => {
    if (changed.has("hide")) apply(state.hide);
  });
}

function outline(name: Drawn, shape: ContextShape, renderer: L.Renderer): L.Path {
  const { lines, areas } = parts(shape.geometry);
  const options: L.PolylineOptions = {
    renderer,
    pane: "base",
    interactive: false,
    className: `base-${name} rank-${shape.rank ?? 1}`,
    smoothFactor: 1,
  };
  return areas.length > 0
    ? L.polygon(areas, options)
    : L.polyline(lines, { ...options, fill: false });
}
