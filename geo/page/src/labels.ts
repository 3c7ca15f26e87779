/** Names on the base map: as many as there is room for, the greater ones first. */

import L from "leaflet";
import type { App } from "./app";
import { contextId, startZoom, zoomOfRank } from "./base";
import { h } from "./dom";
import { parts } from "./geometry";
import { inArea, onLine, type Stand } from "./label-places";
import type { ContextShape } from "./types";

type Kind = "settlement" | "lake" | "river";

interface Candidate {
  readonly kind: Kind;
  readonly layer: string;
  readonly shape: ContextShape;
  /** Where the name stands in a window; null where the window does not show the thing. */
  readonly stand: (window: L.LatLngBounds) => Stand | null;
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
/** Share of the window round it in which names stand ready for a drag. */
const BEYOND = 0.3;

/** `obstacles` gives the boxes of what names must not cover, in layer points. */
export function drawLabels(app: App, map: L.Map, obstacles: () => readonly Box[]): void {
  const pane = map.getPane("labels");
  if (!pane) return;
  const candidates = found(app);
  const start = startZoom(app, map);
  const pen = document.createElement("canvas").getContext("2d");
  const font = getComputedStyle(document.body).fontFamily;
  let placed: { element: HTMLElement; at: L.LatLng }[] = [];

  const width = (text: string, kind: Kind, rank: number): number => {
    if (!pen) return text.length * 7;
    const size = sizeOf(kind, rank);
    pen.font = `${kind === "settlement" ? "" : "italic "}${rank === 1 ? 600 : 400} ${size}px ${font}`;
    return pen.measureText(text).width + (kind === "settlement" ? 2 : text.length);
  };

  const layout = (): void => {
    const taken: Box[] = [...obstacles()];
    const near = map.getBounds();
    const wide = near.pad(BEYOND);
    placed = [];
    for (const candidate of candidates) {
      const rank = candidate.shape.rank ?? 1;
      if (map.getZoom() < zoomOfRank(rank, start)) continue;
      if (app.store.state.hide.includes(contextId(candidate.layer))) continue;
      const text = app.text(candidate.shape.name);
      const stand = text && candidate.stand(candidate.kind === "settlement" ? wide : near);
      if (!stand) continue;
      const long = width(text, candidate.kind, rank);
      const element = place(map, candidate, stand, text, long, taken);
      if (element) placed.push({ element, at: stand.at });
    }
    pane.replaceChildren(...placed.map(({ element }) => element));
    for (const { element, at } of placed)
      L.DomUtil.setPosition(element, map.latLngToLayerPoint(at));
  };

  map.on("moveend resize marks", layout);
  map.on("zoomanim", ({ center, zoom }: L.ZoomAnimEvent) => {
    const inner = map as unknown as {
      _latLngToNewLayerPoint(at: L.LatLng, zoom: number, center: L.LatLng): L.Point;
    };
    for (const { element, at } of placed) {
      L.DomUtil.setPosition(element, inner._latLngToNewLayerPoint(at, zoom, center).round());
    }
  });
  app.store.subscribe((_state, changed) => {
    if (changed.has("language") || changed.has("hide")) layout();
  });
  layout();
}

/** Everything that may have a name, in the order in which names are given room. */
function found(app: App): Candidate[] {
  const context = app.payload.context ?? {};
  const named = (layer: string): ContextShape[] =>
    (context[layer]?.shapes ?? []).filter(({ name }) => name);
  const all: Candidate[] = [];
  for (const shape of named("settlements")) {
    const at = parts(shape.geometry).points[0];
    if (!at) continue;
    const stand: Stand = { at, angle: 0, ends: [at, at] };
    all.push({
      kind: "settlement",
      layer: "settlements",
      shape,
      stand: (window) => (window.contains(at) ? stand : null),
    });
  }
  for (const shape of named("lakes")) {
    const { areas } = parts(shape.geometry);
    all.push({ kind: "lake", layer: "lakes", shape, stand: (window) => inArea(areas, window) });
  }
  for (const shape of named("rivers")) {
    const { lines } = parts(shape.geometry);
    all.push({ kind: "river", layer: "rivers", shape, stand: (window) => onLine(lines, window) });
  }
  return all.sort((a, b) => (a.shape.rank ?? 1) - (b.shape.rank ?? 1));
}

/** The element of a name with its room taken; null where there is no room for it. */
function place(
  map: L.Map,
  { kind, shape }: Candidate,
  stand: Stand,
  text: string,
  long: number,
  taken: Box[],
): HTMLElement | null {
  const at = map.latLngToLayerPoint(stand.at);
  const name = h("span", { class: "label-name" }, text);
  const element = h("div", { class: `label label-${kind} rank-${shape.rank ?? 1}` }, name);
  if (kind === "settlement") {
    const dot: Box = [at.x - DOT, at.y - DOT, at.x + DOT, at.y + DOT];
    for (const [x, y] of SIDES) {
      const middle = at.add([x * (long / 2 + 6), y * (LINE / 2 + 4)]);
      const box = boxAt(middle, long, LINE);
      if (hits(box, taken)) continue;
      taken.push(box, dot);
      name.style.transform = shift(middle.x - at.x - long / 2, middle.y - at.y - LINE / 2);
      return element;
    }
    return null;
  }
  if (room(map, stand) < long * ROOM[kind]) return null;
  const slope = (stand.angle * Math.PI) / 180;
  const box = boxAt(
    at,
    Math.abs(long * Math.cos(slope)) + Math.abs(LINE * Math.sin(slope)),
    Math.abs(long * Math.sin(slope)) + Math.abs(LINE * Math.cos(slope)),
  );
  if (hits(box, taken) || !inside(box, map)) return null;
  taken.push(box);
  const lift = kind === "river" ? -9 : 0;
  name.style.transform = `rotate(${stand.angle.toFixed(1)}deg) ${shift(-long / 2, lift - LINE / 2)}`;
  return element;
}

/** Pixels between the ends of where a name may stand. */
function room(map: L.Map, { ends }: Stand): number {
  return map.latLngToLayerPoint(ends[0]).distanceTo(map.latLngToLayerPoint(ends[1]));
}

function sizeOf(kind: Kind, rank: number): number {
  if (kind === "settlement") return rank === 1 ? 14 : rank === 2 ? 13 : 12;
  return kind === "lake" ? 13 : 12;
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

function shift(x: number, y: number): string {
  return `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
}
