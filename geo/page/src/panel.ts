/** The list beside the map: totals, projects by sector, what is region-wide, the context. */

import { type App, isContext, type Page } from "./app";
import { footnote, sources } from "./card";
import { type Child, fill, h, isolated, set } from "./dom";
import type { Hits } from "./finder";
import { later } from "./later";
import { nothing } from "./nothing";
import { sectorSign, statusSign } from "./symbols";
import type { Feature, Project } from "./types";

interface Group {
  readonly title: string;
  readonly note?: string;
  /** The sector whose symbol heads the group. */
  readonly sector?: string;
  readonly projects: readonly Project[];
  /** How many of them are listed. */
  readonly most?: number;
}

/** What a row of the list carries the id of its project or plain feature in. */
const ROW = "[data-project], [data-feature]";
/** A plain layer may hold thousands; no more of them than this are listed. */
const LISTED = 200;
/** Pixels of height that a row has at the least, and that what stands above all rows has. */
const LOWEST = 44;
const ABOVE = 300;

export function drawPanel(app: App): void {
  const { list } = app.slots;
  let rest: Iterator<Child> | null = null;
  const draw = (): void => {
    const focused = list.contains(document.activeElement) ? idOf(document.activeElement) : "";
    // Reading or setting it on an empty list would lay out the whole page once more.
    const from = list.hasChildNodes() ? list.scrollTop : 0;
    rest = null;
    const parts = content(app);
    fill(list, ...drain(parts, first()));
    // Their heights are guessed till they come near, which would miss where the reader was.
    list.append(...(from > 0 ? drain(parts) : below(parts)));
    select(app);
    if (from > 0) list.scrollTop = from;
    if (focused) rowOf(list, focused)?.focus({ preventScroll: true });
  };
  // At first as much as any window shows, and the rest of it when that is painted.
  const end = later(() => {
    if (!rest) return;
    list.append(...below(rest));
    rest = null;
    select(app);
  });
  rest = content(app);
  fill(list, ...drain(rest, first()));
  select(app);

  list.addEventListener("click", (event) => {
    const at = event.target instanceof Element ? event.target : null;
    const row = at?.closest(ROW);
    if (row) app.store.set({ project: idOf(row) });
    const note = at?.closest("[data-note]");
    if (note) {
      event.preventDefault();
      end();
      showSource(list, note.getAttribute("data-note") ?? "");
    }
  });
  for (const event of ["mouseover", "focusin"]) {
    list.addEventListener(event, ({ target }) => {
      app.highlight(target instanceof Element ? idOf(target.closest(ROW)) : "");
    });
  }
  for (const event of ["mouseleave", "focusout"]) {
    list.addEventListener(event, () => app.highlight(""));
  }
  app.onHighlight((id) => {
    for (const row of list.querySelectorAll(ROW)) row.classList.toggle("lit", idOf(row) === id);
  });
  app.store.subscribe((_state, changed) => {
    if (changed.has("project")) select(app, true);
    if ([...changed].some((key) => key !== "project" && key !== "view")) draw();
  });
}

export function summary(app: Page): Child {
  const text = app.text(app.payload.summary);
  return text !== "" && h("p", { class: "summary" }, text);
}

/** The figures of the whole report, each with its footnote. */
export function totals(app: Page): Child {
  const { headlines = [] } = app.payload;
  if (headlines.length === 0) return null;
  return h(
    "section",
    { class: "totals", "aria-label": app.word("page.headline") },
    h(
      "dl",
      {},
      ...headlines.map((headline) =>
        h(
          "div",
          {},
          h("dt", {}, app.text(headline.label)),
          h("dd", {}, app.text(headline.text), footnote(app, headline.source, "")),
        ),
      ),
    ),
  );
}

/** The list from the top down, each part made when it is asked for. */
function* content(app: App): Generator<Child> {
  yield summary(app);
  yield totals(app);
  yield* projects(app);
  yield* plain(app);
  yield sources(app, [...app.sources.keys()]);
}

/** What there is in it, or so much of it that there are so many rows. */
function* drain(parts: Iterator<Child>, most = Number.POSITIVE_INFINITY): Generator<Node> {
  let rows = 0;
  while (rows < most) {
    const { value, done } = parts.next();
    if (done) return;
    if (!(value instanceof Element)) continue;
    rows += value.getElementsByTagName("li").length;
    yield value;
  }
}

/** The rest of it, laid out as it comes near the window. */
function* below(parts: Iterator<Child>): Generator<Node> {
  for (const part of drain(parts)) {
    if (part instanceof Element) part.classList.add("below");
    yield part;
  }
}

/** So many rows fill any window. */
function first(): number {
  return Math.ceil((window.screen.height - ABOVE) / LOWEST);
}

function* projects(app: App): Generator<Child> {
  const { state } = app.store;
  const all = [...app.projects.values()];
  const shown = all.filter((project) => app.visible.has(project, state));
  const count = shown.filter((project) => !isContext(project)).length;
  if (all.length === 0) {
    yield app.features.size === 0 && h("p", { class: "empty" }, app.word("page.empty"));
    return;
  }
  yield h(
    "h2",
    { class: "list-title" },
    app.word("page.projects"),
    h("span", { class: "list-count" }, app.count("page.projects_count", count)),
  );
  yield shown.length === 0 && !findsFeature(app) && nothing(app);
  for (const group of groups(app, shown)) yield section(app, group);
}

/** Projects by sector; without a place, and as context only, in groups of their own. */
function groups(app: App, shown: readonly Project[]): Group[] {
  const own = shown.filter((project) => !isContext(project));
  const placed = own.filter((project) => project.geometry);
  const sectors = [
    ...new Set([...Object.keys(app.payload.style.sector), ...placed.map((p) => p.sector)]),
  ];
  const hits = app.finder.find(app.store.state.q);
  if (hits) return ranked(app, shown, hits);
  const found: Group[] = sectors.map((sector) => ({
    title: app.word(`sector.${sector}`),
    sector,
    projects: placed.filter((project) => project.sector === sector),
  }));
  found.push({
    title: app.word("page.regionwide"),
    note: app.word("page.regionwide_note"),
    projects: own.filter((project) => !project.geometry),
  });
  found.push({ title: app.word("role.context"), projects: shown.filter(isContext) });
  return found.filter((group) => group.projects.length > 0);
}

/** What the words find, the best first. */
function ranked(app: App, shown: readonly Project[], hits: Hits): Group[] {
  const rank = (project: Project): number => hits.get(project.id) ?? hits.size;
  const projects = [...shown].sort((a, b) => rank(a) - rank(b));
  const [own, context] = [projects.filter((p) => !isContext(p)), projects.filter(isContext)];
  return [
    { title: app.word("search.results"), projects: own, most: LISTED },
    { title: app.word("role.context"), projects: context },
  ].filter((group) => group.projects.length > 0);
}

function section(app: App, group: Group): HTMLElement {
  const { style } = app.payload;
  const listed = group.projects.slice(0, group.most);
  const more = group.projects.length - listed.length;
  return h(
    "section",
    { class: "group" },
    h(
      "h3",
      {},
      group.sector && sectorSign(style, group.sector),
      h("span", {}, group.title),
      group.note && h("small", {}, group.note),
    ),
    h("ul", {}, ...listed.map((project) => h("li", {}, row(app, project, !group.sector)))),
    more > 0 && h("p", { class: "more" }, app.count("page.more_on_map", more)),
  );
}

export function row(app: Page, project: Project, mixed: boolean): HTMLElement {
  const { style } = app.payload;
  const about = [app.word(`status.${project.status}`), app.text(project.place)];
  return h(
    "button",
    { type: "button", class: "row", "data-project": project.id },
    statusSign(style, project.status, 16),
    h(
      "span",
      { class: "row-text" },
      h("span", { class: "row-name" }, app.text(project.name)),
      h("span", { class: "row-about" }, about.filter(Boolean).join(" · ")),
    ),
    mixed &&
      h(
        "span",
        { class: "row-sector", title: app.word(`sector.${project.sector}`) },
        sectorSign(style, project.sector),
      ),
  );
}

/** Layers from elsewhere, each under its title. */
function* plain(app: App): Generator<Child> {
  const hits = app.finder.find(app.store.state.q);
  for (const layer of app.payload.layers ?? []) {
    const own = [...app.features.values()].filter(
      ({ id, layer: of }) => of === layer.id && (!hits || hits.has(id)),
    );
    if (layer.kind !== "plain" || own.length === 0) continue;
    if (hits) own.sort((a, b) => (hits.get(a.id) ?? 0) - (hits.get(b.id) ?? 0));
    const more = own.length - LISTED;
    yield h(
      "section",
      { class: "group" },
      h("h3", {}, isolated(app.text(layer.title))),
      h("ul", {}, ...own.slice(0, LISTED).map((feature) => h("li", {}, plainRow(app, feature)))),
      more > 0 && h("p", { class: "more" }, app.count("page.more_on_map", more)),
    );
  }
}

function findsFeature(app: App): boolean {
  const hits = app.finder.find(app.store.state.q);
  return hits !== null && [...hits.keys()].some((id) => app.features.has(id));
}

export function plainRow(app: Page, feature: Feature): HTMLElement {
  const name = h("span", { class: "row-text" }, isolated(app.text(feature.name)));
  return h("button", { type: "button", class: "row", "data-feature": feature.id }, name);
}

function select(app: App, scroll = false): void {
  const { list } = app.slots;
  for (const old of list.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
  const now = rowOf(list, app.store.state.project);
  if (!now) return;
  set(now, { "aria-current": "true" });
  if (scroll) now.scrollIntoView({ block: "nearest" });
}

function rowOf(list: HTMLElement, id: string): HTMLElement | null {
  if (id === "") return null;
  const name = CSS.escape(id);
  return list.querySelector(`[data-project="${name}"], [data-feature="${name}"]`);
}

function idOf(row: Element | null): string {
  return row?.getAttribute("data-project") ?? row?.getAttribute("data-feature") ?? "";
}

function showSource(list: HTMLElement, number: string): void {
  const item = list.querySelector<HTMLElement>(`[data-source="${CSS.escape(number)}"]`);
  item?.scrollIntoView({ block: "center" });
  item?.querySelector("a")?.focus({ preventScroll: true });
}
