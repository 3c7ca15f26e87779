/** Layers from elsewhere, drawn in their own colour with their properties as they are. */

import L from "leaflet";
import type { App } from "./app";
import { parts } from "./geometry";
import { hitPath, point, reach } from "./target";
import type { Feature, Layer } from "./types";

const COLOR = "#6b5b3e";

export interface PlainLayers {
  element(id: string): Element | undefined;
}

export function drawPlain(app: App, map: L.Map): PlainLayers {
  const elements = new Map<string, () => Element | undefined>();
  for (const layer of app.payload.layers ?? []) {
    if (layer.kind !== "plain") continue;
    const group = L.layerGroup();
    const items: { id: string; drawn: L.LayerGroup }[] = [];
    for (const feature of app.features.values()) {
      if (feature.layer !== layer.id) continue;
      const drawn = L.layerGroup();
      const first = draw(app, feature, layer, drawn);
      items.push({ id: feature.id, drawn });
      if (first) elements.set(feature.id, () => first.getElement());
    }
    const apply = (): void => {
      const hits = app.finder.find(app.store.state.q);
      for (const { id, drawn } of items) {
        if (!hits || hits.has(id)) group.addLayer(drawn);
        else group.removeLayer(drawn);
      }
      if (app.store.state.hide.includes(layer.id)) group.remove();
      else group.addTo(map);
    };
    apply();
    app.store.subscribe((_state, changed) => {
      if (changed.has("hide") || changed.has("q")) apply();
    });
  }
  app.onHighlight((id) => {
    for (const [name, element] of elements) element()?.classList.toggle("lit", name === id);
  });
  return { element: (id) => elements.get(id)?.() };
}

/** Add a feature to its group; gives the part of it that takes the focus. */
function draw(app: App, feature: Feature, layer: Layer, group: L.LayerGroup): L.Path | undefined {
  const { points, lines, areas } = parts(feature.geometry);
  const color = layer.color || COLOR;
  const weight = layer.weight || 2;
  const targets: L.Path[] = [];
  const look = { color, weight, interactive: false };
  if (areas.length > 0) {
    group.addLayer(L.polygon(areas, { ...look, fillOpacity: 0.15, pane: "areas" }));
    targets.push(hitPath(areas, true));
  }
  if (lines.length > 0) {
    group.addLayer(L.polyline(lines, look));
    targets.push(hitPath(lines, false));
  }
  for (const at of points) {
    const radius = 4 + weight;
    const dot = L.circleMarker(at, {
      color,
      weight,
      radius,
      fillOpacity: 0.6,
      className: "foreign",
    });
    targets.push(dot);
  }
  for (const target of targets) {
    point(app, target, feature);
    group.addLayer(target);
  }
  const first = targets[0];
  first?.on("add", () => {
    const element = first.getElement();
    if (element) reach(app, element, feature, () => app.text(feature.name));
  });
  return first;
}
