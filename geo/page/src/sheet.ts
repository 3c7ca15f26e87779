/** The panel as a sheet on a phone: dragged or tapped to three heights. */

import type L from "leaflet";
import type { Page } from "./app";
import { h, phone, set } from "./dom";

/** Shares of the window's height. */
const HEIGHTS = [0.16, 0.46, 0.86] as const;
const HALF = 1;
/** A drag shorter than this is a tap, in pixels. */
const TAP = 6;

/** `resized` is called when what the map stands in has another size. */
export function connectSheet(app: Page, resized: (options: L.InvalidateSizeOptions) => void): void {
  const { panel } = app.slots;
  const root = document.documentElement;
  const handle = h("button", { type: "button", class: "handle" });
  panel.prepend(handle);
  let step: number = HALF;
  let from: { y: number; height: number; moved: boolean } | null = null;

  const rest = (height: number): void => {
    root.style.setProperty("--sheet", `${Math.round(height)}px`);
    resized({ animate: false });
  };
  const settle = (next: number): void => {
    step = next;
    const more = step < HEIGHTS.length - 1;
    const label = app.word(more ? "page.enlarge_list" : "page.reduce_list");
    set(handle, { "aria-label": label, "aria-expanded": String(step > 0) });
    panel.classList.toggle("full", !more);
    if (phone.matches) rest(window.innerHeight * (HEIGHTS[step] ?? 0.46));
    else resized({ pan: false });
  };

  handle.addEventListener("pointerdown", (event) => {
    from = { y: event.clientY, height: panel.offsetHeight, moved: false };
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (!from) return;
    const height = from.height + from.y - event.clientY;
    if (Math.abs(height - from.height) > TAP) from.moved = true;
    if (from.moved) rest(Math.max(64, Math.min(height, window.innerHeight * 0.92)));
  });
  handle.addEventListener("pointercancel", () => settle(step));
  handle.addEventListener("pointerup", () => {
    if (from?.moved) settle(nearest(panel.offsetHeight / window.innerHeight));
  });
  handle.addEventListener("click", () => {
    const dragged = from?.moved ?? false;
    from = null;
    if (!dragged) settle(step === HEIGHTS.length - 1 ? 0 : step + 1);
  });

  // A card needs the map beside it: half of the window for each.
  const halve = (): void => {
    if (step !== HALF) settle(HALF);
  };
  const reset = (): void => settle(step);
  phone.addEventListener("change", reset);
  window.addEventListener("resize", reset);
  app.store.subscribe((state, changed) => {
    if (changed.has("language")) reset();
    if (changed.has("project") && state.project !== "") halve();
  });
  panel.addEventListener("card", halve);
  panel.addEventListener("enlarge", () => {
    if (phone.matches) settle(HEIGHTS.length - 1);
  });
  settle(HALF);
}

function nearest(share: number): number {
  const distances = HEIGHTS.map((height) => Math.abs(height - share));
  return distances.indexOf(Math.min(...distances));
}
