/** The page inside another one: compact, no scroll trap, and the host told how tall to make it. */

import type L from "leaflet";
import type { Page } from "./app";
import { h, set } from "./dom";
import { inCorner } from "./map";

/** Height of the map to the width of the frame, and between which heights it stays, in pixels. */
const SHAPE = 0.62;
const LOWEST = 380;
const HIGHEST = 640;
/** How long a hint stays, in milliseconds. */
const HINT = 1600;

export const framed = isFramed();
document.documentElement.classList.toggle("framed", framed);

function isFramed(): boolean {
  const forced = new URLSearchParams(location.hash.slice(1)).get("frame") === "1";
  return forced || window.self !== window.top;
}

/** The address of the map outside any frame; empty where a page has none, as in a notebook. */
export function fullAddress(): string {
  if (!/^(https?|file):$/.test(location.protocol)) return "";
  const [before, hash = ""] = location.href.split("#");
  const kept = hash.split("&").filter((part) => part !== "frame=1" && part !== "");
  return [before, kept.join("&")].filter(Boolean).join("#");
}

export function connectFrame(app: Page, map: L.Map): void {
  if (!framed) return;
  linkOut(app, map);
  drawer(app, map);
  gestures(app, map);
  announceHeight(app);
}

function linkOut(app: Page, map: L.Map): void {
  const link = h("a", { class: "credits open-full", target: "_blank", rel: "noopener" });
  const follow = (): void => {
    const address = fullAddress();
    link.hidden = address === "";
    set(link, { href: address || undefined });
    link.textContent = app.word("frame.open_full");
  };
  follow();
  app.store.subscribe(follow);
  inCorner(map, link);
}

/** The panel opens over the map and leaves again. */
function drawer(app: Page, map: L.Map): void {
  const root = document.documentElement;
  const { panel, corner, list } = app.slots;
  panel.id = "panel";
  const button = h("button", { type: "button", "data-icon": "list", "aria-controls": "panel" });
  const close = h("button", { type: "button", class: "card-close drawer-close" }, "×");
  corner.querySelector(".corner-bar")?.prepend(button);
  panel.prepend(close);
  const turn = (open: boolean): void => {
    root.classList.toggle("list-open", open);
    set(button, { "aria-expanded": String(open) });
    map.invalidateSize({ pan: true, animate: false });
  };
  const isOpen = (): boolean => root.classList.contains("list-open");
  const speak = (): void => {
    button.textContent = app.word("frame.list");
    set(close, { "aria-label": app.word("page.close") });
  };
  const leave = (): void => {
    turn(false);
    button.focus();
  };
  button.addEventListener("click", () => {
    if (isOpen()) return leave();
    turn(true);
    list.focus({ preventScroll: true });
  });
  close.addEventListener("click", leave);
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !isOpen()) return;
    event.preventDefault();
    leave();
  });
  app.store.subscribe((state, changed) => {
    if (changed.has("language")) speak();
    // The card takes the room of the list, or comes and goes with its own.
    if (changed.has("project")) turn(isOpen() && state.project === "");
  });
  speak();
  turn(false);
}

/**
 * The wheel and one finger scroll the page round the frame. The map takes the wheel after a
 * click on it or with Ctrl, and always two fingers.
 */
function gestures(app: Page, map: L.Map): void {
  const area = app.slots.map;
  const hint = h("div", { class: "hint", "aria-hidden": "true" });
  area.after(hint);
  const key = /Mac|iP(hone|ad)/.test(navigator.platform) ? "⌘" : "Ctrl";
  let awake = false;
  let timer = 0;
  const say = (word: string): void => {
    hint.textContent = app.word(word, { key });
    hint.classList.add("shown");
    clearTimeout(timer);
    timer = window.setTimeout(() => hint.classList.remove("shown"), HINT);
  };
  const turn = (handler: L.Handler, on: boolean): void => {
    if (on) handler.enable();
    else handler.disable();
  };
  turn(map.scrollWheelZoom, false);
  area.addEventListener(
    "wheel",
    (event) => {
      const on = awake || event.ctrlKey || event.metaKey;
      turn(map.scrollWheelZoom, on);
      if (!on) say("frame.wheel");
    },
    { capture: true, passive: true },
  );
  area.addEventListener("click", () => {
    awake = true;
  });
  area.addEventListener("pointerleave", () => {
    awake = false;
  });
  const capture = { capture: true, passive: true };
  area.addEventListener(
    "pointerdown",
    ({ pointerType }) => turn(map.dragging, pointerType !== "touch"),
    capture,
  );
  area.addEventListener(
    "touchmove",
    ({ touches }) => {
      if (touches.length === 1) say("frame.two_fingers");
    },
    capture,
  );
}

/** By the width alone, so that a host that obeys doesn't set off a chase. */
function announceHeight(app: Page): void {
  const tell = (): void => {
    const map = Math.min(HIGHEST, Math.max(LOWEST, window.innerWidth * SHAPE));
    const height = Math.ceil(app.slots.top.offsetHeight + map);
    window.parent.postMessage({ type: "projectmap:height", height }, "*");
  };
  window.addEventListener("load", tell);
  window.addEventListener("resize", tell);
  app.store.subscribe((_state, changed) => {
    if (changed.has("language")) tell();
  });
  tell();
}
