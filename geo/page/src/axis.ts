/** The axis of the timeline: a range of its years is dragged, tapped, or moved with the keys. */

import type { Page } from "./app";
import { fill, h, set } from "./dom";
import type { Years } from "./facets";
import { chooseYears } from "./years";

/** So many years have room for their names. */
const MOST_NAMES = 8;
const STEPS = [1, 2, 5, 10, 20, 50, 100] as const;
/** Years that Page Up and Page Down go. */
const PAGE = 5;

export interface Axis {
  readonly element: HTMLElement;
  /** Bring it in line with the state and the language. */
  update(): void;
}

export function axis(app: Page, span: Years): Axis {
  const [first, last] = span;
  const length = last + 1 - first;
  const chosen = (): Years => {
    const [from, to] = app.facets.years(app.store.state) ?? span;
    return [inside(from, span), inside(to, span)];
  };
  const range = h("div", { class: "axis-range" });
  const knobs = ([0, 1] as const).map((end) => {
    const knob = h("div", {
      class: "axis-knob",
      role: "slider",
      tabindex: 0,
      "data-knob": end === 0 ? "from" : "to",
      "aria-valuemin": first,
      "aria-valuemax": last,
    });
    knob.addEventListener("keydown", (event) => {
      const now = chosen();
      const year = moved(event.key, now[end], span);
      if (year === null) return;
      event.preventDefault();
      if (end === 0) chooseYears(app, Math.min(year, now[1]), now[1]);
      else chooseYears(app, now[0], Math.max(year, now[0]));
    });
    return knob;
  });
  const track = h("div", { class: "axis", role: "group" }, ...names(span), range, ...knobs);
  drag(app, track, span, chosen);

  const update = (): void => {
    const now = chosen();
    const active = app.facets.years(app.store.state) !== null;
    track.classList.toggle("active", active);
    track.style.setProperty("--from", `${((now[0] - first) / length) * 100}%`);
    track.style.setProperty("--to", `${((now[1] + 1 - first) / length) * 100}%`);
    set(track, { "aria-label": app.word("filter.years") });
    knobs.forEach((knob, end) => {
      const label = app.word(end === 0 ? "filter.year_from" : "filter.year_to");
      set(knob, { "aria-valuenow": now[end], "aria-label": label });
    });
  };
  const element = h("div", { class: "axis-frame" });
  fill(element, track);
  return { element, update };
}

/** Drag from year to year, or drag an end; a tap takes one year, or reaches out to it. */
function drag(app: Page, track: HTMLElement, span: Years, chosen: () => Years): void {
  let held: { still: number; from: number; moved: boolean } | null = null;
  const yearAt = (event: PointerEvent): number => {
    const { left, width } = track.getBoundingClientRect();
    const share = (event.clientX - left) / width;
    return inside(span[0] + Math.floor(share * (span[1] + 1 - span[0])), span);
  };
  track.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const year = yearAt(event);
    const knob = event.target instanceof Element && event.target.getAttribute("data-knob");
    const [from, to] = chosen();
    // An end is held: the other one stays where it is.
    held = { still: knob === "from" ? to : knob === "to" ? from : year, from: year, moved: false };
    if (knob) held.moved = true;
    track.setPointerCapture(event.pointerId);
  });
  track.addEventListener("pointermove", (event) => {
    if (!held) return;
    const year = yearAt(event);
    if (year !== held.from) held.moved = true;
    if (held.moved) chooseYears(app, held.still, year);
  });
  track.addEventListener("pointerup", (event) => {
    if (held && !held.moved) tap(app, yearAt(event), chosen());
    held = null;
  });
  track.addEventListener("pointercancel", () => {
    held = null;
  });
}

function tap(app: Page, year: number, [from, to]: Years): void {
  const active = app.facets.years(app.store.state) !== null;
  if (active && from === to && from === year) app.store.set({ years: null });
  else if (!active || (year >= from && year <= to)) chooseYears(app, year, year);
  else chooseYears(app, Math.min(from, year), Math.max(to, year));
}

function moved(key: string, year: number, [first, last]: Years): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowUp: 1,
    ArrowLeft: -1,
    ArrowDown: -1,
    PageUp: PAGE,
    PageDown: -PAGE,
    Home: first - year,
    End: last - year,
  };
  const step = steps[key];
  return step === undefined ? null : inside(year + step, [first, last]);
}

function names([first, last]: Years): HTMLElement[] {
  const length = last + 1 - first;
  const step = STEPS.find((years) => length / years <= MOST_NAMES) ?? 200;
  const found: HTMLElement[] = [];
  for (let year = first; year <= last; year++) {
    if (year % step !== 0 && step > 1) continue;
    const name = h("span", { class: "axis-year", "aria-hidden": "true" }, String(year));
    name.style.left = `${((year + 0.5 - first) / length) * 100}%`;
    found.push(name);
  }
  return found;
}

function inside(year: number, [first, last]: Years): number {
  return Math.max(first, Math.min(last, year));
}
