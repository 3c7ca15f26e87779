/** What stands in place of the list when the choice leaves nothing of it. */

import type { Page } from "./app";
import { h } from "./dom";
import type { State } from "./state";
import { ALL, chosen } from "./tools";

/** What was chosen, each to be taken away with one click, and all at once. */
export function nothing(app: Page): HTMLElement {
  const { store } = app;
  const { state } = store;
  const again = (patch: Partial<State>): void => {
    store.set(patch);
    app.slots.list.focus({ preventScroll: true });
  };
  const choices = chosen(app, state);
  if (state.q !== "") choices.unshift({ name: state.q, without: { q: "" } });
  const parts = choices.map(({ name, without }) => {
    const label = app.word("filter.remove", { name });
    const button = h(
      "button",
      { type: "button", class: "plain-button taken", "aria-label": label },
      without.q === "" ? h("q", {}, name) : name,
    );
    button.addEventListener("click", () => again(without));
    return h("li", {}, button);
  });
  const all = h("button", { type: "button", class: "plain-button" }, app.word("page.show_all"));
  all.addEventListener("click", () => again({ ...ALL, hide: [] }));
  return h(
    "div",
    { class: "empty" },
    h("p", { class: "empty-title" }, app.word("page.no_match")),
    parts.length > 1 && h("p", {}, app.word("filter.remove_one")),
    parts.length > 1 && h("ul", { class: "taken-list" }, ...parts),
    all,
  );
}
