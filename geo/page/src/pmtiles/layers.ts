/** Layers that another engine has tiled: their shapes, filtered and coloured by their rows. */

import { VectorTile, type VectorTileFeature } from "@mapbox/vector-tile";
import L from "leaflet";
import { PbfReader } from "pbf";
import type { Page } from "../app";
import { h } from "../dom";
import { notice } from "../notice";
import type { TiledDrawing, TiledLook, TiledRows } from "../tiled";
import type { LayerTiles } from "../types";
import { reasonOf, sourceOf } from "./bytes";
import type { Square } from "./paint";
import { Shelf } from "./shelf";
import { type Spot, spotsOf, squareOf } from "./spots";
import { SIDE } from "./tile";

/** Share of the window round it that is drawn, for drags. */
const BEYOND = 0.2;
const SHARPEST = 2;
const POINT = 1;
const LINE = 2;
const AREA = 3;
/** What is smaller than this, in pixels, is in sight as a mark or in a cluster. */
const SMALLEST = 24;
/** The same of a piece that ends at the border of its tile. */
const SMALLEST_PIECE = 4;

/** A thing in a tile, in units of its side. */
interface Thing {
  readonly id: string;
  readonly alias: string;
  readonly type: number;
  readonly path: Path2D;
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
  /** -2 until it has been looked for. */
  row: number;
}

interface Source {
  readonly number: number;
  readonly tiles: LayerTiles;
  readonly shelf: Shelf<readonly Thing[]>;
}

interface Shown {
  readonly thing: Thing;
  readonly square: Square;
}

export function drawTiledLayers(app: Page, map: L.Map, rows: TiledRows): TiledDrawing {
  const canvas = h("canvas", {
    class: "tiled leaflet-zoom-animated",
    "aria-hidden": "true",
  });
  canvas.style.transformOrigin = "0 0";
  map.getPane("overlayPane")?.prepend(canvas);
  const sources: Source[] = [];
  let shown: Shown[] = [];
  let corner = map.containerPointToLatLng([0, 0]);
  let zoom = map.getZoom();
  let frame = 0;

  const open = async (number: number, id: string, tiles: LayerTiles): Promise<void> => {
    try {
      const read = (data: ArrayBuffer): readonly Thing[] => things(data, id, tiles.key);
      const shelf = new Shelf(sourceOf(number, tiles.size), read);
      await shelf.open();
      sources.push({ number, tiles, shelf });
      draw();
    } catch (error) {
      notice(app, app.word(reasonOf(error)));
    }
  };
  const begin = (): void => {
    (app.payload.layers ?? []).forEach(({ id, tiles }, i) => {
      if (tiles) void open(i + 1, id, tiles);
    });
  };
  // The archives stand at the end of the page.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();

  const soon = (): void => {
    frame ||= requestAnimationFrame(draw);
  };
  const stretch = (at: L.Point, scale: number): void => L.DomUtil.setTransform(canvas, at, scale);
  map.on("moveend resize", () => draw());
  map.on("zoom viewreset", () => {
    stretch(map.latLngToLayerPoint(corner), map.getZoomScale(map.getZoom(), zoom));
  });
  map.on("zoomanim", (event: L.ZoomAnimEvent) => {
    const inner = map as unknown as {
      _latLngToNewLayerPoint(at: L.LatLng, zoom: number, center: L.LatLng): L.Point;
    };
    const at = inner._latLngToNewLayerPoint(corner, event.zoom, event.center);
    stretch(at, map.getZoomScale(event.zoom, zoom));
  });

  function draw(): void {
    cancelAnimationFrame(frame);
    frame = 0;
    const size = map.getSize();
    const beyond = size.multiplyBy(BEYOND).round();
    const at = map.containerPointToLayerPoint([0, 0]).subtract(beyond);
    const whole = size.add(beyond.multiplyBy(2));
    const ratio = Math.min(SHARPEST, window.devicePixelRatio || 1);
    zoom = map.getZoom();
    corner = map.layerPointToLatLng(at);
    const origin = map.getPixelOrigin().add(at);
    // To set its size clears it.
    canvas.width = Math.round(whole.x * ratio);
    canvas.height = Math.round(whole.y * ratio);
    canvas.style.width = `${whole.x}px`;
    canvas.style.height = `${whole.y}px`;
    stretch(at, 1);
    shown = [];
    let missing = 0;
    for (const { number, tiles, shelf } of sources) {
      for (const spot of spotsOf(map, tiles, origin, whole, zoom, true)) {
        const content = shelf.at(spot.z, spot.x, spot.y);
        if (content === undefined) {
          missing += 1;
          void shelf.bring(spot.z, spot.x, spot.y).then(soon);
          continue;
        }
        if (content === "nothing" || !("vector" in content)) continue;
        const square = squareOf(spot, zoom, origin);
        const lit = rows.lit();
        for (const thing of content.vector) {
          if (!lit.has(thing.row) && isSmall(thing, square)) continue;
          if (thing.row === -2) thing.row = rowOf(rows, number - 1, thing, spot, map);
          if (thing.row >= 0 && rows.passes(thing.row)) shown.push({ thing, square });
        }
      }
    }
    const context = canvas.getContext("2d");
    if (context) paint(context, shown, rows, ratio);
    canvas.dataset["drawn"] = String(missing === 0 && sources.length > 0);
    canvas.dataset["shown"] = String(shown.length);
  }

  const probe = document.createElement("canvas").getContext("2d");
  return {
    draw: soon,
    hit(latlng, reach) {
      if (!probe) return [];
      const { x, y } = map.project(latlng, zoom).subtract(map.project(corner, zoom));
      const near: number[] = [];
      const inside: number[] = [];
      for (const { thing, square } of [...shown].reverse()) {
        const unit = SIDE / square.side;
        const [left, top] = [(x - square.left) * unit, (y - square.top) * unit];
        const wide = reach * unit;
        const [x0, y0, x1, y1] = thing.box;
        if (left < x0 - wide || left > x1 + wide || top < y0 - wide || top > y1 + wide) continue;
        if (left < 0 || top < 0 || left > SIDE || top > SIDE) continue;
        probe.lineWidth = Math.max(2 * wide, 1);
        if (probe.isPointInStroke(thing.path, left, top)) near.push(thing.row);
        else if (thing.type === AREA && probe.isPointInPath(thing.path, left, top)) {
          inside.push(thing.row);
        }
      }
      return [...new Set(near.length > 0 ? near : inside)];
    },
  };
}

function isSmall({ type, box: [left, top, right, bottom] }: Thing, { side }: Square): boolean {
  if (type === POINT) return true;
  const cut = left <= 0 || top <= 0 || right >= SIDE || bottom >= SIDE;
  const size = (Math.max(right - left, bottom - top) * side) / SIDE;
  return size < (cut ? SMALLEST_PIECE : SMALLEST);
}

/** The things in all layers of a tile that have an id. */
function things(data: ArrayBuffer, layer: string, key: string): readonly Thing[] {
  const found: Thing[] = [];
  for (const own of Object.values(new VectorTile(new PbfReader(new Uint8Array(data))).layers)) {
    if (!(own.extent > 0)) continue;
    const scale = SIDE / own.extent;
    for (let i = 0; i < own.length; i += 1) {
      const feature = own.feature(i);
      const said = feature.properties[key] ?? feature.id;
      if (said === undefined) continue;
      const drawn = shapeOf(feature, scale);
      const id = String(said);
      if (drawn) found.push({ id, alias: `${layer}-${id}`, row: -2, ...drawn });
    }
  }
  return found;
}

function shapeOf(
  feature: VectorTileFeature,
  scale: number,
): Pick<Thing, "type" | "path" | "box"> | null {
  const path = new Path2D();
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const points of feature.loadGeometry()) {
    points.forEach(({ x, y }, i) => {
      const [column, row] = [x * scale, y * scale];
      if (feature.type === POINT) {
        path.moveTo(column, row);
        path.lineTo(column + 0.1, row);
      } else if (i === 0) path.moveTo(column, row);
      else path.lineTo(column, row);
      left = Math.min(left, column);
      top = Math.min(top, row);
      right = Math.max(right, column);
      bottom = Math.max(bottom, row);
    });
    if (feature.type === AREA) path.closePath();
  }
  return left <= right ? { type: feature.type, path, box: [left, top, right, bottom] } : null;
}

function rowOf(rows: TiledRows, layer: number, thing: Thing, spot: Spot, map: L.Map): number {
  const [left, top, right, bottom] = thing.box;
  const x = (spot.x + (left + right) / 2 / SIDE) * 256;
  const y = (spot.y + (top + bottom) / 2 / SIDE) * 256;
  const { lat, lng } = map.unproject([x, y], spot.z);
  const own = rows.row(layer, thing.id, lat, lng);
  return own >= 0 ? own : rows.row(layer, thing.alias, lat, lng);
}

/** Areas below lines below points; what is lit once more, on top. */
function paint(
  context: CanvasRenderingContext2D,
  shown: readonly Shown[],
  rows: TiledRows,
  ratio: number,
): void {
  const lit = rows.lit();
  context.lineJoin = "round";
  for (const type of [AREA, LINE, POINT]) {
    let square: Square | null = null;
    for (const each of shown) {
      if (each.thing.type !== type) continue;
      if (each.square !== square) {
        if (square) context.restore();
        square = each.square;
        within(context, square, ratio);
      }
      one(context, each, rows, lit.has(each.thing.row));
    }
    if (square) context.restore();
  }
}

/** From here on draw in units of a tile; what it has beyond its border is drawn by the next one. */
function within(context: CanvasRenderingContext2D, square: Square, ratio: number): void {
  const { left, top, side } = square;
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.beginPath();
  const [x0, y0] = [Math.round(left * ratio), Math.round(top * ratio)];
  const [x1, y1] = [Math.round((left + side) * ratio), Math.round((top + side) * ratio)];
  context.rect(x0, y0, x1 - x0, y1 - y0);
  context.clip();
  const scale = (side * ratio) / SIDE;
  context.setTransform(scale, 0, 0, scale, left * ratio, top * ratio);
}

function one(
  context: CanvasRenderingContext2D,
  { thing, square }: Shown,
  rows: TiledRows,
  lit: boolean,
): void {
  const look = rows.look(thing.row);
  const unit = SIDE / square.side;
  const stroke = (color: string, width: number, alpha: number, dash: readonly number[]): void => {
    context.strokeStyle = color;
    context.globalAlpha = alpha;
    context.lineWidth = width * unit;
    context.setLineDash(dash.map((length) => length * unit));
    context.stroke(thing.path);
  };
  if (lit) stroke(rows.ink, thing.type === AREA ? 8 : 14, 0.16, []);
  context.lineCap = thing.type === POINT ? "round" : "butt";
  if (thing.type === AREA) area(context, thing, look, stroke);
  else if (thing.type === POINT) stroke(look.color, 2 * (look.weight || 3) + 2, 0.8, []);
  else {
    if (look.weight === 0) stroke(rows.paper, look.quiet ? 4 : 6, look.quiet ? 0.6 : 0.85, []);
    stroke(look.color, look.weight || (look.quiet ? 1.8 : 3.2), look.quiet ? 0.5 : 1, look.dash);
  }
}

function area(
  context: CanvasRenderingContext2D,
  { path }: Thing,
  look: TiledLook,
  stroke: (color: string, width: number, alpha: number, dash: readonly number[]) => void,
): void {
  context.fillStyle = look.color;
  context.globalAlpha = look.quiet ? 0.07 : 0.16;
  context.fill(path);
  stroke(look.color, look.weight || (look.quiet ? 1.2 : 1.8), look.quiet ? 0.6 : 1, look.edge);
}
