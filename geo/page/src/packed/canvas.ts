/** Canvases that lie on the map and move and zoom with it. */

import L from "leaflet";
import { h } from "../dom";
import { WORLD } from "../geometry";
import type { Frame } from "./outlines";
import { type Box, boxOf, perPixel, UNITS } from "./world";

/** Share of the window round it that is drawn, for drags. */
export const BEYOND = 0.12;
/** More pixels a point than this nobody sees. */
const SHARPEST = 2;

/** What a canvas holds at the map's view. */
export function frameOf(map: L.Map): Frame {
  return { box: boxOf(map, BEYOND), perPixel: perPixel(map) };
}

/** Two canvases at one place: one is seen while the other one is painted. */
export class Sheet {
  readonly #map: L.Map;
  #front: HTMLCanvasElement;
  #back: HTMLCanvasElement;
  /** The upper left corner of each, and the zoom for which it was painted. */
  readonly #at = new Map<HTMLCanvasElement, { corner: L.LatLng; zoom: number }>();

  constructor(map: L.Map, name: string) {
    this.#map = map;
    const make = (): HTMLCanvasElement =>
      h("canvas", { class: `${name} leaflet-zoom-animated`, "aria-hidden": "true", hidden: true });
    [this.#front, this.#back] = [make(), make()];
    map.getPane("overlayPane")?.append(this.#front, this.#back);
    map.on("zoomanim", ({ center, zoom }: L.ZoomAnimEvent) => {
      const inner = map as unknown as {
        _latLngToNewLayerPoint(at: L.LatLng, zoom: number, center: L.LatLng): L.Point;
      };
      this.#place(zoom, (corner) => inner._latLngToNewLayerPoint(corner, zoom, center));
    });
    map.on("zoom viewreset", () => {
      this.#place(map.getZoom(), (corner) => map.latLngToLayerPoint(corner));
    });
  }

  /** A clear canvas to paint on, in pixels of the frame. */
  back(frame: Frame): CanvasRenderingContext2D {
    const canvas = this.#back;
    const width = Math.ceil((frame.box.east - frame.box.west) / frame.perPixel);
    const height = Math.ceil((frame.box.south - frame.box.north) / frame.perPixel);
    const sharp = Math.min(SHARPEST, window.devicePixelRatio || 1);
    // Setting its size clears a canvas and makes it anew; to wipe it is quicker.
    const [wide, high] = [Math.round(width * sharp), Math.round(height * sharp)];
    if (canvas.width !== wide) canvas.width = wide;
    if (canvas.height !== high) canvas.height = high;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext("2d", {
      willReadFrequently: true,
    }) as CanvasRenderingContext2D;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, wide, high);
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    context.lineJoin = "round";
    this.#at.set(canvas, { corner: cornerOf(this.#map, frame.box), zoom: this.#map.getZoom() });
    return context;
  }

  /** What was painted takes the place of what was seen. */
  show(): void {
    [this.#front, this.#back] = [this.#back, this.#front];
    this.#front.hidden = false;
    this.#back.hidden = true;
    this.#place(this.#map.getZoom(), (corner) => this.#map.latLngToLayerPoint(corner));
  }

  hide(): void {
    this.#front.hidden = true;
  }

  #place(zoom: number, pointOf: (corner: L.LatLng) => L.Point): void {
    const at = this.#at.get(this.#front);
    if (!at) return;
    const scale = this.#map.getZoomScale(zoom, at.zoom);
    L.DomUtil.setTransform(this.#front, pointOf(at.corner), scale);
  }
}

function cornerOf(map: L.Map, { west, north }: Box): L.LatLng {
  const scale = WORLD / UNITS;
  return map.unproject([west * scale, north * scale], 0);
}
