/** A line over the map that says what has happened, until it is closed. */

import type { Page } from "./app";
import { h } from "./dom";

export function notice(app: Page, text: string): void {
  document.querySelector(".notice")?.remove();
  const label = app.word("page.close");
  const close = h("button", { type: "button", class: "card-close", "aria-label": label }, "×");
  const line = h("div", { class: "notice" }, h("p", {}, text), close);
  close.addEventListener("click", () => {
    line.remove();
    app.slots.map.focus({ preventScroll: true });
  });
  app.slots.map.after(line);
  app.announce(text);
}
