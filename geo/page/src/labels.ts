/** Names on the base map: as many as there is room for, the greater ones first. */

import L from "leaflet";
import type { Page } from "./app";
import { contextId, startZoom, zoomOfRank } from "./base";
import { h } from "./dom";
import { latLngOf } from "./geometry";
import { type Shape, shapesOf } from "./ground";
import { inArea, onLine, type Stand } from "./label-places";
import { type Pin, pin, place } from "./pins";

type Kind = "settlement" | "lake" | "river";

interface Candidate {
  readonly kind: Kind;
  readonly layer: string;
  readonly shape: Shape;
  /** Where the name stands in a window; null where the window does not show the thing. */
  readonly stand: (window: L.Bounds) => Stand | null;
}

/** A rectangle on the screen: left, top, right, bottom. */
export type Box = readonly [number, number, number, number];

/** Where a settlement's name may stand beside its dot, best first: right, left, above, below. */
const SIDES = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
] as const;
/** Room that a name needs, as a share of its own length. */
const ROOM: Readonly<Record<Kind, number>> = { settlement: 0, lake: 0.62, river: 1.15 };
const DOT = 5;
const LINE = 16;
/** Pixels between a dot and its name, beside it and over it. */
const ASIDE = 6;
const OVER = LINE / 2 + 4;
/** Share of the window round it in which names stand ready for a drag. */
const BEYOND = 0.3;
/** Broad and narrow letters, in the fonts that are likely. */
const BROAD = /[MWmw@%ЖМФШЩЫЮжмфшщыю]/g;
const NARROW = /[ ().,:;'’IJfijlrt1|Іі-]/g;

/** `obstacles` gives the boxes of what names must not cover, in layer points. */
export function drawLabels(app: Page, map: L.Map, obstacles: () => readonly Box[]): void {
  const pane = map.getPane("labels");
  if (!pane) return;
  const candidates = found(app);
  const start = startZoom(app, map);
  let placed: Pin[] = [];

  const layout = (): void => {
    const taken: Box[] = [...obstacles()];
    const view = map.getBounds();
    const [near, wide] = [world(map, view), world(map, view.pad(BEYOND))];
    const scale = map.getZoomScale(map.getZoom(), 0);
    placed = [];
    for (const { kind, layer, shape, stand } of candidates) {
      if (map.getZoom() < zoomOfRank(shape.rank, start)) continue;
      if (app.store.state.hide.includes(contextId(layer))) continue;
      const text = app.text(shape.name);
      const found = text && stand(kind === "settlement" ? wide : near);
      if (!found) continue;
      const at = latLngOf(found.at);
      const point = map.latLngToLayerPoint(at);
      const long = width(text, kind, shape.rank);
      if (found.room * scale < long * ROOM[kind]) continue;
      const turn =
        kind === "settlement"
          ? beside(point, long, taken)
          : along(map, kind, point, found.angle, long, taken);
      if (turn === null) continue;
      const name = h("span", { class: "label-name" }, text);
      name.style.transform = turn;
      const element = h("div", { class: `label label-${kind} rank-${shape.rank}` }, name);
      placed.push({ element, at });
    }
    for (const each of placed) place(map, each);
    pane.replaceChildren(...placed.map(({ element }) => element));
  };

  map.on("moveend resize marks", layout);
  pin(map, () => placed);
  app.store.subscribe((_state, changed) => {
    if (changed.has("language") || changed.has("hide")) layout();
  });
  layout();
}

/** Everything that may have a name, in the order in which names are given room. */
function found(app: Page): Candidate[] {
  const all: Candidate[] = [];
  for (const shape of shapesOf(app, "settlements")) {
    const [x, y] = shape.points[0] ?? [];
    if (x === undefined || y === undefined) continue;
    const stand: Stand = { at: [x, y], angle: 0, room: 0 };
    all.push({
      kind: "settlement",
      layer: "settlements",
      shape,
      stand: (window) => (window.contains([x, y]) ? stand : null),
    });
  }
  for (const shape of shapesOf(app, "lakes")) {
    const stand = (window: L.Bounds) => inArea(shape.rings, window);
    all.push({ kind: "lake", layer: "lakes", shape, stand });
  }
  for (const shape of shapesOf(app, "rivers")) {
    const stand = (window: L.Bounds) => onLine(shape.lines, window);
    all.push({ kind: "river", layer: "rivers", shape, stand });
  }
  return all.filter(({ shape }) => shape.name !== "").sort((a, b) => a.shape.rank - b.shape.rank);
}

/** How a settlement's name stands beside its dot, its room taken; null where there is none. */
function beside(at: L.Point, long: number, taken: Box[]): string | null {
  for (const [x, y] of SIDES) {
    const box = boxAt(at.add([x * (long / 2 + ASIDE), y * OVER]), long, LINE);
    if (hits(box, taken)) continue;
    taken.push(box, boxAt(at, 2 * DOT, 2 * DOT));
    // By shares of its own width, which is only guessed here.
    return `translate(calc(${(x - 1) * 50}% + ${x * ASIDE}px), ${y * OVER - LINE / 2}px)`;
  }
  return null;
}

/** The same of the name of water, which stands on it. */
function along(
  map: L.Map,
  kind: Kind,
  at: L.Point,
  angle: number,
  long: number,
  taken: Box[],
): string | null {
  const slope = (angle * Math.PI) / 180;
  const [flat, steep] = [Math.abs(Math.cos(slope)), Math.abs(Math.sin(slope))];
  const box = boxAt(at, long * flat + LINE * steep, long * steep + LINE * flat);
  if (hits(box, taken) || !inside(box, map)) return null;
  taken.push(box);
  const lift = kind === "river" ? -9 : 0;
  return `rotate(${angle.toFixed(1)}deg) translate(-50%, ${lift - LINE / 2}px)`;
}

/**
 * About how long a name will be, in pixels. To measure it would have the browser load the
 * fonts and lay out the page in the midst of drawing it.
 */
function width(text: string, kind: Kind, rank: number): number {
  const count = (letters: RegExp): number => text.match(letters)?.length ?? 0;
  const ems = 0.57 * text.length + 0.3 * count(BROAD) - 0.27 * count(NARROW);
  const space = kind === "settlement" ? 2 : text.length * 0.8;
  return (ems + 0.1) * sizeOf(kind, rank) + space;
}

function sizeOf(kind: Kind, rank: number): number {
  if (kind === "settlement") return rank === 1 ? 14 : rank === 2 ? 13 : 12;
  return kind === "lake" ? 13 : 12;
}

/** A part of the map in pixels at zoom 0, as in ground.ts. */
function world(map: L.Map, bounds: L.LatLngBounds): L.Bounds {
  return L.bounds(map.project(bounds.getNorthWest(), 0), map.project(bounds.getSouthEast(), 0));
}

function boxAt(middle: L.Point, width: number, height: number): Box {
  const [x, y] = [width / 2, height / 2];
  return [middle.x - x, middle.y - y, middle.x + x, middle.y + y];
}

function hits([left, top, right, bottom]: Box, others: readonly Box[]): boolean {
  return others.some((box) => left < box[2] && right > box[0] && top < box[3] && bottom > box[1]);
}

/** Whether the map's window holds all of the box. */
function inside([left, top, right, bottom]: Box, map: L.Map): boolean {
  const corner = map.containerPointToLayerPoint([0, 0]);
  const { x, y } = map.getSize().add(corner);
  return left >= corner.x && top >= corner.y && right <= x && bottom <= y;
}
