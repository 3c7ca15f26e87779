/** The search field above the list. */

import type { App, Page } from "./app";
import { h, set } from "./dom";
import { enlarge } from "./tools";

/** The list follows when the typing rests for so long, in milliseconds. */
const REST = 140;
const FIELD = "search";

/** What the field has to know of the list below it. */
export interface Results {
  /** The best hit that the filters let through; an empty id for none. */
  best(act: (id: string) => void): void;
  /** Put the focus on the first row. */
  enter(): void;
}

interface Searching extends Page {
  /** Get ready to answer what is asked, and then act. */
  readonly finder: { prepare(then?: () => void, q?: string): void };
}

/** Narrow what is visible to what the words find. */
export function addSearch(app: App): void {
  app.visible.add((project, { q }) => app.finder.find(q)?.has(project.id) ?? true);
}

export function drawSearch(app: Searching, results: Results): void {
  const { store, slots, finder } = app;
  const field = h("input", {
    type: "search",
    id: FIELD,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    enterkeyhint: "search",
    maxlength: 120,
    "aria-controls": slots.list.id,
  });
  const clear = h("button", { type: "button", class: "card-close search-clear" }, "×");
  slots.tools.prepend(h("div", { class: "search", role: "search" }, field, clear));

  let timer = 0;
  const apply = (then?: () => void): void => {
    window.clearTimeout(timer);
    const q = field.value.trim().replace(/\s+/g, " ");
    finder.prepare(() => {
      store.set({ q });
      then?.();
    }, q);
  };
  const follow = (): void => {
    clear.hidden = field.value === "";
    // The first hit lights up in the list and on the map: it is what Enter opens.
    results.best((id) => {
      if (document.activeElement === field) app.highlight(id);
    });
  };

  field.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => apply(), REST);
    clear.hidden = field.value === "";
  });
  field.addEventListener("focus", () => {
    finder.prepare();
    enlarge(app);
    follow();
  });
  field.addEventListener("blur", () => app.highlight(""));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && field.value !== "") {
      event.preventDefault();
      empty();
    } else if (event.key === "Enter") {
      event.preventDefault();
      apply(() =>
        results.best((id) => {
          if (id !== "") store.set({ project: id });
        }),
      );
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      apply(results.enter);
    }
  });
  const empty = (): void => {
    field.value = "";
    apply();
    clear.hidden = true;
    field.focus();
  };
  clear.addEventListener("click", empty);

  const speak = (): void => {
    const label = app.word("search.title");
    set(field, { "aria-label": label, placeholder: app.word("search.hint") });
    set(clear, { "aria-label": app.word("search.clear"), title: app.word("search.clear") });
  };
  speak();
  store.subscribe((state, changed) => {
    if (changed.has("language")) speak();
    if (changed.has("q") && field.value.trim().replace(/\s+/g, " ") !== state.q) {
      window.clearTimeout(timer);
      field.value = state.q;
    }
    // When the list and the map have been drawn anew.
    if (changed.has("q")) queueMicrotask(follow);
  });

  field.value = store.state.q;
  clear.hidden = field.value === "";
  // Words that came with the address, or from a page that embeds the map.
  const { q } = store.state;
  if (q !== "") finder.prepare(() => store.again("q"), q);
}

/** The rows of a list that has them all. */
export function rowsOf(app: App): Results {
  const { list } = app.slots;
  list.addEventListener("keydown", (event) => step(event, list));
  return { best: (act) => act(best(app)), enter: () => rows(list)[0]?.focus() };
}

/** The best hit that the filters let through. */
function best(app: App): string {
  const { state } = app.store;
  for (const id of app.finder.find(state.q)?.keys() ?? []) {
    const project = app.projects.get(id);
    if (!project || app.visible.has(project, state)) return id;
  }
  return "";
}

function rows(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>(".row")];
}

/** Up and down from row to row; up from the first one to the field. */
function step(event: KeyboardEvent, list: HTMLElement): void {
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>(".row") : null;
  if (!way || !row || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const all = rows(list);
  const next = all[all.indexOf(row) + way];
  if (next) next.focus();
  else if (way < 0) toField();
}

export function toField(): void {
  document.getElementById(FIELD)?.focus();
}
