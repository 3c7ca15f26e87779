/** What can be pointed at, touched and focused on the map, whatever its shape. */

import type L from "leaflet";
import type { Page } from "./app";
import { type Chooser, createChooser } from "./chooser";
import { fill, h, isolated, set } from "./dom";
import type { Place } from "./types";

/** An area larger than this gives way to what lies on it: it can be touched beside it. */
const LARGE = 96;
/** What opens a place: the one that takes the focus, and all others. */
const TARGET = "[data-open], [data-mark]";

const hovers = window.matchMedia("(hover: hover)");

/** Make an element a button that opens `place`. */
export function reach(element: Element, place: Place, label: string): void {
  set(element, { tabindex: 0, role: "button", "aria-label": label, "data-open": place.id });
}

/** Make a further element of the place open it too; nobody is told of it twice. */
export function also(element: Element, place: Place): void {
  set(element, { "aria-hidden": "true", "data-mark": place.id });
}

/** One listener for all: a map may hold thousands of places. */
export function connectPointing(app: Page, map: L.Map): void {
  const area = map.getContainer();
  const chooser = createChooser(app, map);
  const open = (project: string): void => app.store.set({ project });

  map.on("click", ({ originalEvent: { clientX, clientY }, latlng }) => {
    if (chooser.close()) return;
    const found = placesAt(area, clientX, clientY);
    if (found.length > 1) chooser.open(found, latlng);
    else open(found[0] ?? "");
  });
  area.addEventListener("keydown", (event) => {
    const id = idOf(event.target);
    if (id === "" || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    open(id);
  });
  area.addEventListener("focusin", ({ target }) => {
    if (idOf(target) !== "") app.highlight(idOf(target));
  });
  area.addEventListener("focusout", ({ target }) => {
    if (idOf(target) !== "") app.highlight("");
  });
  if (hovers.matches) connectHover(app, area, chooser);
}

/** Highlight what is under the pointer, and name it. */
function connectHover(app: Page, area: HTMLElement, chooser: Chooser): void {
  const tip = h("div", { class: "tip", "aria-hidden": "true", hidden: true });
  area.append(tip);
  let now = "";
  const show = (id: string): void => {
    if (id === now) return;
    now = id;
    const place = app.place(id);
    tip.hidden = !place;
    fill(tip, place && isolated(app.text(place.name)));
    app.highlight(place ? id : "");
  };
  area.addEventListener("mousemove", (event) => {
    show(event.buttons > 0 || chooser.isOpen() ? "" : idOf(event.target));
    if (tip.hidden) return;
    const { left, top } = area.getBoundingClientRect();
    tip.style.left = `${event.clientX - left}px`;
    tip.style.top = `${event.clientY - top}px`;
  });
  area.addEventListener("mouseleave", () => show(""));
}

/** What a touch here may mean, from the top down. */
function placesAt(area: Element, x: number, y: number): string[] {
  const hit = document
    .elementsFromPoint(x, y)
    .flatMap((element) => element.closest(TARGET) ?? [])
    .filter((target) => area.contains(target));
  const small = hit.filter((target) => !target.matches(".hit-area") || isSmall(target));
  return [...new Set((small.length > 0 ? small : hit).map(idOf))];
}

function isSmall(target: Element): boolean {
  const { width, height } = target.getBoundingClientRect();
  return Math.min(width, height) <= LARGE;
}

function idOf(target: EventTarget | null): string {
  const found = target instanceof Element ? target.closest(TARGET) : null;
  return found?.getAttribute("data-open") ?? found?.getAttribute("data-mark") ?? "";
}
