/** Layers that another engine has tiled, as a packed page and pmtiles.js speak of them. */

import type L from "leaflet";
import type { Page } from "./app";

/** How a row's shape is drawn. */
export interface TiledLook {
  readonly color: string;
  readonly dash: readonly number[];
  readonly edge: readonly number[];
  readonly quiet: boolean;
  readonly weight: number;
}

/** What the drawing wants to know of the rows. */
export interface TiledRows {
  /** The row of a layer that has this id, near a place; -1 for none. */
  row(layer: number, id: string, lat: number, lon: number): number;
  passes(row: number): boolean;
  look(row: number): TiledLook;
  readonly paper: string;
  readonly ink: string;
  /** Rows that are highlighted or open. */
  lit(): ReadonlySet<number>;
}

export interface TiledDrawing {
  draw(): void;
  /** The rows within so many pixels of a place, the nearest first, then areas that hold it. */
  hit(at: L.LatLng, reach: number): number[];
}

declare global {
  interface Window {
    drawTiledLayers?: (app: Page, map: L.Map, rows: TiledRows) => TiledDrawing;
  }
}
