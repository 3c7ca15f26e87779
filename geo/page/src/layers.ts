/** The projects on the map: lines, areas, and a mark for each place. */

import L from "leaflet";
import { type App, isContext, type Page } from "./app";
import { h, set, svg } from "./dom";
import { anchor, parts, spotOf } from "./geometry";
import type { Box } from "./labels";
import { type Pin, pin, place } from "./pins";
import { also, reach } from "./pointing";
import { ringsOf } from "./rings";
import { spread } from "./spread";
import { MARK, mark, precisionStyle, statusClass } from "./symbols";
import type { Project } from "./types";
import { circle, outline, type Vector, Vectors } from "./vectors";

/** Side of the square that takes a touch at the least, inside the round mark. */
const TARGET = 24;
/** Room between the middles of two marks, so that their squares stand clear of each other. */
const GAP = Math.ceil(TARGET * Math.SQRT2);

interface Drawn {
  readonly project: Project;
  /** Areas and what lies on the ground, then lines and dots. */
  readonly low: readonly Vector[];
  readonly high: readonly Vector[];
  readonly mark: Pin | null;
  /** What takes the focus. */
  readonly target: Element | undefined;
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
  const pane = map.getPane("markerPane");
  const [low, high] = [new Vectors(map, "areas"), new Vectors(map, "overlayPane")];
  /** The marks that stand on the map. */
  let marked: { item: Drawn; mark: Pin }[] = [];

  const show = (): void => {
    const { state } = app.store;
    marked = [];
    for (const item of drawn.values()) {
      const { project, mark } = item;
      const on = !state.hide.includes(project.layer) && app.visible.has(project, state);
      for (const vector of item.low) low.turn(vector, on);
      for (const vector of item.high) high.turn(vector, on);
      if (mark && on) marked.push({ item, mark });
      if (!on) mark?.element.remove();
      else if (mark && !mark.element.isConnected) pane?.append(mark.element);
    }
  };
  const arrange = (): void => {
    const places = marked.map(({ mark }) => map.latLngToLayerPoint(mark.at));
    const moved = spread(places, GAP);
    marked.forEach(({ item, mark }, i) => {
      const [from, to] = [places[i], moved[i]];
      if (!from || !to) return;
      item.offset = L.point(to.x, to.y).subtract(from).round();
      stand(mark.element, item.offset, from.y);
      place(map, mark);
    });
  };
  const refresh = (): void => {
    show();
    arrange();
    map.fire("marks");
  };

  show();
  arrange();
  pin(map, () => marked.map(({ mark }) => mark));
  map.on("zoomend", arrange);
  app.store.subscribe((_state, changed) => {
    if (changed.has("language")) for (const item of drawn.values()) label(app, item);
    if (["language", "project", "view"].every((key) => !changed.has(key as "view"))) {
      refresh();
    }
  });
  let lit: Drawn | undefined;
  app.onHighlight((id) => {
    if (lit) light(lit, false);
    lit = drawn.get(id);
    if (lit) light(lit, true);
  });

  return {
    tip(id) {
      const item = drawn.get(id);
      return item?.mark ? { at: item.mark.at, offset: item.offset } : null;
    },
    boxes: () =>
      marked.map(({ item, mark }) => {
        const { x, y } = map.latLngToLayerPoint(mark.at).add(item.offset);
        const half = MARK / 2 + 1;
        return [x - half, y - half, x + half, y + half] as const;
      }),
    element: (id) => drawn.get(id)?.target,
  };
}

function draw(app: App, project: Project): Drawn {
  const { lines, rings, points } = parts(project.geometry);
  const at = anchor(project);
  const line = precisionStyle(app.payload.style, project.line_precision ?? project.precision);
  const edge = precisionStyle(app.payload.style, project.precision);
  const name = nameOf(project);
  const path = (kind: string, dash?: readonly number[]): SVGElement =>
    svg("path", { class: kind, "stroke-dasharray": dash?.join(" ") });
  const low: Vector[] = [];
  const high: Vector[] = [];
  const targets: Element[] = [];

  if (rings.length > 0) {
    const hit = path("hit hit-area");
    low.push(outline([path(`area ${name}`, edge.dash), hit], [], rings));
    targets.push(hit);
  }
  if (at) low.push(...ringsOf(edge, at, name));
  if (lines.length > 0) {
    const hit = path("hit");
    high.push(outline([path(`casing ${name}`), path(`line ${name}`, line.dash), hit], lines, []));
    targets.push(hit);
  }
  const [x, y] = at ? spotOf([at.lng, at.lat]) : [];
  for (const point of points) {
    if (point[0] === x && point[1] === y) continue;
    const dot = svg("circle", { class: `dot ${name}` });
    high.push(circle(dot, point, () => 5));
    targets.push(dot);
  }
  const mark = at && { at, element: markOf(app, project) };
  if (mark && targets[0]?.matches(".hit")) targets.push(mark.element);
  else if (mark) targets.unshift(mark.element);
  const [target, ...others] = targets;
  if (target) reach(target, project, spoken(app, project));
  for (const other of others) also(other, project);
  return { project, low, high, mark, target, offset: L.point(0, 0) };
}

function nameOf(project: Project): string {
  return `${statusClass(project.status)}${isContext(project) ? " quiet" : ""}`;
}

function markOf(app: App, project: Project): HTMLElement {
  const drawing = mark(app.payload.style, project.status, project.sector);
  return h("div", { class: `project-mark leaflet-zoom-animated ${nameOf(project)}` }, drawing);
}

/** Put the mark beside its place, with a line between the two; those farther south lie above. */
export function stand({ style, classList }: HTMLElement, { x, y }: L.Point, south: number): void {
  const far = Math.hypot(x, y);
  style.margin = `${y - TARGET / 2}px 0 0 ${x - TARGET / 2}px`;
  style.setProperty("--above", String(south));
  classList.toggle("moved", far > 4);
  if (far <= 4) return;
  style.setProperty("--far", `${far.toFixed(1)}px`);
  style.setProperty("--turn", `${Math.atan2(-y, -x).toFixed(3)}rad`);
}

function light({ mark, low, high }: Drawn, on: boolean): void {
  mark?.element.classList.toggle("lit", on);
  for (const { elements } of [...low, ...high]) {
    for (const element of elements) element.classList.toggle("lit", on);
  }
}

function label(app: App, { project, target }: Drawn): void {
  if (target) set(target, { "aria-label": spoken(app, project) });
}

/** What a screen reader says of a mark: name, status, sector. */
export function spoken(app: Page, project: Project): string {
  const status = app.word(`status.${project.status}`);
  return `${app.text(project.name)}. ${status}. ${app.word(`sector.${project.sector}`)}`;
}
