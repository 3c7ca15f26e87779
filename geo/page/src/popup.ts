/** Opens and closes cards: beside their place on a desktop, in the sheet on a phone. */

import L from "leaflet";
import type { Page } from "./app";
import { card } from "./card";
import { phone, still } from "./dom";
import { anchor, extent } from "./geometry";
import { readHash } from "./hash";
import { MARK } from "./symbols";
import type { Place } from "./types";

/** The pane in the sheet. */
export const SHEET = "card";
/** Room round a place that is brought into view, in pixels. */
const MARGIN = 48;
/** Height of the bar in the map's corner with the room round it. */
export const UNDER_BAR = 60;
/** Zoom steps from the farthest one that a place is brought to beside a sheet. */
const NEARER = 3;

interface Targets {
  tip(id: string): { at: L.LatLng; offset: L.Point } | null;
  /** What takes the focus on the map. */
  element(id: string): Element | undefined;
}

export function connectPopups(app: Page, map: L.Map, targets: Targets): void {
  map.createPane(SHEET, app.slots.card);
  let open: { place: Place; popup: L.Popup } | null = null;
  let opener: Element | null = null;

  const content = (place: Place): HTMLElement => {
    const element = card(app, place);
    element.querySelector(".card-close")?.addEventListener("click", close);
    element.addEventListener("click", (event) => follow(event, element));
    return element;
  };
  const close = (): void => app.store.set({ project: "" });

  const show = (id: string, move = true): void => {
    remove();
    const place = app.place(id);
    if (!place) return;
    const sheet = phone.matches;
    const tip = targets.tip(id) ?? placed(place);
    if (move) bringIntoView(map, place, sheet);
    const at = tip?.at ?? map.getCenter();
    const beside = tip !== null && !sheet;
    const popup = L.popup({
      className: `card-popup${tip ? "" : " without-place"}${sheet ? " in-sheet" : ""}`,
      closeButton: false,
      autoClose: false,
      closeOnClick: false,
      closeOnEscapeKey: false,
      minWidth: 320,
      maxWidth: 358, // Leaflet adds a pixel, and the card is 360 wide at most
      offset: beside ? tip.offset.add([0, -MARK / 2 + 4]) : [0, 0],
      autoPan: beside,
      autoPanPaddingTopLeft: [16, UNDER_BAR],
      autoPanPaddingBottomRight: [besideLegend(app), 16],
      ...(sheet ? { pane: SHEET } : {}),
    });
    app.slots.map.style.setProperty("--map-height", `${map.getSize().y}px`);
    popup.setLatLng(at).setContent(content(place));
    open = { place, popup };
    app.slots.panel.classList.toggle("has-card", sheet);
    popup.openOn(map);
    if (!tip) centre(popup, map);
    app.highlight(id);
    focusCard(popup);
  };
  const remove = (): void => {
    // Leaflet lets a popup fade; a card that is closed is gone at once.
    open?.popup.remove();
    open?.popup.getElement()?.remove();
    open = null;
    app.slots.panel.classList.remove("has-card");
    app.highlight("");
  };

  app.store.subscribe((state, changed) => {
    if (changed.has("project")) {
      if (state.project === "") {
        const last = open?.place.id ?? "";
        remove();
        giveBack(last);
      } else {
        if (!open) opener = document.activeElement;
        show(state.project);
      }
    } else if (changed.has("language") && open) {
      const inside = open.popup.getElement()?.contains(document.activeElement) ?? false;
      open.popup.setContent(content(open.place));
      if (inside) focusCard(open.popup);
    }
  });
  phone.addEventListener("change", () => {
    if (open) show(open.place.id);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open && !event.defaultPrevented) close();
  });
  const { project } = app.store.state;
  if (project !== "") show(project, !readHash(location.hash).view);

  /** The focus goes back to what opened the card, or to what stands for it now. */
  function giveBack(id: string): void {
    const name = CSS.escape(id);
    const row = document.querySelector(`[data-project="${name}"], [data-feature="${name}"]`);
    const back =
      opener?.isConnected && opener !== document.body ? opener : (targets.element(id) ?? row);
    if (back instanceof HTMLElement || back instanceof SVGElement)
      back.focus({ preventScroll: true });
    opener = null;
  }
}

function placed(place: Place): { at: L.LatLng; offset: L.Point } | null {
  const at = anchor(place);
  return at && { at, offset: L.point(0, 0) };
}

/**
 * Move as little as shows the whole place. Beside a sheet the map is small, so that the place
 * is brought to its middle, and nearer.
 */
function bringIntoView(map: L.Map, place: Place, sheet: boolean): void {
  const bounds = extent(place);
  if (!bounds) return;
  const [from, to] = [bounds.getSouthWest(), bounds.getNorthEast()];
  const now = map.getZoom();
  const whole = map.getBoundsZoom(bounds, false, L.point(MARGIN, MARGIN));
  if (sheet) {
    const near = Math.max(now, Math.ceil(map.getMinZoom()) + NEARER);
    map.setView(bounds.getCenter(), Math.min(whole, near), { animate: false });
    return;
  }
  if (map.getBounds().contains(from) && map.getBounds().contains(to)) return;
  map.setView(bounds.getCenter(), Math.min(whole, now), { animate: false });
}

/** Pixels at the right that an open legend takes from the map. */
function besideLegend(app: Page): number {
  const legend = app.slots.corner.querySelector<HTMLElement>(".corner-body:not([hidden])");
  return legend ? legend.offsetWidth + 24 : 16;
}

/** A card without a place stands in the middle of the map, without a tip. */
function centre(popup: L.Popup, map: L.Map): void {
  const element = popup.getElement();
  if (!element || phone.matches) return;
  const middle = map.latLngToContainerPoint(popup.getLatLng() ?? map.getCenter());
  const low = middle.add([0, element.offsetHeight / 2]);
  popup.setLatLng(map.containerPointToLatLng(low));
}

function focusCard(popup: L.Popup): void {
  popup.getElement()?.querySelector<HTMLElement>(".card")?.focus({ preventScroll: true });
}

/** A footnote leads to its source at the end of the card. */
function follow(event: Event, element: HTMLElement): void {
  const note = event.target instanceof Element && event.target.closest("[data-note]");
  if (!note) return;
  event.preventDefault();
  const item = element.querySelector(`[data-source="${note.getAttribute("data-note")}"]`);
  if (!item) return;
  item.scrollIntoView({ block: "nearest", behavior: still.matches ? "auto" : "smooth" });
  for (const old of element.querySelectorAll(".pointed")) old.classList.remove("pointed");
  item.classList.add("pointed");
  item.querySelector<HTMLElement>("a")?.focus({ preventScroll: true });
}
