/** The projects on the map: lines, areas, and a mark for each place. */

import L from "leaflet";
import { type App, isContext } from "./app";
import { set } from "./dom";
import { anchor, parts } from "./geometry";
import type { Box } from "./labels";
import { ringsOf } from "./rings";
import { spread } from "./spread";
import { MARK, mark, precisionStyle, statusClass } from "./symbols";
import { hitPath, point, reach } from "./target";
import type { Project } from "./types";

/** Side of the square that takes a touch at the least, inside the round mark. */
const TARGET = 24;
/** Room between the middles of two marks, so that their squares stand clear of each other. */
const GAP = Math.ceil(TARGET * Math.SQRT2);

interface Drawn {
  readonly project: Project;
  readonly at: L.LatLng | null;
  readonly group: L.LayerGroup;
  readonly marker: L.Marker | null;
  readonly paths: readonly L.Path[];
  /** How far the mark stands from its place, in pixels. */
  offset: L.Point;
}

export interface ProjectLayers {
  /** Where the card of a project points, from its place; null where it has none. */
  tip(id: string): { at: L.LatLng; offset: L.Point } | null;
  /** The boxes of the marks, in layer points. */
  boxes(): Box[];
  /** The element of a project that takes the focus. */
  element(id: string): Element | undefined;
}

export function drawProjects(app: App, map: L.Map): ProjectLayers {
  const drawn = new Map<string, Drawn>();
  for (const project of app.projects.values()) drawn.set(project.id, draw(app, project));
  const shown = (): Drawn[] => [...drawn.values()].filter(({ group }) => map.hasLayer(group));

  const show = (): void => {
    const { state } = app.store;
    for (const { project, group } of drawn.values()) {
      const on = !state.hide.includes(project.layer) && app.visible.has(project, state);
      if (on && !map.hasLayer(group)) group.addTo(map);
      else if (!on) group.remove();
    }
  };
  const arrange = (): void => {
    const marked = shown().filter(({ marker }) => marker);
    const places = marked.map(({ at }) => map.latLngToLayerPoint(at ?? map.getCenter()));
    const moved = spread(places, GAP);
    marked.forEach((item, i) => {
      const [from, to] = [places[i], moved[i]];
      item.offset = from && to ? L.point(to.x, to.y).subtract(from).round() : L.point(0, 0);
      stand(item);
    });
  };
  const refresh = (): void => {
    show();
    arrange();
    map.fire("marks");
  };

  show();
  arrange();
  map.on("zoomend", arrange);
  app.store.subscribe((_state, changed) => {
    if (changed.has("language")) for (const item of drawn.values()) label(app, item);
    if (["language", "project", "view"].every((key) => !changed.has(key as "view"))) {
      refresh();
    }
  });
  app.onHighlight((id) => {
    for (const item of drawn.values()) light(item, item.project.id === id);
  });

  return {
    tip(id) {
      const item = drawn.get(id);
      return item?.at ? { at: item.at, offset: item.offset } : null;
    },
    boxes: () =>
      shown().flatMap(({ at, marker, offset }) => {
        if (!at || !marker) return [];
        const { x, y } = map.latLngToLayerPoint(at).add(offset);
        const half = MARK / 2 + 1;
        return [[x - half, y - half, x + half, y + half] as const];
      }),
    element: (id) => {
      const item = drawn.get(id);
      return item && focusable(item);
    },
  };
}

function draw(app: App, project: Project): Drawn {
  const { lines, areas, points } = parts(project.geometry);
  const at = anchor(project);
  const quiet = isContext(project);
  const line = precisionStyle(app.payload.style, project.line_precision ?? project.precision);
  const outline = precisionStyle(app.payload.style, project.precision);
  const name = `${statusClass(project.status)}${quiet ? " quiet" : ""}`;
  const paths: L.Path[] = [];
  const group = L.layerGroup();

  if (areas.length > 0) {
    const look = { className: `area ${name}`, interactive: false, pane: "areas" };
    group.addLayer(L.polygon(areas, { ...look, dashArray: outline.dash?.join(" ") ?? "" }));
    paths.push(hitPath(areas, true));
  }
  if (lines.length > 0) {
    const still = { interactive: false, smoothFactor: 0.8 };
    group.addLayer(L.polyline(lines, { ...still, className: `casing ${name}` }));
    const dash = line.dash?.join(" ") ?? "";
    group.addLayer(L.polyline(lines, { ...still, className: `line ${name}`, dashArray: dash }));
    paths.push(hitPath(lines, false));
  }
  if (at) for (const ring of ringsOf(outline, at, name)) group.addLayer(ring);
  for (const place of points) {
    if (at && place.equals(at)) continue;
    const dot = L.circleMarker(place, { radius: 5, className: `dot ${name}` });
    point(app, dot, project);
    group.addLayer(dot);
  }
  for (const path of paths) {
    point(app, path, project);
    group.addLayer(path);
  }
  const marker = at && markerOf(app, project, at, paths.length === 0);
  if (marker) group.addLayer(marker);
  const item: Drawn = { project, at, group, marker, paths, offset: L.point(0, 0) };

  // Leaflet makes the elements anew each time that the group comes back.
  const first = paths[0];
  first?.on("add", () => {
    const element = first.getElement();
    if (element) reach(app, element, project, () => spoken(app, project));
  });
  marker?.on("add", () => {
    const element = marker.getElement();
    if (!element) return;
    if (!first) reach(app, element, project, () => spoken(app, project));
    else set(element, { "aria-hidden": "true", "data-mark": project.id });
    stand(item);
  });
  return item;
}

/** The mark of a project; it takes the focus only where no line or area does. */
function markerOf(app: App, project: Project, at: L.LatLng, alone: boolean): L.Marker {
  const quiet = isContext(project) ? " quiet" : "";
  const icon = L.divIcon({
    className: `project-mark ${statusClass(project.status)}${quiet}`,
    iconSize: [TARGET, TARGET],
    html: mark(app.payload.style, project.status, project.sector) as unknown as HTMLElement,
  });
  const marker = L.marker(at, { icon, keyboard: alone, riseOnHover: true });
  point(app, marker, project);
  return marker;
}

/** Put the mark beside its place, with a line between the two. */
function stand({ marker, offset }: Drawn): void {
  const element = marker?.getElement();
  if (!element) return;
  element.style.marginLeft = `${offset.x - TARGET / 2}px`;
  element.style.marginTop = `${offset.y - TARGET / 2}px`;
  const far = Math.hypot(offset.x, offset.y);
  element.classList.toggle("moved", far > 4);
  element.style.setProperty("--far", `${far.toFixed(1)}px`);
  element.style.setProperty("--turn", `${Math.atan2(-offset.y, -offset.x).toFixed(3)}rad`);
}

function light({ marker, group }: Drawn, on: boolean): void {
  marker?.getElement()?.classList.toggle("lit", on);
  marker?.setZIndexOffset(on ? 1000 : 0);
  group.eachLayer((layer) => {
    if (layer instanceof L.Path) layer.getElement()?.classList.toggle("lit", on);
  });
}

function focusable({ marker, paths }: Drawn): Element | undefined {
  return paths[0]?.getElement() ?? marker?.getElement();
}

function label(app: App, item: Drawn): void {
  const element = focusable(item);
  if (element) set(element, { "aria-label": spoken(app, item.project) });
}

/** What a screen reader says of a mark: name, status, sector. */
function spoken(app: App, project: Project): string {
  const status = app.word(`status.${project.status}`);
  return `${app.text(project.name)}. ${status}. ${app.word(`sector.${project.sector}`)}`;
}
