/** What can be pointed at, touched and focused on the map of a packed page. */

import L from "leaflet";
import { type Chooser, createChooser } from "../chooser";
import { fill, h, isolated, still } from "../dom";
import type { PackedApp } from "./app";
import type { Marks } from "./clusters";
import type { Drawing } from "./draw";
import { type Anchors, latLngOf } from "./world";

/** So many places are offered to choose from; the rest is counted. */
const MOST_CHOICES = 100;
/** Room round what a cluster's members take, in pixels. */
const MARGIN = 60;

/** What takes longer than this is said to be under way, in milliseconds. */
const SOON = 200;

const hovers = window.matchMedia("(hover: hover)");

export function connectPointing(
  app: PackedApp,
  map: L.Map,
  anchors: Anchors,
  marks: Marks,
  drawing: Drawing,
): void {
  const { atlas } = app;
  const area = map.getContainer();
  const chooser = createChooser(app, map);
  let asked = 0;

  /** Bring what is known of these rows, then act; unless something else was asked for since. */
  const withDetails = async (rows: readonly number[], act: () => void): Promise<void> => {
    asked += 1;
    const mine = asked;
    const waiting = rows.some((row) => !atlas.detail(row));
    const timer = window.setTimeout(() => {
      area.classList.add("waiting");
      app.announce(app.word("packed.loading"));
    }, SOON);
    try {
      if (waiting) await atlas.details(rows);
      if (mine === asked) act();
    } catch {
      app.broken();
    } finally {
      window.clearTimeout(timer);
      area.classList.remove("waiting");
    }
  };
  const idOf = (row: number): string => atlas.detail(row)?.id ?? "";
  const open = (row: number): void => {
    void withDetails([row], () => app.store.set({ project: idOf(row) }));
  };
  const choose = (rows: readonly number[], at: L.LatLng): void => {
    const offered = rows.slice(0, MOST_CHOICES);
    void withDetails(offered, () =>
      chooser.open(offered.map(idOf), at, rows.length - offered.length),
    );
  };
  const enter = (element: Element, rows: readonly number[], keys: boolean): void => {
    const [first] = rows;
    if (first === undefined) return;
    const bounds = L.latLngBounds([]);
    for (const row of rows) {
      bounds.extend(latLngOf(map, anchors.x[row] as number, anchors.y[row] as number));
    }
    const zoom = map.getBoundsZoom(bounds, false, L.point(2 * MARGIN, 2 * MARGIN));
    const deepest = map.getMaxZoom();
    const now = map.getZoom();
    if (now >= deepest || (zoom >= deepest && isOneSpot(map, bounds, deepest))) {
      choose(rows, bounds.getCenter());
      return;
    }
    const next = Math.min(deepest, Math.max(zoom, now + 0.5));
    if (keys) map.once("moveend", () => focusNear(map, area, element));
    map.setView(bounds.getCenter(), next, { animate: !still.matches });
  };

  map.on("click", ({ originalEvent, latlng }) => {
    if (chooser.close()) return;
    const { target, clientX, clientY } = originalEvent;
    const top = target instanceof Element ? target.closest(".cluster") : null;
    const members = marks.rowsAt(top);
    if (top && members) return enter(top, members, false);
    const hit = document
      .elementsFromPoint(clientX, clientY)
      .map((element) => marks.rowAt(element.closest(".project-mark")))
      .filter((row) => row >= 0);
    const kind = (originalEvent as PointerEvent).pointerType ?? "mouse";
    const found = [...new Set(hit.length > 0 ? hit : drawing.hit(latlng, kind))];
    const [only] = found;
    if (found.length > 1) choose(found, latlng);
    else if (only !== undefined) open(only);
    else {
      asked += 1;
      app.store.set({ project: "" });
    }
  });
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    const target = event.target instanceof Element ? event.target : null;
    const row = marks.rowAt(target);
    const members = row < 0 ? marks.rowsAt(target) : null;
    if (!target || (row < 0 && !members)) return;
    event.preventDefault();
    if (row >= 0) open(row);
    else if (members) enter(target, members, true);
  });
  const highlight = (row: number): void => {
    void atlas.details([row]).then(() => app.highlight(idOf(row)), app.broken);
  };
  area.addEventListener("focusin", ({ target }) => {
    const row = marks.rowAt(target as Element);
    if (row >= 0) highlight(row);
  });
  area.addEventListener("focusout", ({ target }) => {
    if (marks.rowAt(target as Element) >= 0) app.highlight("");
  });
  if (hovers.matches) connectHover(app, map, marks, drawing, chooser);
}

/** Whether the members of a cluster would lie on one another even from the nearest. */
function isOneSpot(map: L.Map, bounds: L.LatLngBounds, deepest: number): boolean {
  const from = map.project(bounds.getNorthWest(), deepest);
  const to = map.project(bounds.getSouthEast(), deepest);
  return Math.max(to.x - from.x, to.y - from.y) < 24;
}

/** The focus goes to what now stands nearest to the middle, where the cluster was. */
function focusNear(map: L.Map, area: HTMLElement, before: Element): void {
  if (document.activeElement !== before && document.activeElement !== document.body) return;
  const { left, top, width, height } = area.getBoundingClientRect();
  let best: HTMLElement | null = null;
  let least = Number.POSITIVE_INFINITY;
  const all = map.getPane("markerPane")?.querySelectorAll<HTMLElement>(".cluster, .project-mark");
  for (const element of all ?? []) {
    const box = element.getBoundingClientRect();
    const x = box.left + box.width / 2 - left - width / 2;
    const y = box.top + box.height / 2 - top - height / 2;
    const far = Math.hypot(x, y);
    if (far < least) [best, least] = [element, far];
  }
  (best ?? area).focus({ preventScroll: true });
}

/** Highlight what is under the pointer, and name it. */
function connectHover(
  app: PackedApp,
  map: L.Map,
  marks: Marks,
  drawing: Drawing,
  chooser: Chooser,
): void {
  const { atlas } = app;
  const area = map.getContainer();
  const tip = h("div", { class: "tip", "aria-hidden": "true", hidden: true });
  area.append(tip);
  let now = -1;
  let frame = 0;
  let last: MouseEvent | null = null;

  const name = (row: number): void => {
    const place = atlas.detail(row);
    tip.hidden = !place;
    fill(tip, place && isolated(app.text(place.name)));
    if (place) app.highlight(place.id);
  };
  const show = (row: number): void => {
    if (row === now) return;
    now = row;
    area.classList.toggle("on-place", row >= 0);
    if (row < 0) {
      tip.hidden = true;
      app.highlight("");
      return;
    }
    if (atlas.detail(row)) name(row);
    else {
      atlas.details([row]).then(
        () => row === now && name(row),
        () => {},
      );
    }
  };
  const look = (): void => {
    frame = 0;
    if (!last) return;
    const { target, buttons, clientX, clientY } = last;
    const element = target instanceof Element ? target : null;
    const mark = marks.rowAt(element?.closest(".project-mark") ?? null);
    const onMap = !element?.closest(".cluster, .leaflet-popup, .leaflet-control");
    const free = buttons === 0 && !chooser.isOpen() && onMap;
    const { left, top } = area.getBoundingClientRect();
    const at = (): L.LatLng => map.containerPointToLatLng([clientX - left, clientY - top]);
    show(!free ? -1 : mark >= 0 ? mark : (drawing.hit(at(), "mouse")[0] ?? -1));
    tip.style.left = `${clientX - left}px`;
    tip.style.top = `${clientY - top}px`;
  };
  area.addEventListener("mousemove", (event) => {
    last = event;
    if (frame === 0) frame = requestAnimationFrame(look);
  });
  area.addEventListener("mouseleave", () => {
    last = null;
    show(-1);
  });
  map.on("movestart", () => show(-1));
}
