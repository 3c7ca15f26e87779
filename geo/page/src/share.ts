/** What a reader takes along: the link, the paper, the data. */

import type { App } from "./app";
import { type Child, h } from "./dom";
import { chosen, download, type Format } from "./download";
import { fullAddress } from "./frame";

export function share(app: App): Child[] {
  const said = h("p", { class: "share-said" });
  const say = (text: string, ...more: Child[]): void => {
    said.replaceChildren(text, ...more.filter((child): child is Node => child instanceof Node));
    app.announce(text);
  };
  const all = app.projects.size + app.features.size;
  const n = chosen(app).length + app.features.size;
  const linked = fullAddress() !== "";
  return [
    h(
      "section",
      { class: "legend-part share" },
      linked && action("copy", app.word("share.copy"), () => void copy(app, say)),
      action("print", app.word("print.print"), () => window.print(), app.word("print.about")),
      all > 0 && h("h3", {}, app.word("download.title")),
      n < all && h("p", { class: "share-note" }, app.word("download.chosen", { n, total: all })),
      all > 0 && file("csv", "CSV"),
      all > 0 && file("geojson", "GeoJSON"),
      said,
    ),
  ];

  function file(format: Format, name: string): HTMLElement {
    const act = (): void => say(app.word("download.ready", { name: download(app, format) }));
    return action(format, name, act, app.word(`download.${format}_about`));
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
async function copy(app: App, say: (text: string, ...more: Child[]) => void): Promise<void> {
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
