/** Where a touch may mean several places, a list of them to choose from. */

import L from "leaflet";
import { isProject, type Page } from "./app";
import { h, phone } from "./dom";
import { plainRow, row } from "./panel";
import { SHEET, UNDER_BAR } from "./popup";
import type { Place } from "./types";

/** Room between the list and the map's edges, in pixels. */
const EDGE = 16;

export interface Chooser {
  /** `more` is how many others are here that it doesn't list. */
  open(ids: readonly string[], at: L.LatLng, more?: number): void;
  /** Tells whether there was something to close. */
  close(): boolean;
  isOpen(): boolean;
}

export function createChooser(app: Page, map: L.Map): Chooser {
  let popup: L.Popup | null = null;
  let opener: Element | null = null;

  const close = (): boolean => {
    const was = popup;
    popup = null;
    // Leaflet lets a popup fade; this one is gone at once.
    was?.remove();
    was?.getElement()?.remove();
    if (was) app.slots.panel.classList.remove("has-card");
    return was !== null;
  };
  const back = (): void => {
    close();
    const element = opener instanceof HTMLElement && opener.isConnected ? opener : null;
    (element ?? map.getContainer()).focus({ preventScroll: true });
  };
  const open: Chooser["open"] = (ids, at, more = 0) => {
    opener = document.activeElement;
    app.store.set({ project: "" });
    const places = ids.flatMap((id) => app.place(id) ?? []);
    const list = h("ul", {}, ...places.map((place) => h("li", {}, choiceOf(app, place))));
    const title = h("h2", { class: "card-title", id: "here-title" }, app.word("page.here"));
    const label = app.word("page.close");
    const shut = h("button", { type: "button", class: "card-close", "aria-label": label }, "×");
    const content = h(
      "div",
      { class: "card here", role: "dialog", "aria-labelledby": "here-title" },
      h("header", { class: "card-head" }, title, shut),
      h(
        "div",
        { class: "card-body" },
        list,
        more > 0 && h("p", { class: "more" }, app.count("page.more_on_map", more)),
      ),
    );
    shut.addEventListener("click", back);
    list.addEventListener("click", ({ target }) => {
      const picked = target instanceof Element && target.closest("[data-pick]");
      if (picked) app.store.set({ project: picked.getAttribute("data-pick") ?? "" });
    });
    content.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        back();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        event.stopPropagation();
        step(list, event.key === "ArrowDown" ? 1 : -1);
      }
    });
    // On a phone the map has no room for it.
    const sheet = phone.matches;
    popup = L.popup({
      className: `card-popup${sheet ? " in-sheet" : ""}`,
      closeButton: false,
      autoClose: false,
      closeOnClick: false,
      closeOnEscapeKey: false,
      minWidth: 260,
      maxWidth: 320,
      autoPan: !sheet,
      autoPanPaddingTopLeft: [EDGE, UNDER_BAR],
      autoPanPaddingBottomRight: [EDGE, EDGE],
      ...(sheet ? { pane: SHEET } : {}),
    });
    app.slots.map.style.setProperty("--map-height", `${map.getSize().y}px`);
    app.slots.panel.classList.toggle("has-card", sheet);
    app.slots.panel.dispatchEvent(new CustomEvent("card"));
    popup.setLatLng(at).setContent(content).openOn(map);
    step(list, 1);
    app.announce(app.word("page.here"));
  };
  app.store.subscribe((_state, changed) => {
    // What is hidden can't be chosen, and what is chosen opens.
    if ([...changed].some((key) => key !== "view")) close();
  });
  return { open, close, isOpen: () => popup !== null };
}

function choiceOf(app: Page, place: Place): HTMLElement {
  const made = isProject(place) ? row(app, place, true) : plainRow(app, place);
  for (const name of ["data-project", "data-feature"]) made.removeAttribute(name);
  made.setAttribute("data-pick", place.id);
  return made;
}

/** Move the focus up or down, to the first one at the start, and round at the ends. */
function step(list: HTMLElement, way: 1 | -1): void {
  const all = [...list.querySelectorAll<HTMLElement>("[data-pick]")];
  const now = all.indexOf(document.activeElement as HTMLElement);
  all[(now + way + all.length) % all.length]?.focus({ preventScroll: true });
}
