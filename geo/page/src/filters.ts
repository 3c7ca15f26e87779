/** Choice of status, sector, precision and years, with how many projects each would show. */

import type { Page } from "./app";
import { fill, h, set } from "./dom";
import { FACETS, type Facet } from "./facets";
import { precisionSign, sectorSign, statusSign } from "./symbols";
import { chosen, isChoice, type Tool } from "./tools";
import { type YearMenus, yearMenus } from "./years";

/** The precision of what has no place on the map, and so no look. */
const NOWHERE = "region";

interface Choice {
  readonly facet: Facet;
  readonly value: string;
  readonly label: HTMLElement;
  readonly box: HTMLInputElement;
  readonly count: HTMLElement;
}

export function filterTool(app: Page): Tool {
  const body = h("section", { class: "tool-body filters" });
  let choices: Choice[] = [];
  let menus: YearMenus | null = null;

  const draw = (): void => {
    choices = FACETS.flatMap((facet) =>
      app.facets.offered(facet).map((value) => choice(app, facet, value)),
    );
    menus = yearMenus(app);
    const [status, sector, precision] = FACETS.map((facet) => group(app, facet, choices));
    fill(body, status, sector, menus?.element, precision);
    update(app, choices);
  };
  app.store.subscribe((_state, changed) => {
    if (body.hidden) return;
    if (changed.has("language")) {
      const focused = choices.findIndex(({ box }) => box === document.activeElement);
      draw();
      choices[focused]?.box.focus();
    } else if (isChoice(changed)) {
      update(app, choices);
      menus?.update();
    }
  });
  return {
    name: "filter",
    body,
    draw,
    badge: () => {
      const { length } = chosen(app, app.store.state);
      return length > 0 ? String(length) : "";
    },
  };
}

/** Nothing is to be chosen where all projects are alike. */
function group(app: Page, facet: Facet, choices: readonly Choice[]): HTMLElement | null {
  const own = choices.filter((choice) => choice.facet === facet);
  if (own.length < 2) return null;
  const title = h("legend", {}, app.word(`page.legend_${facet}`));
  return h("fieldset", { class: "choices" }, title, ...own.map(({ label }) => label));
}

function choice(app: Page, facet: Facet, value: string): Choice {
  const { store } = app;
  const box = h("input", { type: "checkbox", "data-choice": `${facet}.${value}` });
  const count = h("span", { class: "choice-count" });
  box.addEventListener("change", () => {
    const others = app.facets.wanted(facet, store.state).filter((other) => other !== value);
    store.set({ [facet]: box.checked ? [...others, value] : others });
  });
  const name = h("span", {}, app.word(`${facet}.${value}`));
  const label = h("label", { class: "choice" }, box, sign(app, facet, value), name, count);
  return { facet, value, label, box, count };
}

/** Ticks and counts anew; the elements stay, and with them the focus. */
function update(app: Page, choices: readonly Choice[]): void {
  const { state } = app.store;
  for (const facet of FACETS) {
    const counts = app.facets.counts(facet, state);
    const wanted = app.facets.wanted(facet, state);
    for (const { value, label, box, count } of choices.filter((one) => one.facet === facet)) {
      const n = counts.get(value) ?? 0;
      const said = [app.word(`${facet}.${value}`), app.count("page.projects_count", n)];
      box.checked = wanted.includes(value);
      set(box, { "aria-label": said.join(", ") });
      count.textContent = app.number(n);
      label.classList.toggle("none", n === 0);
    }
  }
}

function sign(app: Page, facet: Facet, value: string): Element | null {
  const { style } = app.payload;
  if (facet === "status") return statusSign(style, value, 14);
  if (value === NOWHERE) return null;
  return facet === "sector" ? sectorSign(style, value, 14) : precisionSign(style, value);
}
