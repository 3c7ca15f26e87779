/** The base map that needs no network: land, lakes, rivers and borders. */

import type L from "leaflet";
import type { Page } from "./app";
import { svg } from "./dom";
import { latLngBounds } from "./geometry";
import { shapesOf } from "./ground";
import { outline, type Vector, Vectors } from "./vectors";

/** Layers of the base map in drawing order; the others hold names only. */
const DRAWN = ["land", "rivers", "lakes", "borders"] as const;

/** The zoom from which things of a rank show: rank 1 always, each next one a step deeper. */
export function zoomOfRank(rank: number, start: number): number {
  return rank <= 2 ? -1 : start + (rank - 2) * 0.75;
}

/** The zoom that shows the whole map: names and shapes are ranked from there. */
export function startZoom(app: Page, map: L.Map): number {
  return map.getBoundsZoom(latLngBounds(app.payload.bounds));
}

export function drawBase(app: Page, map: L.Map): void {
  const start = startZoom(app, map);
  const drawn = DRAWN.flatMap((layer) =>
    ranksOf(app, layer).map(({ rank, vector }) => ({
      vector,
      id: contextId(layer),
      from: zoomOfRank(rank, start),
    })),
  );
  app.slots.map.classList.toggle("has-land", "land" in (app.payload.context ?? {}));
  const pane = new Vectors(map, "base");
  const show = (): void => {
    const { hide } = app.store.state;
    for (const { vector, id, from } of drawn) {
      pane.turn(vector, map.getZoom() >= from && !hide.includes(id));
    }
  };
  map.on("zoomend", show);
  app.store.subscribe((_state, changed) => {
    if (changed.has("hide")) show();
  });
  show();
}

/** Id by which a layer of the base map is switched off, apart from those of other layers. */
export function contextId(name: string): string {
  return `context.${name}`;
}

/** All shapes of a rank are one path. */
function ranksOf(app: Page, layer: string): { rank: number; vector: Vector }[] {
  const shapes = shapesOf(app, layer);
  return [...new Set(shapes.map(({ rank }) => rank))].map((rank) => {
    const own = shapes.filter((shape) => shape.rank === rank);
    const path = svg("path", { class: `base-${layer} rank-${rank}` });
    const lines = own.flatMap((shape) => shape.lines);
    const rings = own.flatMap((shape) => shape.rings);
    return { rank, vector: outline([path], lines, rings) };
  });
}
