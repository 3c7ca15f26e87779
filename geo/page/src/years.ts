/** The chosen years: as text, in the state, and as two menus for those who don't drag. */

import type { Page } from "./app";
import { h } from "./dom";
import type { Years } from "./facets";

export function yearsText([from, to]: Years): string {
  return from === to ? String(from) : `${from}–${to}`;
}

/** Choose years in any order; all years are no choice. */
export function chooseYears(app: Page, a: number, b: number): void {
  const { span } = app.facets;
  if (!span) return;
  const inside = (year: number): number => Math.max(span[0], Math.min(span[1], year));
  const [from, to] = [inside(Math.min(a, b)), inside(Math.max(a, b))];
  const all = from === span[0] && to === span[1];
  app.store.set({ years: all ? null : [from, to] });
}

/** What a reader must know while years are chosen: projects without dates are hidden. */
export function hiddenNote(app: Page): string {
  const { facets, store } = app;
  if (!facets.years(store.state)) return "";
  const count = facets.undated(store.state);
  return count > 0 ? app.count("timeline.undated", count) : "";
}

export interface YearMenus {
  readonly element: HTMLElement;
  /** Bring them in line with the state. */
  update(): void;
}

export function yearMenus(app: Page): YearMenus | null {
  const { span } = app.facets;
  if (!span || span[0] === span[1]) return null;
  const menus = (["from", "to"] as const).map((end) => {
    const options = [];
    for (let year = span[0]; year <= span[1]; year++) {
      options.push(h("option", { value: year }, String(year)));
    }
    const menu = h("select", { "data-years": end }, ...options);
    return { end, menu, label: h("label", {}, app.word(`filter.year_${end}`), menu) };
  });
  for (const { end, menu } of menus) {
    menu.addEventListener("change", () => {
      const [from, to] = app.facets.years(app.store.state) ?? span;
      const year = Number(menu.value);
      // The other end gives way where the two would cross.
      if (end === "from") chooseYears(app, year, Math.max(year, to));
      else chooseYears(app, Math.min(year, from), year);
    });
  }
  const note = h("small", {});
  const element = h(
    "fieldset",
    { class: "choices year-choice" },
    h("legend", {}, app.word("filter.years")),
    ...menus.map(({ label }) => label),
    note,
  );
  const update = (): void => {
    const now = app.facets.years(app.store.state) ?? span;
    menus.forEach(({ menu }, i) => {
      menu.value = String(Math.max(span[0], Math.min(span[1], now[i] ?? span[0])));
    });
    note.textContent = hiddenNote(app);
    note.hidden = note.textContent === "";
  };
  update();
  return { element, update };
}
