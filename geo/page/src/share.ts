/** What a reader takes along: the link, the paper, the data. */

import type { Page } from "./app";
import { type Child, h } from "./dom";
import type { Format } from "./download";
import { fullAddress } from "./frame";

export type Say = (text: string, ...more: Child[]) => void;

/** What the data can be had as. */
export interface Files {
  /** Projects and features on the map, and how many of them the choice lets through. */
  readonly all: number;
  readonly chosen: number;
  make(format: Format, say: Say): void;
  /** Print once all that is printed is here; at once where nothing is said. */
  readonly print?: () => void;
}

/** Where it is said how a wish went. */
export function saidLine(): HTMLElement {
  return h("p", { class: "share-said" });
}

export function share(
  app: Page,
  { all, chosen: n, make, print }: Files,
  said = saidLine(),
): Child[] {
  const say: Say = (text, ...more) => {
    said.replaceChildren(text, ...more.filter((child): child is Node => child instanceof Node));
    app.announce(text);
  };
  const linked = fullAddress() !== "";
  return [
    h(
      "section",
      { class: "legend-part share" },
      linked && action("copy", app.word("share.copy"), () => void copy(app, say)),
      action(
        "print",
        app.word("print.print"),
        print ?? (() => window.print()),
        app.word("print.about"),
      ),
      all > 0 && h("h3", {}, app.word("download.title")),
      n < all &&
        h(
          "p",
          { class: "share-note" },
          app.word("download.chosen", { n: app.number(n), total: app.number(all) }),
        ),
      all > 0 && file("csv", "CSV"),
      all > 0 && file("geojson", "GeoJSON"),
      said,
    ),
  ];

  function file(format: Format, name: string): HTMLElement {
    return action(format, name, () => make(format, say), app.word(`download.${format}_about`));
  }
}

function action(name: string, label: string, act: () => void, about = ""): HTMLElement {
  const button = h(
    "button",
    { type: "button", class: "plain-button", "data-action": name },
    label,
    about !== "" && h("small", {}, about),
  );
  button.addEventListener("click", act);
  return button;
}

/** To the clipboard; where the browser keeps it shut, the link is shown, ready to be copied. */
async function copy(app: Page, say: Say): Promise<void> {
  const address = fullAddress();
  const local = location.protocol === "file:" ? ` ${app.word("share.local")}` : "";
  try {
    await navigator.clipboard.writeText(address);
    say(app.word("share.copied") + local);
  } catch {
    const label = app.word("share.by_hand");
    const box = h("input", { type: "text", readonly: true, value: address, "aria-label": label });
    say(label, box);
    box.focus();
    box.select();
    if (document.execCommand("copy")) say(app.word("share.copied") + local);
  }
}
