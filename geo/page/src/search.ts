/** The search field above the list. */

import type { App } from "./app";
import { h, set } from "./dom";
import { enlarge } from "./tools";

/** The list follows when the typing rests for so long, in milliseconds. */
const REST = 140;

/** Narrow what is visible to what the words find. */
export function addSearch(app: App): void {
  app.visible.add((project, { q }) => app.finder.find(q)?.has(project.id) ?? true);
}

export function drawSearch(app: App): void {
  const { store, slots, finder } = app;
  const field = h("input", {
    type: "search",
    id: "search",
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
  const apply = (): void => {
    window.clearTimeout(timer);
    const q = field.value.trim().replace(/\s+/g, " ");
    finder.prepare(() => store.set({ q }));
  };
  const follow = (): void => {
    clear.hidden = field.value === "";
    // The first hit lights up in the list and on the map: it is what Enter opens.
    if (document.activeElement === field) app.highlight(best(app));
  };

  field.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(apply, REST);
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
      apply();
      const id = best(app);
      if (id !== "") store.set({ project: id });
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      apply();
      rows(slots.list)[0]?.focus();
    }
  });
  const empty = (): void => {
    field.value = "";
    apply();
    clear.hidden = true;
    field.focus();
  };
  clear.addEventListener("click", empty);
  slots.list.addEventListener("keydown", (event) => step(event, slots.list, field));

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
  if (store.state.q !== "") finder.prepare(() => store.again("q"));
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
function step(event: KeyboardEvent, list: HTMLElement, field: HTMLElement): void {
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>(".row") : null;
  if (!way || !row || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const all = rows(list);
  const next = all[all.indexOf(row) + way];
  if (next) next.focus();
  else if (way < 0) field.focus();
}
