/** The map's own base map on two canvases: the ground under all marks, names over lines. */

import L from "leaflet";
import { h } from "../dom";
import type { Box } from "../labels";
import type { OwnBasemap } from "../types";
import { colorsNow } from "./colors";
import { type Lettered, Lettering } from "./lettering";
import { paintImage, paintTile, type Square } from "./paint";
import type { Content, Shelf } from "./shelf";
import { type Spot, spotsOf, squareOf, TILE } from "./spots";
import type { Name, Tile } from "./tile";

/** Over the built-in base map, under the tiles of online ones; names as those of the former. */
const PANES = { "own-base": 160, "own-names": 449 } as const;
/** What is painted beyond the window for a drag, as a share of it. */
const BEYOND = 0.25;
/** A sharper canvas would only take longer. */
const SHARPEST = 2;
export interface Asked {
  readonly basemap: OwnBasemap;
  readonly language: () => string;
  readonly obstacles: () => readonly Box[];
}

export class Ground {
  readonly #map: L.Map;
  readonly #shelf: Shelf<Tile>;
  readonly #asked: Asked;
  readonly #canvas: HTMLCanvasElement;
  readonly #names: HTMLCanvasElement;
  readonly #lettering: Lettering | null;
  #drawn: { corner: L.LatLng; zoom: number; bounds: L.Bounds } | null = null;
  #waiting = 0;
  #on = true;

  constructor(map: L.Map, shelf: Shelf<Tile>, asked: Asked) {
    this.#map = map;
    this.#shelf = shelf;
    this.#asked = asked;
    [this.#canvas, this.#names] = (["own-base", "own-names"] as const).map((name) => {
      const pane = map.createPane(name);
      pane.style.zIndex = String(PANES[name]);
      pane.style.pointerEvents = "none";
      const animated = "leaflet-layer leaflet-zoom-animated";
      const canvas = h("canvas", { class: `${name} ${animated}`, "aria-hidden": "true" });
      canvas.style.transformOrigin = "0 0";
      pane.append(canvas);
      return canvas;
    }) as [HTMLCanvasElement, HTMLCanvasElement];
    const context = this.#names.getContext("2d");
    this.#lettering = context && new Lettering(context);
    map.on("moveend resize", () => this.draw());
    map.on("marks", () => this.#soon());
    map.on("move", () => this.#follow());
    map.on("zoom viewreset", () => this.#stretch(map.getCenter(), map.getZoom()));
    map.on("zoomanim", ({ center, zoom }: L.ZoomAnimEvent) => this.#stretch(center, zoom));
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  /** Show it, or let another base map stand in its place. */
  turn(on: boolean): void {
    this.#on = on;
    for (const canvas of [this.#canvas, this.#names]) canvas.hidden = !on;
    if (on) this.draw();
    else this.#builtIn(true);
  }

  /** Paint what of it is here, and have the rest brought. */
  draw(): void {
    if (!this.#on) return;
    cancelAnimationFrame(this.#waiting);
    this.#waiting = 0;
    const map = this.#map;
    const size = map.getSize();
    const beyond = size.multiplyBy(BEYOND).round();
    const corner = map.containerPointToLayerPoint([0, 0]).subtract(beyond);
    const whole = size.add(beyond.multiplyBy(2));
    const ratio = Math.min(SHARPEST, devicePixelRatio || 1);
    const zoom = map.getZoom();
    const origin = map.getPixelOrigin().add(corner);
    this.#drawn = {
      corner: map.layerPointToLatLng(corner),
      zoom,
      bounds: L.bounds(corner, corner.add(whole)),
    };
    for (const canvas of [this.#canvas, this.#names]) {
      // To set its size clears it.
      canvas.width = Math.round(whole.x * ratio);
      canvas.height = Math.round(whole.y * ratio);
      canvas.style.width = `${whole.x}px`;
      canvas.style.height = `${whole.y}px`;
      L.DomUtil.setTransform(canvas, corner, 1);
    }
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    const colors = colorsNow();
    const names: Lettered[] = [];
    // Vector tiles are made to be shown at 512 pixels, images at their own size.
    const large = this.#asked.basemap.kind === "mvt" || this.#shelf.imageSize > TILE;
    const wanted = spotsOf(map, this.#asked.basemap, origin, whole, zoom, large);
    let missing = 0;
    for (const spot of wanted) {
      const square = squareOf(spot, zoom, origin);
      const content = this.#shelf.at(spot.z, spot.x, spot.y);
      if (content === undefined) {
        missing += 1;
        void this.#shelf.bring(spot.z, spot.x, spot.y).then(() => this.#soon());
        this.#standIn(spot, square, (other, at) => {
          this.#within(context, square, ratio, () => paint(other, at));
        });
        continue;
      }
      paint(content, square);
      if (content !== "nothing" && "vector" in content) {
        names.push(...lettered(content.vector.names, square));
      }
    }
    this.#builtIn(wanted.length === 0);
    const taken = this.#asked.obstacles().map(([left, top, right, bottom]): Box => {
      const { x, y } = corner;
      return [left - x, top - y, right - x, bottom - y];
    });
    const language = this.#asked.language();
    const window: Box = [beyond.x, beyond.y, beyond.x + size.x, beyond.y + size.y];
    const said = this.#lettering?.write(names, language, zoom, ratio, colors, taken, window) ?? [];
    this.#names.dataset["names"] = String(said.length);
    this.#canvas.dataset["drawn"] = String(missing === 0);

    function paint(content: Content<Tile>, square: Square): void {
      if (!context || content === "nothing") return;
      if ("vector" in content) paintTile(context, content.vector, square, zoom, ratio, colors);
      else paintImage(context, content.image, square, ratio, colors.dark);
    }
  }

  /** Until a tile comes, a coarser one that is here is shown in its place. */
  #standIn(
    { z, x, y }: Spot,
    square: Square,
    paint: (content: Content<Tile>, at: Square) => void,
  ): void {
    for (let up = 1; up <= 4 && up <= z; up += 1) {
      const content = this.#shelf.at(z - up, x >> up, y >> up);
      if (content === undefined || content === "nothing") continue;
      const side = square.side * 2 ** up;
      const left = square.left - (x - ((x >> up) << up)) * square.side;
      const top = square.top - (y - ((y >> up) << up)) * square.side;
      paint(content, { left, top, side });
      return;
    }
  }

  #within(
    context: CanvasRenderingContext2D,
    { left, top, side }: Square,
    ratio: number,
    draw: () => void,
  ): void {
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.beginPath();
    context.rect(left, top, side, side);
    context.clip();
    draw();
    context.restore();
  }

  /** The built-in base map stays beneath, and fills what this one doesn't cover; its names go. */
  #builtIn(on: boolean): void {
    const pane = this.#map.getPane("labels");
    if (pane) pane.style.display = on ? "" : "none";
  }

  #soon(): void {
    this.#waiting ||= requestAnimationFrame(() => this.draw());
  }

  /** A drag that leaves what is painted. */
  #follow(): void {
    const map = this.#map;
    const drawn = this.#drawn;
    if (!drawn || !this.#on || drawn.zoom !== map.getZoom()) return;
    const corner = map.containerPointToLayerPoint([0, 0]);
    const seen = L.bounds(corner, corner.add(map.getSize()));
    if (!drawn.bounds.contains(seen)) this.#soon();
  }

  /** Keep what is painted at its place while the map zooms. */
  #stretch(center: L.LatLng, zoom: number): void {
    const drawn = this.#drawn;
    if (!drawn || !this.#on) return;
    const inner = this.#map as unknown as {
      _latLngToNewLayerPoint(at: L.LatLng, zoom: number, center: L.LatLng): L.Point;
    };
    const at = inner._latLngToNewLayerPoint(drawn.corner, zoom, center);
    const scale = this.#map.getZoomScale(zoom, drawn.zoom);
    for (const canvas of [this.#canvas, this.#names]) L.DomUtil.setTransform(canvas, at, scale);
  }
}

function lettered(names: readonly Name[], { left, top, side }: Square): Lettered[] {
  return names.map(({ kind, rank, names, stand }) => ({
    kind,
    rank,
    names,
    x: left + stand.at[0] * side,
    y: top + stand.at[1] * side,
    angle: stand.angle,
    room: stand.room * side,
  }));
}
