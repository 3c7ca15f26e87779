/** Title and language switch. */

import type { Page } from "./app";
import { fill, h, set } from "./dom";
import { lookup } from "./language";

export function drawTop(app: Page): void {
  const { payload, store, slots } = app;
  const title = h("h1", {});
  const buttons = payload.languages.map((language) => {
    const name = lookup(payload, language, "language.name") ?? language;
    const short = lookup(payload, language, "language.short") ?? language;
    const button = h(
      "button",
      { type: "button", lang: language, title: name, "data-language": language },
      h("span", { class: "language-name" }, name),
      h("span", { class: "language-short" }, short),
    );
    button.addEventListener("click", () => store.set({ language }));
    return button;
  });
  const languages = h("div", { class: "languages", role: "group" }, ...buttons);
  const skip = h("a", { class: "skip", href: "#map" });
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    slots.map.focus();
  });
  fill(slots.top, skip, title, payload.languages.length > 1 && languages);

  const speak = (): void => {
    const { language } = store.state;
    document.documentElement.lang = language;
    document.title = app.text(payload.title);
    fill(title, app.text(payload.title));
    skip.textContent = app.word("page.skip_to_map");
    set(languages, { "aria-label": app.word("page.languages") });
    for (const button of buttons) {
      set(button, { "aria-pressed": String(button.dataset["language"] === language) });
    }
  };
  speak();
  store.subscribe((_state, changed) => {
    if (!changed.has("language")) return;
    speak();
    app.announce(app.word("page.language_now"));
  });
}
