/** The bar above the list: what opens and closes in it, and one button to clear all. */

import type { Page } from "./app";
import { fill, h, set } from "./dom";
import { FACETS } from "./facets";
import type { Changed, State } from "./state";
import { yearsText } from "./years";

/** What the reader may narrow the map by. */
export const CHOICE = ["q", "status", "sector", "precision", "years"] as const;
export const ALL = { q: "", status: [], sector: [], precision: [], years: null } as const;

export function isChoice(changed: Changed): boolean {
  return CHOICE.some((key) => changed.has(key));
}

export interface Tool {
  readonly name: string;
  /** Beside the name of its button: how much is chosen; empty for nothing. */
  badge(): string;
  /** Called when it is opened. */
  draw(): void;
  readonly body: HTMLElement;
}

/** Buttons that open one of the tools at a time. */
export function drawTools(app: Page, all: readonly (Tool | null)[]): void {
  const { store, slots } = app;
  const tools = all.filter((tool) => tool !== null);
  let open = "";
  const buttons = tools.map((tool) => {
    const id = `tool-${tool.name}`;
    const button = h("button", { type: "button", "aria-controls": id, "data-tool": tool.name });
    set(tool.body, { id, role: "region", hidden: true });
    button.addEventListener("click", () => turn(open === tool.name ? "" : tool.name));
    tool.body.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      turn("");
      button.focus();
    });
    return { tool, button };
  });
  const clear = h("button", { type: "button", class: "clear-all" });
  clear.addEventListener("click", () => {
    store.set(ALL);
    buttons[0]?.button.focus();
  });
  const done = h("button", { type: "button", class: "tool-done" });
  done.addEventListener("click", () => {
    const opener = buttons.find(({ tool }) => tool.name === open)?.button;
    turn("");
    opener?.focus();
  });
  const bar = h("div", { class: "tool-bar" }, ...buttons.map(({ button }) => button), clear);
  slots.tools.append(bar, ...tools.map(({ body }) => body), done);

  const turn = (next: string): void => {
    open = next;
    for (const { tool } of buttons) {
      tool.body.hidden = tool.name !== open;
      if (tool.name === open) tool.draw();
    }
    slots.panel.classList.toggle("has-tool", open !== "");
    if (open !== "") enlarge(app);
    speak();
  };
  const speak = (): void => {
    for (const { tool, button } of buttons) {
      const badge = tool.badge();
      const word = app.word(`${tool.name}.title`);
      fill(button, word, badge !== "" && h("span", { class: "tool-badge" }, badge));
      set(button, { "aria-expanded": String(tool.name === open) });
      set(tool.body, { "aria-label": word });
    }
    clear.textContent = app.word("filter.clear");
    const narrowed = isNarrowed(app);
    clear.hidden = !narrowed;
    slots.panel.classList.toggle("narrowed", narrowed);
    done.hidden = open === "";
    if (!done.hidden) {
      done.textContent = app.count("filter.show", app.facets.total(store.state));
    }
  };
  speak();
  store.subscribe((_state, changed) => {
    if (changed.has("project") && changed.size === 1) return;
    if (changed.size > 1 || !changed.has("view")) speak();
    if (isChoice(changed)) app.announce(found(app));
  });
}

/** On a phone the list needs room; the sheet listens. */
export function enlarge(app: Page): void {
  app.slots.panel.dispatchEvent(new CustomEvent("enlarge"));
}

function isNarrowed(app: Page): boolean {
  const { state } = app.store;
  return state.q !== "" || chosen(app, state).length > 0;
}

/** What is chosen by filters, each with the state that it would leave if it were taken away. */
export function chosen(
  app: Page,
  state: State,
): { readonly name: string; readonly without: Partial<State> }[] {
  const found: { name: string; without: Partial<State> }[] = [];
  for (const facet of FACETS) {
    for (const value of app.facets.wanted(facet, state)) {
      const without = { [facet]: state[facet].filter((other) => other !== value) };
      found.push({ name: app.word(`${facet}.${value}`), without });
    }
  }
  const range = app.facets.years(state);
  if (range) found.push({ name: yearsText(range), without: { years: null } });
  return found;
}

/** What is said when the choice has changed: projects, and what else the words find. */
function found(app: Page): string {
  const { state } = app.store;
  const [own, others] = [app.facets.total(state), app.facets.others(state)];
  if (own + others === 0) return app.word("page.no_match");
  const said = app.count("search.found", own);
  return others > 0 ? `${said}, ${app.count("search.others", others)}` : said;
}
