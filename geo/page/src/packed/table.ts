/** Everything as a table, of which only the rows in sight are made. */

import { isContext } from "../app";
import { sources } from "../card";
import { type Column, featureColumns, projectColumns } from "../columns";
import { type Child, fill, h, isolated, phone } from "../dom";
import { nothing } from "../nothing";
import { cellOf, head, keyOf, type Order, toSource } from "../table";
import type { Feature, Layer, Project } from "../types";
import type { PackedApp } from "./app";
import { createLoader } from "./loader";
import { ordered } from "./order";
import { isWordy } from "./panel";
import { type Sample, sampleOf } from "./sample";
import { createTrack, type Track } from "./track";

/** Heights of rows in rem; see packed-list.css. */
const ROW = 4.5;
const LOW = 3.5;
/** Columns that each project has. */
const OWN = 6;
const CARD = 13.75;
const SMALL = 12;
const FACT = 1.25;
/** A card of a plain feature: its name, and a line for each property. */
const NAME = 3.25;
const LINE = 1.75;
/** Plain layers of more rows can be ordered by their names only: the rest stands in details. */
const READ = 5000;
/** From how many features of a layer its columns are known. */
const ASKED = 256;

type Orders = Readonly<Record<string, Order>>;

export function connectTable(app: PackedApp): void {
  const { store, slots } = app;
  const stage = slots.map.parentElement ?? slots.map;
  const button = h("button", { type: "button", "data-icon": "table", class: "open-table" });
  button.addEventListener("click", () => store.set({ table: true }));
  slots.corner.querySelector(".corner-bar")?.prepend(button);
  const root = h("section", { id: "table", "aria-labelledby": "table-title", hidden: true });
  stage.append(root);
  let orders: Orders = {};
  let opener: Element | null = null;
  let drawn = 0;

  const draw = async (said = ""): Promise<void> => {
    drawn += 1;
    const own = drawn;
    const scroll = root.querySelector(".table-scroll");
    if (!scroll) fill(root, ...frame(app));
    set(root, "aria-busy", "true");
    try {
      const tables = await tablesOf(app, orders);
      if (own !== drawn || root.hidden) return;
      const before = root.querySelector(".table-scroll");
      const [left, top] = [before?.scrollLeft ?? 0, before?.scrollTop ?? 0];
      const focused = root.contains(document.activeElement) ? keyOf(document.activeElement) : "";
      fill(root, ...frame(app));
      const box = root.querySelector<HTMLElement>(".table-scroll");
      if (!box) return;
      fill(box, ...content(app, tables, orders), sources(app, [...app.sources.keys()]));
      for (const each of tables) each.start(box);
      box.scrollTo(left, said === "" ? top : Math.min(top, 0));
      if (focused) root.querySelector<HTMLElement>(focused)?.focus({ preventScroll: true });
      if (said) app.announce(said);
    } catch {
      app.broken();
    } finally {
      if (own === drawn) root.removeAttribute("aria-busy");
    }
  };
  const show = (): void => {
    const open = store.state.table;
    if (open === !root.hidden) return;
    document.documentElement.classList.toggle("has-table", open);
    root.hidden = !open;
    if (open) {
      opener = document.activeElement;
      void draw();
      root.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
      return;
    }
    fill(root);
    const back = opener instanceof HTMLElement && opener.isConnected ? opener : null;
    (back && back !== document.body ? back : button).focus({ preventScroll: true });
  };
  const speak = (): void => {
    button.textContent = app.word("list.table");
  };

  root.addEventListener("click", (event) => {
    const at = event.target instanceof Element ? event.target : root;
    const sort = at.closest<HTMLElement>("[data-sort]");
    const note = at.closest("[data-note]");
    const row = at.closest("[data-row]");
    if (at.closest(".table-close")) store.set({ table: false });
    else if (sort) order(sort);
    else if (note) {
      event.preventDefault();
      toSource(root, note.getAttribute("data-note") ?? "");
    } else if (row && !at.closest("a")) {
      store.set({ table: false, project: row.getAttribute("data-row") ?? "" });
    }
  });
  const order = (press: HTMLElement): void => {
    const [table, key] = [press.dataset["table"] ?? "", press.dataset["sort"] ?? ""];
    const now = orders[table];
    const down = now?.key === key && !now.down;
    orders = { ...orders, [table]: { key, down } };
    const column = press.textContent ?? "";
    void draw(app.word(down ? "list.sorted_down" : "list.sorted_up", { column }));
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !store.state.table || event.defaultPrevented) return;
    event.preventDefault();
    store.set({ table: false });
  });
  phone.addEventListener("change", () => {
    if (!root.hidden) void draw();
  });
  store.subscribe((state, changed) => {
    if (changed.has("language")) speak();
    // A project is opened on the map, wherever it is picked.
    if (changed.has("project") && !changed.has("table") && state.project && state.table) {
      store.set({ table: false });
      return;
    }
    if (changed.has("table")) show();
    else if (state.table && [...changed].some((key) => key !== "view")) void draw();
  });
  speak();
  show();
}

function set(element: Element, name: string, value: string): void {
  element.setAttribute(name, value);
}

function frame(app: PackedApp): Child[] {
  const { own, context, plain } = app.facets.listed(app.store.state);
  const counts = { n: app.number(own + context + plain), total: app.number(app.atlas.count) };
  const close = h("button", { type: "button", class: "table-close" }, app.word("list.back"));
  const box = {
    class: "table-scroll",
    tabindex: 0,
    role: "group",
    "aria-labelledby": "table-title",
  };
  return [
    h(
      "header",
      { class: "table-head" },
      h("h2", { id: "table-title", tabindex: -1 }, app.word("list.table")),
      h("p", {}, app.word("list.shown_of", counts)),
      close,
    ),
    h("p", { class: "table-hint" }, app.word("list.hint")),
    h("div", box),
  ];
}

function content(app: PackedApp, tables: readonly Rows[], orders: Orders): Child[] {
  const { own, context } = app.facets.listed(app.store.state);
  const none = app.atlas.meta.first_feature > 0 && own + context === 0;
  return [none && nothing(app), ...tables.map((each) => each.element(orders))];
}

/** All tables that have rows: projects, then each layer from elsewhere. */
async function tablesOf(app: PackedApp, orders: Orders): Promise<Rows[]> {
  const { atlas, facets, payload } = app;
  const { first_feature } = atlas.meta;
  const listed = (from: number, to: number, test: (row: number) => boolean): Uint32Array => {
    const found = new Uint32Array(to - from);
    let n = 0;
    for (let row = from; row < to; row += 1) {
      if (!test(row)) continue;
      found[n] = row;
      n += 1;
    }
    return found.slice(0, n);
  };
  const made: Rows[] = [];
  const projects = listed(0, first_feature, facets.lists);
  if (projects.length > 0) {
    const { key, down } = orders[""] ?? { key: "number", down: false };
    const rows = await ordered(app, projects, key, down);
    made.push(await projectRows(app, rows, await sampleOf(app)));
  }
  const layer = atlas.column("layer") ?? [];
  for (const each of payload.layers ?? []) {
    const code = atlas.meta.values["layer"]?.indexOf(each.id) ?? -1;
    if (each.kind !== "plain" || code < 0) continue;
    const own = listed(first_feature, atlas.count, (row) => layer[row] === code);
    if (own.length > 0) made.push(await featureRows(app, own, each, orders[each.id]));
  }
  return made;
}

async function projectRows(app: PackedApp, rows: Uint32Array, sample: Sample): Promise<Rows> {
  const columns = projectColumns(app, sample.projects) as Column<Project | Feature>[];
  const low = sample.projects.length === 0 && !(await isWordy(app));
  return new Rows(app, "", app.word("page.projects"), rows, columns, low);
}

async function featureRows(
  app: PackedApp,
  own: Uint32Array,
  layer: Layer,
  order: Order | undefined,
): Promise<Rows> {
  const { atlas } = app;
  const small = own.length <= READ;
  const asked = small ? own : own.slice(0, ASKED);
  await atlas.details(asked);
  const features = [...asked].flatMap((row) => (atlas.detail(row) as Feature | undefined) ?? []);
  const columns = featureColumns(app, features).map(({ order: by, ...column }) =>
    small || column.key === "name" ? { ...column, ...(by ? { order: by } : {}) } : column,
  ) as Column<Project | Feature>[];
  const { key, down } = order ?? { key: "name", down: false };
  const by = columns.find((column) => column.key === key)?.order;
  const rows =
    small && by && key !== "name"
      ? sortedBy(own, (row) => by(atlas.detail(row) as Feature), down)
      : await ordered(app, own, "name", down);
  return new Rows(app, layer.id, app.text(layer.title), rows, columns, true);
}

function sortedBy(rows: Uint32Array, by: (row: number) => number | string, down: boolean) {
  const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const keyed = [...rows].map((row) => ({ row, key: by(row) }));
  const empty = (key: number | string): number => (key === "" || Number.isNaN(key) ? 1 : 0);
  keyed.sort(({ key: a }, { key: b }) => {
    if (empty(a) || empty(b)) return empty(a) - empty(b);
    const numbers = typeof a === "number" && typeof b === "number";
    return (down ? -1 : 1) * (numbers ? a - b : compare(String(a), String(b)));
  });
  return Uint32Array.from(keyed, ({ row }) => row);
}

/** One table. */
class Rows {
  readonly #app: PackedApp;
  readonly #id: string;
  readonly #caption: string;
  readonly #rows: Uint32Array;
  readonly #columns: readonly Column<Project | Feature>[];
  /** Whether two lines hold all that a row says. */
  readonly #low: boolean;
  readonly #body = h("tbody", { role: "rowgroup", class: "table-way" });
  readonly #items = new Map<number, HTMLElement>();
  readonly #loader;
  #track: Track | null = null;
  #height = 0;

  constructor(
    app: PackedApp,
    id: string,
    caption: string,
    rows: Uint32Array,
    columns: readonly Column<Project | Feature>[],
    low: boolean,
  ) {
    this.#app = app;
    this.#low = low;
    this.#id = id;
    this.#caption = caption;
    this.#rows = rows;
    this.#columns = columns;
    this.#loader = createLoader(app, () => this.#complete());
  }

  element(orders: Orders): HTMLElement {
    const now = orders[this.#id] ?? { key: this.#columns[0]?.key ?? "", down: false };
    const table = h(
      "table",
      { class: "data-table long-table", role: "table", "aria-rowcount": this.#rows.length + 1 },
      h("caption", {}, isolated(this.#caption)),
      h(
        "thead",
        { role: "rowgroup" },
        h(
          "tr",
          { role: "row", "aria-rowindex": 1 },
          ...this.#columns.map((column) => head(this.#id, column, now)),
        ),
      ),
      this.#body,
    );
    const widths = this.#columns.map(({ key }) => `var(--width-${key}, 11rem)`);
    table.style.setProperty("--columns", widths.join(" "));
    return h("div", { "data-table": this.#id }, table);
  }

  /** Begin to draw, once it stands in the box that scrolls. */
  start(box: HTMLElement): void {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const more = this.#columns.length;
    const own =
      this.#id === "" ? (this.#low ? SMALL : CARD) + FACT * (more - OWN) : NAME + LINE * (more - 1);
    this.#height = (phone.matches ? own : this.#low ? LOW : ROW) * rem;
    this.#body.style.setProperty("--row", `${this.#height}px`);
    this.#track = createTrack(box, this.#body, (...stretch) => this.#draw(...stretch));
    this.#track.resize(this.#rows.length * this.#height);
  }

  #draw(from: number, to: number, shift: number): void {
    const height = this.#height;
    const start = Math.max(0, Math.floor(from / height));
    const stop = Math.min(this.#rows.length, Math.ceil(to / height));
    const focused = [...this.#items].find(([, item]) => item.contains(document.activeElement))?.[0];
    for (const [place, item] of this.#items) {
      if ((place >= start && place < stop) || place === focused) continue;
      item.remove();
      this.#items.delete(place);
    }
    const places: number[] = [];
    for (let place = start; place < stop; place += 1) places.push(place);
    if (focused !== undefined && (focused < start || focused >= stop)) {
      if (focused < start) places.unshift(focused);
      else places.push(focused);
    }
    let next: Node | null = this.#body.firstChild;
    for (const place of places) {
      let item = this.#items.get(place);
      if (!item) {
        item = h("tr", { role: "row", "aria-rowindex": place + 2 });
        this.#items.set(place, item);
        this.#cells(item, place);
      }
      item.style.top = `${place * height + shift}px`;
      if (item === next) next = item.nextSibling;
      else this.#body.insertBefore(item, next);
    }
    this.#loader.want(places.map((place) => this.#rows[place] as number));
  }

  #cells(item: HTMLElement, place: number): void {
    const { atlas, store } = this.#app;
    const row = this.#rows[place] as number;
    const known = atlas.detail(row) as Project | Feature | undefined;
    if (!known) {
      item.setAttribute("aria-busy", "true");
      const number = h("td", { role: "cell", class: "cell-number" }, String(row + 1));
      const name = h("th", { scope: "row", role: "rowheader", class: "cell-name" });
      fill(item, this.#id === "" && number, name);
      return;
    }
    item.removeAttribute("aria-busy");
    item.setAttribute("data-row", known.id);
    if (known.id === store.state.project) item.setAttribute("aria-current", "true");
    fill(item, ...this.#columns.map((column) => cellOf(column, known)));
    item.classList.toggle("quiet-row", "sector" in known && isContext(known));
  }

  #complete(): void {
    for (const [place, item] of this.#items) {
      if (item.hasAttribute("aria-busy")) this.#cells(item, place);
    }
  }
}
