/**
 * On paper: the map as it stands on the screen, with numbers, and what is known of the projects
 * in view, as far as a reader turns pages. It takes the place of the part that needs no script.
 */

import L from "leaflet";
import { isProject } from "../app";
import { h } from "../dom";
import { paper } from "../paper";
import type { Feature, Project } from "../types";
import type { PackedApp } from "./app";
import { KIND, NOWHERE } from "./types";

/** So many are listed. */
const LISTED = 100;
/** Width of the drawn map on the sheet, in CSS pixels: A4 between its margins. */
const WIDTH = 640;
const HIGHEST = 860;
/** Room that a number takes, and where it stands from its place, in pixels. */
const NUMBER = { width: 30, height: 18, right: 8, above: 22 } as const;
const PLACED = KIND.points | KIND.lines | KIND.areas;

interface View {
  /** The first rows in view, and how many there are. */
  readonly rows: readonly number[];
  readonly count: number;
}

/** Gives what prints the page once all that stands on it is here. */
export function connectPrint(app: PackedApp, map: L.Map): () => void {
  const page = document.querySelector<HTMLElement>("#static .s-page");
  let giveBack: (() => void) | null = null;
  const end = (): void => {
    giveBack?.();
    giveBack = null;
  };
  const begin = (): void => {
    end();
    if (page) giveBack = put(app, map, page);
  };
  const prepare = (): Promise<void> => app.atlas.details(inView(app, map).rows);
  const ready = (): void => void prepare().catch(app.broken);
  window.addEventListener("beforeprint", begin);
  window.addEventListener("afterprint", end);
  // For browsers that print without telling.
  window.matchMedia("print").addEventListener("change", ({ matches }) => {
    if (!matches) end();
    else if (!giveBack) begin();
  });
  // The browser's own command doesn't wait: what it prints is brought when it is near.
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Control" || key === "Meta") ready();
  });
  document.documentElement.addEventListener("mouseleave", ready);
  return () => {
    prepare().then(() => window.print(), app.broken);
  };
}

/** What passes and stands in view; what has no place comes last, and always. */
function inView({ atlas }: PackedApp, map: L.Map): View {
  const bounds = map.getBounds();
  const [west, east] = [bounds.getWest() * 1e6, bounds.getEast() * 1e6];
  const [south, north] = [bounds.getSouth() * 1e6, bounds.getNorth() * 1e6];
  const [lon, lat, kind] = ["lon", "lat", "kind"].map((name) => atlas.column(name) ?? []);
  const rows: number[] = [];
  const nowhere: number[] = [];
  let count = 0;
  for (let row = 0; row < atlas.count; row += 1) {
    if (atlas.passes[row] !== 1) continue;
    const x = lon?.[row] as number;
    const y = lat?.[row] as number;
    const placed = x !== NOWHERE;
    if (placed && (x < west || x > east || y < south || y > north)) continue;
    count += 1;
    if (placed && ((kind?.[row] as number) & PLACED) !== 0) {
      if (rows.length < LISTED) rows.push(row);
    } else if (nowhere.length < LISTED) nowhere.push(row);
  }
  return { rows: [...rows, ...nowhere].slice(0, LISTED), count };
}

function put(app: PackedApp, map: L.Map, page: HTMLElement): () => void {
  const { atlas, store } = app;
  const { rows, count } = inView(app, map);
  const places = rows.flatMap((row) => (atlas.detail(row) as Project | Feature | undefined) ?? []);
  const shown = places.filter((place): place is Project => isProject(place));
  const features = places.filter((place): place is Feature => !isProject(place));
  const counts = { n: app.number(count), total: app.number(atlas.count) };
  const { top, tables } = paper(
    app,
    {
      shown,
      features,
      said: count < atlas.count && app.word("packed.in_view", counts),
      nowhere: ({ anchor }) => !anchor,
      more: count - places.length,
    },
    () => null,
  );
  const parts = [top, drawing(app, map, rows), ...tables];
  const hidden = [...page.children].filter((part) => part.className !== "s-sprite");
  const before = hidden.map((part) => part.getAttribute("hidden"));
  const language = page.getAttribute("lang");
  for (const part of hidden) part.setAttribute("hidden", "");
  page.setAttribute("lang", store.state.language);
  page.append(...parts);
  return () => {
    for (const part of parts) part.remove();
    hidden.forEach((part, i) => {
      if (before[i] === null) part.removeAttribute("hidden");
    });
    if (language !== null) page.setAttribute("lang", language);
  };
}

/** A copy of the map on the screen, without what is there for the pointer. */
function drawing(app: PackedApp, map: L.Map, rows: readonly number[]): HTMLElement {
  const { x: width, y: height } = map.getSize();
  const container = map.getContainer();
  const copy = container.cloneNode(true) as HTMLElement;
  copy.id = "paper-map";
  for (const name of ["tabindex", "role", "aria-label"]) copy.removeAttribute(name);
  const unneeded =
    ".leaflet-control-zoom, .tip, .leaflet-popup, .leaflet-control-container .credits";
  for (const part of copy.querySelectorAll(unneeded)) part.remove();
  const canvases = container.querySelectorAll("canvas");
  copy.querySelectorAll("canvas").forEach((canvas, i) => {
    const drawn = canvases[i];
    // What is drawn on a canvas is not copied with it.
    if (drawn && drawn.width > 0) canvas.getContext("2d")?.drawImage(drawn, 0, 0);
  });
  for (const part of copy.querySelectorAll("[id]")) part.removeAttribute("id");
  copy.append(...numbers(app, map, rows));
  const scale = Math.min(WIDTH / width, HIGHEST / height);
  copy.style.width = `${width}px`;
  copy.style.height = `${height}px`;
  copy.style.transform = `scale(${scale})`;
  const figure = h("figure", { class: "paper-map" }, copy);
  figure.style.width = `${width * scale}px`;
  figure.style.height = `${height * scale}px`;
  return figure;
}

/** The numbers of the projects that are listed, as far as there is room for them. */
function numbers({ atlas }: PackedApp, map: L.Map, rows: readonly number[]): HTMLElement[] {
  const [lon, lat] = [atlas.column("lon"), atlas.column("lat")];
  const origin = map.getContainer().getBoundingClientRect();
  // Counts of clusters stay legible.
  const taken = [...map.getContainer().querySelectorAll(".cluster")].map((cluster) => {
    const { left, top, width, height } = cluster.getBoundingClientRect();
    return { x: left - origin.left, y: top - origin.top, width, height };
  });
  return rows.flatMap((row) => {
    const x = lon?.[row] ?? NOWHERE;
    if (x === NOWHERE || !atlas.isProject(row)) return [];
    const at = map.latLngToContainerPoint(L.latLng((lat?.[row] ?? 0) / 1e6, x / 1e6));
    const box = { x: at.x + NUMBER.right, y: at.y - NUMBER.above, ...NUMBER };
    const free = taken.every(
      ({ x: left, y: top, width: wide, height: high }) =>
        box.x > left + wide ||
        box.x + box.width < left ||
        box.y > top + high ||
        box.y + box.height < top,
    );
    if (!free) return [];
    taken.push(box);
    const number = h("span", { class: "paper-number" }, String(row + 1));
    number.style.left = `${box.x}px`;
    number.style.top = `${box.y}px`;
    return [number];
  });
}
