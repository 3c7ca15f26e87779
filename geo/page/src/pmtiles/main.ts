/** The map's own base map, from a PMTiles archive; in pages that have one. */

import L from "leaflet";
import type { Page } from "../app";
import { h, link } from "../dom";
import type { Box } from "../labels";
import { notice } from "../notice";
import { BUILT_IN } from "../tiles";
import { reasonOf, sourceOf } from "./bytes";
import { Ground } from "./ground";
import { drawTiledLayers } from "./layers";
import { Shelf } from "./shelf";
import { readTile, type Tile } from "./tile";

window.drawTiledLayers = drawTiledLayers;
window.drawOwnBasemap = (app, map, obstacles) => {
  const begin = (): void => void start(app, map, obstacles);
  // The archive stands at the end of the page.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
};

async function start(app: Page, map: L.Map, obstacles: () => readonly Box[]): Promise<void> {
  const basemap = app.payload.own_basemap;
  if (!basemap) return;
  let shelf: Shelf<Tile>;
  try {
    const languages = app.payload.languages;
    shelf = new Shelf(sourceOf(0, basemap.size), (data) => readTile(data, languages));
    await shelf.open();
  } catch (error) {
    if (app.store.state.basemap === "") app.store.set({ basemap: BUILT_IN });
    notice(app, app.word(reasonOf(error)));
    return;
  }
  const language = (): string => app.store.state.language;
  const ground = new Ground(map, shelf, { basemap, language, obstacles });
  const credit = new L.Control({ position: "bottomright" });
  credit.onAdd = () => credits(app);
  const turn = (): void => {
    const on = app.store.state.basemap === "";
    ground.turn(on);
    if (on) credit.addTo(map);
    else credit.remove();
  };
  app.store.subscribe((_state, changed) => {
    if (changed.has("basemap")) turn();
    else if (changed.has("language")) ground.draw();
  });
  turn();
}

/** Whose data it is, and on what terms. */
function credits(app: Page): HTMLElement {
  const { credits: runs = [], licence = "" } = app.payload.own_basemap ?? {};
  const parts = runs.map(({ text, url = "" }) => (url === "" ? text : link(url, text)));
  const terms = licence && (runs.length > 0 ? ` · ${licence}` : licence);
  return h("div", { class: "leaflet-control-attribution tile-credits" }, ...parts, terms);
}
