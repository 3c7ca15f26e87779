/** Everything as a table: in place of the map on a desktop, of the whole page on a phone. */

import type { App } from "./app";
import { sources } from "./card";
import { type Column, featureColumns, projectColumns } from "./columns";
import { type Child, fill, h, isolated, set } from "./dom";
import { tag } from "./language";
import { nothing } from "./nothing";
import type { Place } from "./types";

/** A browser lays out no more rows than these at once without a wait; the rest is counted. */
const MOST_ROWS = 1000;

export interface Order {
  readonly key: string;
  readonly down: boolean;
}

export function connectTable(app: App): void {
  const { store, slots } = app;
  const stage = slots.map.parentElement ?? slots.map;
  const button = h("button", { type: "button", "data-icon": "table", class: "open-table" });
  button.addEventListener("click", () => store.set({ table: true }));
  slots.corner.querySelector(".corner-bar")?.prepend(button);
  const root = h("section", { id: "table", "aria-labelledby": "table-title", hidden: true });
  stage.append(root);
  let orders: Readonly<Record<string, Order>> = {};
  let opener: Element | null = null;

  const draw = (): void => {
    const scrolled = root.querySelector(".table-scroll");
    const [left, top] = [scrolled?.scrollLeft ?? 0, scrolled?.scrollTop ?? 0];
    const focused = root.contains(document.activeElement) ? keyOf(document.activeElement) : "";
    fill(root, ...content(app, orders));
    root.querySelector(".table-scroll")?.scrollTo(left, top);
    if (focused) root.querySelector<HTMLElement>(focused)?.focus({ preventScroll: true });
  };
  const show = (): void => {
    const open = store.state.table;
    if (open === !root.hidden) return;
    document.documentElement.classList.toggle("has-table", open);
    root.hidden = !open;
    if (open) {
      opener = document.activeElement;
      draw();
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
    else if (sort) order(sort.dataset["table"] ?? "", sort.dataset["sort"] ?? "");
    else if (note) {
      event.preventDefault();
      toSource(root, note.getAttribute("data-note") ?? "");
    } else if (row && !at.closest("a")) {
      store.set({ table: false, project: row.getAttribute("data-row") ?? "" });
    }
  });
  const order = (table: string, key: string): void => {
    const now = orders[table];
    const down = now?.key === key && !now.down;
    orders = { ...orders, [table]: { key, down } };
    draw();
    const column = root.querySelector(`[data-table="${CSS.escape(table)}"] [aria-sort]`);
    const label = column?.textContent ?? "";
    app.announce(app.word(down ? "list.sorted_down" : "list.sorted_up", { column: label }));
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !store.state.table || event.defaultPrevented) return;
    event.preventDefault();
    store.set({ table: false });
  });
  store.subscribe((state, changed) => {
    if (changed.has("language")) speak();
    // A project is opened on the map, wherever it is picked.
    if (changed.has("project") && !changed.has("table") && state.project && state.table) {
      store.set({ table: false });
      return;
    }
    if (changed.has("table")) show();
    else if (state.table && [...changed].some((key) => key !== "view")) draw();
  });
  speak();
  show();
}

function content(app: App, orders: Readonly<Record<string, Order>>): Child[] {
  const { store, payload } = app;
  const all = [...app.projects.values()];
  const shown = all.filter((project) => app.visible.has(project, store.state));
  const features = [...app.features.values()];
  const title = app.word("list.table");
  const counts = { n: shown.length + features.length, total: all.length + features.length };
  const close = h("button", { type: "button", class: "table-close" }, app.word("list.back"));
  const layers = (payload.layers ?? []).filter(({ kind }) => kind === "plain");
  const name = app.word("page.projects");
  return [
    h(
      "header",
      { class: "table-head" },
      h("h2", { id: "table-title", tabindex: -1 }, title),
      h("p", {}, app.word("list.shown_of", counts)),
      close,
    ),
    h("p", { class: "table-hint" }, app.word("list.hint")),
    h(
      "div",
      { class: "table-scroll", tabindex: 0, role: "group", "aria-labelledby": "table-title" },
      shown.length > 0 && table(app, "", name, shown, projectColumns(app, shown), orders),
      all.length > 0 && shown.length === 0 && nothing(app),
      ...layers.map((layer) => {
        const rows = features.filter((feature) => feature.layer === layer.id);
        const caption = app.text(layer.title);
        return (
          rows.length > 0 && table(app, layer.id, caption, rows, featureColumns(app, rows), orders)
        );
      }),
      sources(app, [...app.sources.keys()]),
    ),
  ];
}

function table<T extends Place>(
  app: App,
  id: string,
  caption: string,
  all: readonly T[],
  columns: readonly Column<T>[],
  orders: Readonly<Record<string, Order>>,
): HTMLElement {
  const now = orders[id] ?? { key: columns[0]?.key ?? "", down: false };
  const column = columns.find(({ key }) => key === now.key);
  const rows = sorted(app, all, column, now.down).slice(0, MOST_ROWS);
  const { project } = app.store.state;
  // Roles are written out: a browser may drop those of a table that is laid out as cards.
  return h(
    "div",
    { "data-table": id },
    h(
      "table",
      { class: "data-table", role: "table" },
      h("caption", {}, isolated(caption)),
      h(
        "thead",
        { role: "rowgroup" },
        h("tr", { role: "row" }, ...columns.map((each) => head(id, each, now))),
      ),
      h(
        "tbody",
        { role: "rowgroup" },
        ...rows.map((row) =>
          h(
            "tr",
            { role: "row", "data-row": row.id, "aria-current": row.id === project && "true" },
            ...columns.map((each) => cellOf(each, row)),
          ),
        ),
      ),
    ),
    all.length > rows.length &&
      h("p", { class: "table-more" }, app.word("table.more", { n: all.length - rows.length })),
  );
}

export function cellOf<T>({ key, label, cell }: Column<T>, row: T): HTMLElement {
  const name = { class: `cell-${key}`, "data-label": label };
  return key === "name"
    ? h("th", { scope: "row", role: "rowheader", ...name }, ...cell(row))
    : h("td", { role: "cell", ...name }, ...cell(row));
}

export function head<T>(table: string, column: Column<T>, now: Order): HTMLElement {
  const { key, label, order } = column;
  const on = order && now.key === key;
  const cell = h("th", {
    scope: "col",
    role: "columnheader",
    class: `cell-${key}`,
    "aria-sort": on && (now.down ? "descending" : "ascending"),
  });
  const press = { type: "button", "data-table": table, "data-sort": key };
  // The span is for an arrow, which need not be read out: see table.css.
  const arrow = h("span", { "aria-hidden": "true" });
  cell.append(order ? h("button", press, label, arrow) : label);
  return cell;
}

/** Rows in order; those that have nothing to be ordered by stay last, whichever way it goes. */
function sorted<T>(
  app: App,
  rows: readonly T[],
  column: Column<T> | undefined,
  down: boolean,
): readonly T[] {
  if (!column?.order) return rows;
  const language = tag(app.payload, app.store.state.language);
  const { compare } = new Intl.Collator(language, { numeric: true });
  const keyed = rows.map((row) => ({ row, key: column.order?.(row) ?? "" }));
  const empty = (key: number | string): number => (key === "" || Number.isNaN(key) ? 1 : 0);
  keyed.sort(({ key: a }, { key: b }) => {
    if (empty(a) || empty(b)) return empty(a) - empty(b);
    const numbers = typeof a === "number" && typeof b === "number";
    return (down ? -1 : 1) * (numbers ? a - b : compare(String(a), String(b)));
  });
  return keyed.map(({ row }) => row);
}

/** How to find again what has the focus, after all is drawn anew. */
export function keyOf(element: Element | null): string {
  for (const name of ["data-sort", "data-open-row"]) {
    const value = element?.getAttribute(name);
    const table = element?.getAttribute("data-table");
    const within =
      table === null || table === undefined ? "" : `[data-table="${CSS.escape(table)}"]`;
    if (value) return `${within}[${name}="${CSS.escape(value)}"]`;
  }
  return "h2";
}

export function toSource(root: HTMLElement, number: string): void {
  const item = root.querySelector<HTMLElement>(`[data-source="${CSS.escape(number)}"]`);
  if (!item) return;
  item.scrollIntoView({ block: "center" });
  set(item, { tabindex: -1 });
  item.focus({ preventScroll: true });
}
