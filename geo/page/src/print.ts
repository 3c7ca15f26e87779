/**
 * On paper: the drawn map with numbers, and all that is known, in the reader's language and as
 * far as the reader's choice lets through. It takes the place of the part that needs no script,
 * whose drawing it borrows and whose styles it has.
 */

import type { App } from "./app";
import { chosen } from "./download";
import { lookup, spelt } from "./language";
import { paperOf } from "./paper";
import type { Project, Text } from "./types";

/** Keys of words that stand in the drawing and its legend. */
const DRAWN = /^(status|sector|precision|drawing|page\.(legend|scale))[._]/;

export function connectPrint(app: App): void {
  const page = document.querySelector<HTMLElement>("#static .s-page");
  if (!page) return;
  let paper: Paper | null = null;
  const end = (): void => {
    paper?.giveBack();
    paper = null;
  };
  const begin = (): void => {
    end();
    paper = new Paper(app, page);
  };
  window.addEventListener("beforeprint", begin);
  window.addEventListener("afterprint", end);
  // For browsers that print without telling.
  window.matchMedia("print").addEventListener("change", ({ matches }) => {
    if (!matches) end();
    else if (!paper) begin();
  });
}

/** The part that needs no script, turned into what is printed for as long as that takes. */
class Paper {
  readonly #undo: (() => void)[] = [];

  constructor(app: App, page: HTMLElement) {
    const shown = chosen(app);
    this.#attribute(page, "lang", app.store.state.language);
    const map = page.querySelector(".s-map");
    if (map) this.#drawing(app, map, shown);
    const { top, tables } = paperOf(app, shown, (id) => badge(page, id));
    for (const part of page.children) {
      if (part !== map && part.className !== "s-sprite") this.#attribute(part, "hidden", "");
    }
    // The ids of rows are taken over, so that numbers on the map lead to them in a PDF too.
    for (const part of page.querySelectorAll("[hidden] [id^=s-row-]")) {
      this.#attribute(part, "id", `former-${part.id}`);
    }
    if (map) map.before(top);
    else page.append(top);
    page.append(...tables);
    this.#undo.push(() => {
      for (const part of [top, ...tables]) part.remove();
    });
  }

  giveBack(): void {
    for (const undo of this.#undo.reverse()) undo();
  }

  /** The drawing and its legend in the reader's language, with what is shown. */
  #drawing(app: App, map: Element, shown: readonly Project[]): void {
    this.#translate(app, map);
    const ids = new Set(shown.map(({ id }) => id));
    for (const part of map.querySelectorAll("[id]")) {
      const [, id = ""] = /-[pnlt]-(.+)$/.exec(part.id) ?? [];
      if (app.projects.has(id) && !ids.has(id)) this.#attribute(part, "display", "none");
    }
  }

  #translate(app: App, map: Element): void {
    const { language, languages } = app.payload;
    const now = app.store.state.language;
    if (language === now) return;
    const said = dictionary(app, languages.indexOf(language), languages.indexOf(now));
    const walker = document.createTreeWalker(map, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const before = node.nodeValue ?? "";
      const after = said(before);
      if (after === undefined || after === before) continue;
      node.nodeValue = after;
      this.#undo.push(() => {
        node.nodeValue = before;
      });
    }
    for (const drawing of map.querySelectorAll("svg[lang]")) {
      for (const name of ["lang", "xml:lang"]) this.#attribute(drawing, name, now);
    }
  }

  #attribute(element: Element, name: string, value: string): void {
    const before = element.getAttribute(name);
    element.setAttribute(name, value);
    this.#undo.push(() => {
      if (before === null) element.removeAttribute(name);
      else element.setAttribute(name, before);
    });
  }
}

/** The number of a project as the map has it. */
function badge(page: HTMLElement, id: string): Node | null {
  const row = page.ownerDocument.getElementById(`s-row-${id}`);
  return row?.querySelector(".s-number svg")?.cloneNode(true) ?? null;
}

/** From a text of the map's language to the same in another one. */
function dictionary(app: App, from: number, to: number): (text: string) => string | undefined {
  const { payload } = app;
  const found = new Map<string, string>();
  const learn = (text: Text | undefined): void => {
    const said = spelt(payload, text);
    const [key, value] = typeof said === "string" ? [] : [said[from], said[to]];
    if (key) found.set(key, value ?? "");
  };
  for (const layer of Object.values(payload.context ?? {})) {
    for (const [, name] of layer.shapes ?? []) learn(name);
  }
  for (const { name } of payload.projects ?? []) learn(name);
  for (const { name } of payload.features ?? []) learn(name);
  learn(payload.title);
  found.set(makers(app, from), makers(app, to));
  const [own = "", other = ""] = [payload.languages[from], payload.languages[to]];
  const patterns: [RegExp, string][] = [];
  for (const key of payload.places.keys()) {
    const [wording, there] = [lookup(payload, own, key), lookup(payload, other, key)];
    if (!wording || !there || !DRAWN.test(key)) continue;
    const [before = "", after] = wording.split(/\{\w+\}/);
    if (after === undefined) found.set(wording, there);
    else patterns.push([new RegExp(`^${quoted(before)}([\\d.,–\\s]+)${quoted(after)}$`), there]);
  }
  return (text) => {
    const known = found.get(text);
    if (known !== undefined) return known;
    for (const [pattern, wording] of patterns) {
      const [, n] = pattern.exec(text) ?? [];
      if (n) return wording.replace(/\{\w+\}/, n);
    }
    return undefined;
  };
}

/** Who made the base map and the layers, as geo/outputs/drawing/remarks.py says it. */
function makers(app: App, language: number): string {
  const { layers = [], context = {} } = app.payload;
  const named = [...Object.values(context), ...layers].flatMap(({ attribution }) => {
    const said = spelt(app.payload, attribution);
    const text = typeof said === "string" ? said : (said?.[language] ?? "");
    return text.split(";").map((part) => part.trim());
  });
  return [...new Set(named)]
    .filter((part) => part && !named.some((other) => other !== part && other.includes(part)))
    .join("\u00a0· ");
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
