/** The list beside the map, of which only the rows in sight are made. */

import { sources } from "../card";
import { type Child, fill, h, isolated, set } from "../dom";
import { spelt } from "../language";
import { nothing } from "../nothing";
import { plainRow, row as projectRow, summary, totals } from "../panel";
import { type Results, toField } from "../search";
import { sectorSign, statusSign } from "../symbols";
import type { Feature, Project } from "../types";
import type { PackedApp } from "./app";
import { type Group, groupsOf } from "./groups";
import { createLoader } from "./loader";
import { createTrack } from "./track";

/** Heights in rem: of a row with a long name, of one with a short name, of a title, and of the
 * lines below one. See packed-list.css. */
const TALL = 4.5;
const LOW = 3.375;
const TITLE = 3;
const NOTE = 2.25;

/** A group where it stands on the way. */
interface Laid {
  readonly group: Group;
  readonly top: number;
  /** Where its first row is. */
  readonly first: number;
  readonly end: number;
  readonly section: HTMLElement;
  readonly list: HTMLElement;
  readonly head: HTMLElement;
}

export function drawPanel(app: PackedApp): Results {
  return new Panel(app).results;
}

class Panel {
  readonly #app: PackedApp;
  readonly #list: HTMLElement;
  readonly #above = h("div", { class: "list-above" });
  readonly #way = h("div", { class: "list-way" });
  readonly #below = h("div", { class: "list-below" });
  readonly #track;
  readonly #loader;
  /** The items that are drawn, by their rows. */
  readonly #items = new Map<number, HTMLElement>();
  #groups: Laid[] = [];
  #rem = 16;
  /** Height of a row in rem; 0 as long as it is not known. */
  #row = 0;
  /** The row that Tab leads to. */
  #active = -1;

  constructor(app: PackedApp) {
    this.#app = app;
    this.#list = app.slots.list;
    fill(this.#list, this.#above, this.#way, this.#below);
    this.#loader = createLoader(app, () => this.#complete());
    this.#track = createTrack(this.#list, this.#way, (...stretch) => this.#draw(...stretch));
    this.#redraw();
    this.#listen();
    // How tall rows are shows in the first ones; until then there are none.
    isWordy(app).then((wordy) => {
      this.#row = wordy ? TALL : LOW;
      this.#list.classList.toggle("low-rows", !wordy);
      this.#redraw();
      this.#select(app.store.state.project);
    }, app.broken);
  }

  get results(): Results {
    const { atlas, store, finder, facets } = this.#app;
    return {
      best: (act) => {
        const found = finder.find(store.state.q)?.rows.find((row) => facets.lists(row)) ?? -1;
        if (found < 0) act("");
        else
          atlas.details([found]).then(() => act(atlas.detail(found)?.id ?? ""), this.#app.broken);
      },
      enter: () => this.#focus(0),
    };
  }

  #listen(): void {
    const { store, broken, atlas } = this.#app;
    const list = this.#list;
    list.addEventListener("click", (event) => {
      const at = event.target instanceof Element ? event.target : null;
      const button = at?.closest("[data-row]");
      if (button) {
        const row = Number(button.getAttribute("data-row"));
        const open = (): void => store.set({ project: atlas.detail(row)?.id ?? "" });
        atlas.details([row]).then(open, broken);
      }
      const note = at?.closest("[data-note]");
      if (note) {
        event.preventDefault();
        this.#showSource(note.getAttribute("data-note") ?? "");
      }
    });
    for (const event of ["mouseover", "focusin"]) {
      list.addEventListener(event, ({ target }) => {
        const button = target instanceof Element ? target.closest("[data-row]") : null;
        this.#app.highlight(button ? idOf(button) : "");
        if (button && event === "focusin") this.#activate(Number(button.getAttribute("data-row")));
      });
    }
    for (const event of ["mouseleave", "focusout"]) {
      list.addEventListener(event, () => this.#app.highlight(""));
    }
    list.addEventListener("keydown", (event) => this.#key(event));
    this.#app.onHighlight((id) => {
      for (const item of this.#items.values()) {
        const button = item.firstElementChild;
        button?.classList.toggle("lit", id !== "" && idOf(button) === id);
      }
    });
    store.subscribe((state, changed) => {
      if ([...changed].some((key) => key !== "project" && key !== "view" && key !== "table")) {
        this.#redraw();
        // What was looked for begins with the best.
        if (changed.has("q") && list.scrollTop > 0) list.scrollTop = 0;
      }
      if (changed.has("project")) this.#select(state.project);
    });
    window.addEventListener("resize", () => {
      if (this.#rem !== rootSize()) this.#redraw();
    });
  }

  /** All anew, but for the focus and for where the list stands. */
  #redraw(): void {
    const app = this.#app;
    const list = this.#list;
    const within = list.contains(document.activeElement);
    const focused = within ? document.activeElement : null;
    const row = Number(focused?.closest("[data-row]")?.getAttribute("data-row") ?? -1);
    this.#rem = rootSize();
    fill(this.#above, ...this.#top());
    fill(this.#below, sources(app, [...app.sources.keys()]));
    fill(this.#way);
    this.#items.clear();
    const groups = this.#row > 0 ? groupsOf(app) : [];
    let top = 0;
    this.#groups = groups.map((group) => {
      const laid = this.#laid(group, top);
      top = laid.end;
      return laid;
    });
    if (this.#placeOf(this.#active) < 0) this.#active = -1;
    this.#track.resize(top);
    if (row < 0) return;
    this.#items.get(row)?.querySelector("button")?.focus({ preventScroll: true });
    if (!list.contains(document.activeElement)) list.focus({ preventScroll: true });
  }

  #top(): Child[] {
    const app = this.#app;
    const { atlas, store, facets, finder } = app;
    const { own, context, plain } = facets.listed(store.state);
    const found = finder.find(store.state.q) !== null && plain > 0;
    const parts: Child[] = [summary(app), totals(app)];
    if (atlas.count === 0) parts.push(h("p", { class: "empty" }, app.word("page.empty")));
    if (atlas.meta.first_feature === 0) return parts;
    const count = h("span", { class: "list-count" }, app.count("page.projects_count", own));
    parts.push(h("h2", { class: "list-title" }, app.word("page.projects"), count));
    if (own + context === 0 && !found) parts.push(nothing(app));
    return parts;
  }

  #laid(group: Group, top: number): Laid {
    const { style } = this.#app.payload;
    const id = `list-${group.key}`;
    const head = h(
      "h3",
      { class: "way-title", id },
      group.sector && sectorSign(style, group.sector),
      group.foreign ? isolated(group.title) : h("span", {}, group.title),
      h("span", { class: "list-count" }, this.#app.number(group.rows.length)),
      group.note && h("small", {}, group.note),
    );
    const list = h("ul", { "aria-labelledby": id });
    const section = h("section", { class: "group" }, head, list);
    const first = top + (TITLE + (group.note ? NOTE : 0)) * this.#rem;
    const end = first + group.rows.length * this.#row * this.#rem;
    return { group, top, first, end, section, list, head };
  }

  #draw(from: number, to: number, shift: number): void {
    const height = this.#row * this.#rem;
    const focused = Number(
      this.#way.contains(document.activeElement)
        ? document.activeElement?.getAttribute("data-row")
        : -1,
    );
    const wanted = new Set<number>();
    let before: Node | null = this.#way.firstChild;
    for (const laid of this.#groups) {
      const { group, section, head, top, first, end } = laid;
      const near = end > from && top < to;
      const start = Math.max(0, Math.floor((from - first) / height));
      const stop = Math.min(group.rows.length, Math.ceil((to - first) / height));
      const kept = focused >= 0 ? group.rows.indexOf(focused) : -1;
      if (!near && kept < 0) {
        if (section === before) before = section.nextSibling;
        section.remove();
        continue;
      }
      if (section === before) before = section.nextSibling;
      else this.#way.insertBefore(section, before);
      head.style.top = `${top + shift}px`;
      const places: number[] = [];
      for (let i = start; near && i < stop; i += 1) places.push(i);
      // What has the focus stays, wherever the list goes.
      if (kept >= 0 && !places.includes(kept)) {
        if (kept < start) places.unshift(kept);
        else places.push(kept);
      }
      for (const place of places) wanted.add(group.rows[place] as number);
      this.#fill(laid, places, wanted, shift);
    }
    for (const [row, item] of this.#items) {
      if (wanted.has(row)) continue;
      item.remove();
      this.#items.delete(row);
    }
    this.#tabStop();
    this.#loader.want([...wanted]);
  }

  #fill(laid: Laid, places: readonly number[], wanted: Set<number>, shift: number): void {
    const { group, list, first } = laid;
    const height = this.#row * this.#rem;
    for (const old of [...list.children]) {
      const row = Number(old.firstElementChild?.getAttribute("data-row"));
      if (wanted.has(row)) continue;
      old.remove();
      this.#items.delete(row);
    }
    let next: Node | null = list.firstChild;
    for (const place of places) {
      const row = group.rows[place] as number;
      let item = this.#items.get(row);
      if (!item) {
        item = this.#item(group, row, place);
        this.#items.set(row, item);
      }
      item.style.top = `${first + place * height + shift}px`;
      if (item === next) next = item.nextSibling;
      else list.insertBefore(item, next);
    }
  }

  #item(group: Group, row: number, place: number): HTMLElement {
    const button = h("button", { type: "button", class: "row", "data-row": row, tabindex: -1 });
    const said = { "aria-setsize": group.rows.length, "aria-posinset": place + 1 };
    const item = h("li", said, button);
    this.#complete1(button, row, group.mixed);
    return item;
  }

  /** Put in what is known of the row by now. */
  #complete1(button: HTMLElement, row: number, mixed: boolean): void {
    const app = this.#app;
    const { atlas } = app;
    const place = atlas.detail(row);
    if (!place) {
      const status = atlas.isProject(row) ? atlas.value("status", row) : "";
      const text = h("span", { class: "row-text" }, h("span", { class: "row-name" }));
      fill(button, status !== "" && statusSign(app.payload.style, status, 16), text);
      set(button, { "aria-busy": "true", "data-mixed": mixed });
      return;
    }
    const made = atlas.isProject(row)
      ? projectRow(app, place as Project, mixed)
      : plainRow(app, place as Feature);
    button.replaceChildren(...made.childNodes);
    const name = app.text(place.name);
    set(button, {
      "aria-busy": undefined,
      "data-mixed": undefined,
      "data-project": atlas.isProject(row) && place.id,
      "data-feature": !atlas.isProject(row) && place.id,
      "aria-current": place.id === app.store.state.project && "true",
      // The whole of a name that is cut off.
      title: name.length > 60 && name,
    });
  }

  /** Details have come. */
  #complete(): void {
    for (const [row, item] of this.#items) {
      const button = item.firstElementChild;
      if (!(button instanceof HTMLElement) || !button.hasAttribute("aria-busy")) continue;
      this.#complete1(button, row, button.hasAttribute("data-mixed"));
      if (button === document.activeElement) this.#app.highlight(idOf(button));
    }
  }

  /** One row takes Tab: the one that had the focus last, or the first in sight. */
  #tabStop(): void {
    if (!this.#items.has(this.#active)) {
      const [top] = this.#track.sight();
      const seen = this.#at(Math.max(0, this.#placeAt(top)));
      this.#active = seen;
    }
    for (const [row, item] of this.#items) {
      set(item.firstElementChild as Element, { tabindex: row === this.#active ? 0 : -1 });
    }
  }

  #activate(row: number): void {
    if (row === this.#active) return;
    const before = this.#items.get(this.#active)?.firstElementChild;
    if (before) set(before, { tabindex: -1 });
    this.#active = row;
    const now = this.#items.get(row)?.firstElementChild;
    if (now) set(now, { tabindex: 0 });
  }

  #key(event: KeyboardEvent): void {
    const button = event.target instanceof Element ? event.target.closest("[data-row]") : null;
    if (!button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const place = this.#placeOf(Number(button.getAttribute("data-row")));
    const page = Math.max(1, Math.floor(this.#list.clientHeight / (this.#row * this.#rem)) - 1);
    const last = this.#count() - 1;
    const next = {
      ArrowDown: place + 1,
      ArrowUp: place - 1,
      PageDown: Math.min(last, place + page),
      PageUp: Math.max(0, place - page),
      Home: 0,
      End: last,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (next < 0) toField();
    else if (next <= last) this.#focus(next);
  }

  /** Focus the row at a place counted over all groups. */
  #focus(place: number): void {
    const row = this.#at(place);
    if (row < 0) return;
    this.#bring(row);
    this.#items.get(row)?.querySelector("button")?.focus({ preventScroll: true });
  }

  /** Scroll until a row is in sight, and the title above a first one. */
  #bring(row: number): boolean {
    for (const { group, top, first } of this.#groups) {
      const i = group.rows.indexOf(row);
      if (i < 0) continue;
      const height = this.#row * this.#rem;
      const from = i === 0 ? top : first + i * height;
      this.#track.show(from, first + (i + 1) * height - from);
      return true;
    }
    return false;
  }

  #count(): number {
    return this.#groups.reduce((sum, { group }) => sum + group.rows.length, 0);
  }

  #at(place: number): number {
    let left = place;
    for (const { group } of this.#groups) {
      if (left < group.rows.length) return group.rows[left] ?? -1;
      left -= group.rows.length;
    }
    return -1;
  }

  #placeOf(row: number): number {
    let before = 0;
    for (const { group } of this.#groups) {
      const i = group.rows.indexOf(row);
      if (i >= 0) return before + i;
      before += group.rows.length;
    }
    return -1;
  }

  /** The place of the first row that begins below. */
  #placeAt(y: number): number {
    let before = 0;
    for (const { group, first, end } of this.#groups) {
      if (y < end) return before + Math.max(0, Math.ceil((y - first) / (this.#row * this.#rem)));
      before += group.rows.length;
    }
    return before - 1;
  }

  #select(id: string): void {
    for (const item of this.#items.values()) {
      const button = item.firstElementChild as Element;
      set(button, { "aria-current": id !== "" && idOf(button) === id && "true" });
    }
    if (id === "") return;
    const { atlas, store, broken } = this.#app;
    atlas.row(id).then((row) => {
      if (row >= 0 && store.state.project === id) this.#bring(row);
    }, broken);
  }

  #showSource(number: string): void {
    const item = this.#below.querySelector<HTMLElement>(`[data-source="${CSS.escape(number)}"]`);
    item?.scrollIntoView({ block: "center" });
    item?.querySelector("a")?.focus({ preventScroll: true });
  }
}

/** So many letters fill the line of a name. */
const LINE = 34;

/** Whether many names are longer than a line. */
export async function isWordy({ atlas, payload }: PackedApp): Promise<boolean> {
  if (atlas.count === 0) return false;
  await atlas.details([0]);
  let [all, long] = [0, 0];
  for (let row = 0; row < Math.min(atlas.count, atlas.meta.block); row += 1) {
    const said = spelt(payload, atlas.detail(row)?.name);
    const longest = Math.max(...(typeof said === "string" ? [said] : said).map((s) => s.length));
    all += 1;
    if (longest > LINE) long += 1;
  }
  return long > all / 10;
}

function rootSize(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

function idOf(button: Element): string {
  return button.getAttribute("data-project") ?? button.getAttribute("data-feature") ?? "";
}
