/** The map's own base map: its script, pmtiles.js, is in the page only where the map has one. */

import type L from "leaflet";
import type { Page } from "./app";
import type { Box } from "./labels";

type Draw = (app: Page, map: L.Map, obstacles: () => readonly Box[]) => void;

declare global {
  interface Window {
    drawOwnBasemap?: Draw;
  }
}

/** `obstacles` gives the boxes of what names must not cover, in layer points. */
export const drawOwn: Draw = (app, map, obstacles) => {
  window.drawOwnBasemap?.(app, map, obstacles);
};
