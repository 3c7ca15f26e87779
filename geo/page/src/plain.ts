/** Layers from elsewhere, drawn in their own colour with their properties as they are. */

import type L from "leaflet";
import type { App } from "./app";
import { svg } from "./dom";
import { parts } from "./geometry";
import { also, reach } from "./pointing";
import type { Feature, Layer } from "./types";
import { circle, outline, type Vector, Vectors } from "./vectors";

const COLOR = "#6b5b3e";

/** So many features take so long to draw that typing would be held up: they wait for its end. */
const MANY = 1000;
const REST = 300;

export interface PlainLayers {
  element(id: string): Element | undefined;
}

/** What a feature is drawn with: areas, then lines and points. */
interface Drawn {
  readonly feature: Feature;
  readonly low: readonly Vector[];
  readonly high: readonly Vector[];
  /** What takes the focus. */
  readonly target: Element | undefined;
}

export function drawPlain(app: App, map: L.Map): PlainLayers {
  const layers = (app.payload.layers ?? []).filter(({ kind }) => kind === "plain");
  const drawn = new Map<string, Drawn>();
  for (const layer of layers) {
    for (const feature of app.features.values()) {
      if (feature.layer === layer.id) drawn.set(feature.id, draw(app, feature, layer));
    }
  }
  if (drawn.size > 0) connect(app, map, drawn);
  return { element: (id) => drawn.get(id)?.target };
}

function connect(app: App, map: L.Map, drawn: ReadonlyMap<string, Drawn>): void {
  const [low, high] = [new Vectors(map, "areas"), new Vectors(map, "overlayPane")];
  const apply = (): void => {
    const { hide, q } = app.store.state;
    const hits = app.finder.find(q);
    for (const item of drawn.values()) {
      const on = !hide.includes(item.feature.layer) && (!hits || hits.has(item.feature.id));
      for (const vector of item.low) low.turn(vector, on);
      for (const vector of item.high) high.turn(vector, on);
    }
  };
  apply();
  let timer = 0;
  app.store.subscribe((_state, changed) => {
    if (!changed.has("hide") && !changed.has("q")) return;
    window.clearTimeout(timer);
    if (drawn.size > MANY && changed.has("q")) timer = window.setTimeout(apply, REST);
    else apply();
  });
  let lit = "";
  app.onHighlight((id) => {
    drawn.get(lit)?.target?.classList.remove("lit");
    drawn.get(id)?.target?.classList.add("lit");
    lit = id;
  });
}

function draw(app: App, feature: Feature, layer: Layer): Drawn {
  const { points, lines, rings } = parts(feature.geometry);
  const weight = layer.weight || 2;
  const look = { stroke: layer.color || COLOR, "stroke-width": weight };
  const filled = { ...look, fill: look.stroke };
  const low: Vector[] = [];
  const high: Vector[] = [];
  const targets: Element[] = [];

  if (rings.length > 0) {
    const hit = svg("path", { class: "hit hit-area" });
    const area = svg("path", { ...filled, "fill-opacity": 0.15 });
    low.push(outline([area, hit], [], rings));
    targets.push(hit);
  }
  if (lines.length > 0) {
    const hit = svg("path", { class: "hit" });
    high.push(outline([svg("path", { ...look, fill: "none" }), hit], lines, []));
    targets.push(hit);
  }
  for (const point of points) {
    const dot = svg("circle", { ...filled, class: "foreign", "fill-opacity": 0.6 });
    high.push(circle(dot, point, () => 4 + weight));
    targets.push(dot);
  }
  const [target, ...others] = targets;
  if (target) reach(target, feature, app.text(feature.name));
  for (const other of others) also(other, feature);
  return { feature, low, high, target };
}
