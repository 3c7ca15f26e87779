/** Marks on the map: one for what stands alone, a button with a number for many. */

import L from "leaflet";
import { isProject } from "../app";
import { type Child, fill, h, set, svg } from "../dom";
import type { Box as ScreenBox } from "../labels";
import { spoken, stand } from "../layers";
import { type Pin, pin, place } from "../pins";
import { spread } from "../spread";
import { mark, statusClass } from "../symbols";
import type { PackedApp } from "./app";
import { FEW, type Gathered, type Group, gather, radius } from "./cells";
import { PLAIN } from "./look";
import { NONE, NOWHERE } from "./types";
import { type Anchors, boxOf, latLngOf, perPixel } from "./world";

/** Share of the window round it in which marks stand ready for a drag. */
const BEYOND = 0.3;
/** Room between the middles of two marks. */
const GAP = 34;
/** Beyond this a number is written short. */
const LONGEST = 9999;
/** Of a turn, between two shares of a ring. */
const SLIT = 0.012;

interface Standing extends Pin {
  readonly group: Group;
  /** The row of a mark; -1 for a cluster. */
  readonly row: number;
  offset: L.Point;
}

export interface Marks {
  /** The rows that stand alone, each with a mark. */
  alone(): readonly number[];
  /** The row of a mark's element; -1 for another element. */
  rowAt(element: Element | null): number;
  /** The rows of a cluster's element; null for another element. */
  rowsAt(element: Element | null): number[] | null;
  tip(id: string): { at: L.LatLng; offset: L.Point } | null;
  boxes(): ScreenBox[];
  /** What takes the focus for a place: its mark, or the cluster that it is in. */
  element(id: string): Element | undefined;
  /** Tell whose shapes are drawn: in layers from elsewhere those stand for themselves. */
  shaped(has: (row: number) => boolean): void;
  onLayout(listener: () => void): void;
}

export function drawMarks(app: PackedApp, map: L.Map, anchors: Anchors): Marks {
  const { atlas } = app;
  const pane = map.getPane("markerPane") as HTMLElement;
  const status = atlas.column("status") ?? new Uint8Array(atlas.count).fill(NONE);
  const statuses = atlas.meta.values["status"] ?? [];
  const listeners: (() => void)[] = [];
  let gathered: Gathered | null = null;
  let standing: Standing[] = [];
  let byElement = new Map<Element, Standing>();
  let round = 0;
  let highlighted = "";
  let lit: Element | undefined;

  const shown = (id: string): Standing | undefined => {
    const row = atlas.rowAtHand(id);
    const group = row >= 0 && atlas.passes[row] === 1 ? gathered?.of(row) : undefined;
    return group && standing.find((each) => each.group === group);
  };
  const light = (): void => {
    lit?.classList.remove("lit");
    lit = highlighted === "" ? undefined : shown(highlighted)?.element;
    lit?.classList.add("lit");
  };
  const layout = (): void => {
    round += 1;
    const open = atlas.rowAtHand(app.store.state.project);
    const per = perPixel(map);
    gathered = gather({
      anchors,
      passes: atlas.passes,
      status,
      statuses: statuses.length,
      box: boxOf(map, BEYOND),
      perPixel: per,
      alone: open >= 0 && anchors.x[open] !== NOWHERE ? open : -1,
    });
    const before = new Map(standing.map((each) => [keyOf(each.group), each]));
    standing = gathered.groups.map((group) => {
      const known = before.get(keyOf(group));
      const at = latLngOf(map, group.x, group.y);
      const row = group.count === 1 ? group.row : -1;
      const element = known?.element ?? (row < 0 ? cluster(app, group) : markOf(app, row));
      return { element, at, group, row, offset: L.point(0, 0) };
    });
    byElement = new Map(standing.map((each) => [each.element, each]));
    light();
    arrange();
    update(pane, standing);
    void name(round);
    for (const listener of listeners) listener();
  };
  /** A few that would cover each other stand beside their places. */
  const arrange = (): void => {
    const marks = standing.filter(({ row }) => row >= 0);
    const places = marks.map(({ at }) => map.latLngToLayerPoint(at));
    const moved = standing.length <= FEW + 1 ? spread(places, GAP) : places;
    marks.forEach((each, i) => {
      const [from, to] = [places[i], moved[i]];
      if (!from || !to) return;
      each.offset = L.point(to.x, to.y).subtract(from).round();
      stand(each.element, each.offset, from.y);
    });
    for (const each of standing) place(map, each);
  };
  /** The marks get the names of what they stand for, a block of details at a time. */
  const name = async (now: number): Promise<void> => {
    for (const { element, row } of standing) {
      if (row < 0 || element.hasAttribute("data-open")) continue;
      if (!atlas.detail(row)) {
        await new Promise((next) => setTimeout(next));
        if (now !== round) return;
        await atlas.details([row]).catch(() => {});
        if (now !== round) return;
      }
      label(app, element, row);
    }
  };

  layout();
  pin(map, () => standing);
  map.on("moveend", layout);
  atlas.onChange(() => {
    layout();
    map.fire("marks");
  });
  app.store.subscribe((state, changed) => {
    if (changed.has("language")) {
      for (const each of standing) {
        if (each.row >= 0) label(app, each.element, each.row);
        else speak(app, each.element, each.group);
      }
    }
    if (!changed.has("project")) return;
    const open = atlas.rowAtHand(state.project);
    if (open >= 0 || state.project === "") layout();
  });
  app.onHighlight((id) => {
    highlighted = id;
    light();
  });

  return {
    alone: () => standing.flatMap(({ row }) => (row >= 0 ? [row] : [])),
    rowAt: (element) => (element && byElement.get(element)?.row) ?? -1,
    rowsAt(element) {
      const found = element && byElement.get(element);
      return found && found.row < 0 && gathered ? gathered.members(found.group) : null;
    },
    tip(id) {
      const found = shown(id);
      return found && found.row >= 0 ? { at: found.at, offset: found.offset } : null;
    },
    boxes: () =>
      standing.map(({ at, offset, group }) => {
        const { x, y } = map.latLngToLayerPoint(at).add(offset);
        const half = radius(group.count) + 2;
        return [x - half, y - half, x + half, y + half] as const;
      }),
    element: (id) => shown(id)?.element,
    shaped(has) {
      for (const { element, row } of standing) {
        if (row >= atlas.meta.first_feature) element.classList.toggle("shaped", has(row));
      }
    },
    onLayout: (listener) => void listeners.push(listener),
  };
}

/** The same cluster at the same place needs no new element. */
function keyOf({ row, count, x, y }: Group): string {
  return count === 1 ? `${row}` : `${count}/${Math.round(x)}/${Math.round(y)}`;
}

/** In reading order; where the focus is among them, what has it stays where it is. */
function update(pane: HTMLElement, standing: readonly Standing[]): void {
  const wanted = [...standing].sort((a, b) => b.at.lat - a.at.lat || a.at.lng - b.at.lng);
  if (!pane.contains(document.activeElement)) {
    pane.replaceChildren(...wanted.map(({ element }) => element));
    return;
  }
  const keep = new Set<Element>(wanted.map(({ element }) => element));
  for (const old of [...pane.children]) if (!keep.has(old)) old.remove();
  pane.append(...wanted.flatMap(({ element }) => (element.isConnected ? [] : [element])));
}

function markOf(app: PackedApp, row: number): HTMLElement {
  const { atlas, payload } = app;
  const element = h("div", {
    class: "project-mark leaflet-zoom-animated",
    role: "button",
    tabindex: 0,
    "data-row": row,
  });
  const status = atlas.value("status", row);
  if (atlas.isProject(row)) {
    element.classList.add(statusClass(status));
    element.classList.toggle("quiet", atlas.isContext(row));
    element.append(mark(payload.style, status, atlas.value("sector", row)));
  } else {
    element.classList.add("foreign-mark");
    element.style.setProperty("--layer", colorOf(app, row));
  }
  label(app, element, row);
  return element;
}

function colorOf({ atlas, payload }: PackedApp, row: number): string {
  const id = atlas.value("layer", row);
  return payload.layers?.find((layer) => layer.id === id)?.color || PLAIN;
}

/** Name, status and sector; until the name is here, what the columns say. */
function label(app: PackedApp, element: Element, row: number): void {
  const place = app.atlas.detail(row);
  if (place) {
    const text = isProject(place) ? spoken(app, place) : app.text(place.name);
    set(element, { "aria-label": text, "data-open": place.id });
    return;
  }
  const status = app.atlas.value("status", row);
  const words = [status && app.word(`status.${status}`), app.word("packed.loading")];
  set(element, { "aria-label": words.filter(Boolean).join(". ") });
}

function cluster(app: PackedApp, group: Group): HTMLElement {
  const size = 2 * radius(group.count);
  const number = h("span", { class: "cluster-count" });
  const button = h(
    "button",
    { type: "button", class: "cluster leaflet-zoom-animated" },
    ring(app, group, size),
    number,
  );
  button.style.width = `${size}px`;
  button.style.height = `${size}px`;
  button.style.margin = `${-size / 2}px 0 0 ${-size / 2}px`;
  speak(app, button, group);
  return button;
}

function speak(app: PackedApp, button: Element, { count }: Group): void {
  const number = button.querySelector(".cluster-count");
  if (number) fill(number, ...short(app, count));
  set(button, { "aria-label": app.count("packed.cluster", count) });
}

/** A great number in thousands or millions: the disc has no room for it. */
function short(app: PackedApp, count: number): Child[] {
  if (count <= LONGEST) return [app.number(count)];
  const [unit, size] = count < 1e6 ? (["thousands", 1e3] as const) : (["millions", 1e6] as const);
  const rough = count / size;
  const digits = rough < 100 && size > 1e3 ? 1 : 0;
  const said = rough.toFixed(digits).replace(".", app.word("language.decimal"));
  return [said, h("small", {}, app.word(`packed.${unit}`))];
}

/** How many of them have each status, as shares of a ring. */
function ring(app: PackedApp, group: Group, size: number): SVGElement {
  const { shares, count } = group;
  const drawing = svg("svg", {
    class: "cluster-ring",
    viewBox: `${-size / 2} ${-size / 2} ${size} ${size}`,
    width: size,
    height: size,
    "aria-hidden": "true",
    focusable: "false",
  });
  const r = size / 2 - 2.5;
  const track = svg("circle", { class: "cluster-track", r });
  drawing.append(svg("circle", { class: "cluster-face", r: size / 2 }), track);
  const statuses = app.atlas.meta.values["status"] ?? [];
  const order = Object.keys(app.payload.style.status);
  const known = statuses
    .map((name, code) => ({ name, n: shares[code] ?? 0 }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  // Features from elsewhere have no status: their layer's colour stands for them.
  if (known.length === 0) track.style.stroke = colorOf(app, group.row);
  const length = 2 * Math.PI * r;
  const slit = known.length > 1 ? Math.max(SLIT, 1.5 / length) : 0;
  let from = 0;
  for (const { name, n } of known) {
    const share = n / count;
    const drawn = Math.max(0.008, share - slit) * length;
    drawing.append(
      svg("circle", {
        class: `cluster-share ${statusClass(name)}`,
        r,
        transform: "rotate(-90)",
        "stroke-dasharray": `${drawn.toFixed(2)} ${length.toFixed(2)}`,
        "stroke-dashoffset": (-(from + slit / 2) * length).toFixed(2),
      }),
    );
    from += share;
  }
  return drawing;
}
