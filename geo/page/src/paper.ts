/** The words of a printed page: title, totals, tables, sources. Styled as the part without script. */

import { type App, isContext, type Page } from "./app";
import { type Child, h, isLink, isolated, link } from "./dom";
import { certaintyWord } from "./download";
import type { Fact, Feature, Project, Source, Statement } from "./types";

const MOST_ROWS = 1000;
const MOST_FEATURES = 200;

/** What is printed of a page that holds all its projects. */
export function paperOf(
  app: App,
  shown: readonly Project[],
  badge: (id: string) => Node | null,
): { top: HTMLElement; tables: HTMLElement[] } {
  const said =
    shown.length < app.projects.size &&
    app.word("list.shown_of", { n: shown.length, total: app.projects.size });
  return paper(app, { shown, said, features: [...app.features.values()] }, badge);
}

export interface Printed {
  readonly shown: readonly Project[];
  /** How much of the whole that is. */
  readonly said: Child;
  readonly features: readonly Feature[];
  /** What stands nowhere on the map; those without a geometry, unless it is said. */
  readonly nowhere?: (project: Project) => boolean;
  /** How many more there are than are listed. */
  readonly more?: number;
}

export function paper(
  app: Page,
  { shown, said, features, nowhere = ({ geometry }) => !geometry, more = 0 }: Printed,
  badge: (id: string) => Node | null,
): { top: HTMLElement; tables: HTMLElement[] } {
  const { payload } = app;
  const printed = shown.slice(0, MOST_ROWS);
  const own = printed.filter((project) => !isContext(project));
  const groups: [string, string, readonly Project[]][] = [
    ["projects", "page.projects", own.filter((project) => !nowhere(project))],
    ["region", "page.regionwide", own.filter(nowhere)],
    ["context", "role.context", printed.filter(isContext)],
  ];
  const rest = shown.length - printed.length + more;
  const tables = groups
    .filter(([, , projects]) => projects.length > 0)
    .map(([name, word, projects]) => projectTable(app, name, app.word(word), projects, badge));
  if (rest > 0) tables.push(h("p", {}, app.word("table.more", { n: app.number(rest) })));
  return {
    top: top(),
    tables: [
      ...tables,
      ...featureTables(app, features),
      section("sources", app, sourceList(app, printed)),
      data(app),
    ],
  };

  function top(): HTMLElement {
    const { headlines = [] } = payload;
    const figures = headlines.map(({ label, text, source }) =>
      pair(app.text(label), ...elements(["b", app.text(text)], ["small", note(app, source)])),
    );
    return h(
      "div",
      { class: "s-top" },
      h(
        "header",
        {},
        h("h1", {}, app.text(payload.title)),
        h("p", {}, app.text(payload.summary)),
        said && h("p", { class: "s-chosen" }, said),
      ),
      figures.length > 0 && h("h2", {}, app.word("page.headline")),
      figures.length > 0 && h("dl", { class: "s-headline" }, ...figures),
    );
  }
}

type Tag = "b" | "i" | "p" | "small";

/** What has something in it, with a space between. */
function elements(...parts: readonly (readonly [tag: Tag, ...content: Child[]])[]): Child[] {
  return parts
    .filter(([, ...content]) => content.some(Boolean))
    .flatMap(([tag, ...content]) => [h(tag, {}, ...content), " "]);
}

function pair(label: Child, ...values: Child[]): HTMLElement {
  return h("div", {}, h("dt", {}, label), h("dd", {}, ...values));
}

function section(name: string, app: Page, content: HTMLElement): HTMLElement {
  return h("section", {}, h("h2", {}, app.word(`page.${name}`)), content);
}

function table(
  name: string,
  title: Child,
  heads: readonly (readonly [name: string, label: string])[],
  rows: readonly HTMLElement[],
): HTMLElement {
  return h(
    "table",
    { class: "s-table", id: `paper-${name}` },
    h("caption", {}, h("h2", {}, title)),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ...heads.map(([key, label]) => h("th", { scope: "col", class: `s-${key}` }, label)),
      ),
    ),
    h("tbody", {}, ...rows),
  );
}

function projectTable(
  app: Page,
  name: string,
  title: string,
  projects: readonly Project[],
  badge: (id: string) => Node | null,
): HTMLElement {
  const heads = [
    ["number", app.word("table.number")],
    ["project", app.word("table.project")],
    ["status", app.word("page.legend_status")],
    ["place", app.word("page.legend_precision")],
    ["figures", app.word("page.figures")],
  ] as const;
  return table(
    name,
    title,
    heads,
    projects.map((project) => {
      const number = String(project.number);
      return h(
        "tr",
        { id: `s-row-${project.id}` },
        h("td", { class: "s-number" }, badge(project.id), h("span", {}, number)),
        h("th", { scope: "row" }, ...about(app, project)),
        h("td", {}, ...status(app, project)),
        h("td", {}, ...place(app, project)),
        h("td", {}, figures(app, project)),
      );
    }),
  );
}

function about(app: Page, project: Project): Child[] {
  const kind = [app.word(`sector.${project.sector}`), app.text(project.place)];
  return elements(
    ["b", app.text(project.name)],
    ["small", kind.filter(Boolean).join(" · ")],
    ["p", app.text(project.summary)],
    ["i", certaintyWord(app, project.certainty)],
    ["small", app.text(project.note)],
  );
}

function status(app: Page, project: Project): Child[] {
  const date = app.text(project.status_date);
  const where = note(app, project.status_source, app.text(project.status_locator));
  return elements(
    ["b", app.word(`status.${project.status}`)],
    ["small", date && `${app.word("page.as_of", { date })} `, where],
  );
}

function place(app: Page, project: Project): Child[] {
  const { precision, line_precision: line, location_source: source } = project;
  const precisions = new Set([
    precision,
    ((project.geometry || project.anchor) && line) || precision,
  ]);
  return [
    ...[...precisions].flatMap((each) =>
      elements(["b", app.word(`precision.${each}`)], ["small", app.word(`precision_note.${each}`)]),
    ),
    ...elements(
      ["small", app.text(project.location_note)],
      ["small", source ? `${app.word("table.coordinates")} ` : null, note(app, source)],
    ),
  ];
}

function figures(app: Page, { facts = [], measures = [] }: Project): Child {
  const pairs = [
    ...facts.map((fact) => factPair(app, fact)),
    ...measures.map(({ key, text }) => pair(app.word(`page.measured_${key}`), app.text(text))),
  ];
  return pairs.length > 0 && h("dl", {}, ...pairs);
}

function factPair(app: Page, { label, statements = [] }: Fact): HTMLElement {
  const differ = statements.length > 1;
  return h(
    "div",
    { class: differ && "s-disagree" },
    h("dt", {}, app.text(label), " ", ...elements(["i", differ && app.word("page.differ")])),
    ...statements.map((each) => h("dd", {}, ...statement(app, each))),
  );
}

function statement(app: Page, said: Statement): Child[] {
  const more = [app.text(said.note), app.text(said.as_of), certaintyWord(app, said.certainty)];
  return [
    h("b", {}, app.text(said.text)),
    ...more.filter(Boolean).map((part) => ` · ${part}`),
    " ",
    note(app, said.source, app.text(said.locator)),
  ];
}

function featureTables(app: Page, features: readonly Feature[]): HTMLElement[] {
  const heads = [
    ["name", app.word("table.name")],
    ["properties", app.word("page.properties")],
  ] as const;
  return (app.payload.layers ?? []).flatMap(({ id, title }) => {
    const rows = features.filter(({ layer }) => layer === id).slice(0, MOST_FEATURES);
    const name = isolated(app.text(title));
    return rows.length > 0 ? table(`layer-${id}`, name, heads, rows.map(featureRow)) : [];
  });

  function featureRow({ name, properties = [] }: Feature): HTMLElement {
    const pairs = properties.map(([key, value]) => pair(isolated(key), isolated(value)));
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, isolated(app.text(name))),
      h("td", {}, h("dl", {}, ...pairs)),
    );
  }
}

/** Those that what is printed leads to. */
function sourceList(app: Page, printed: readonly Project[]): HTMLElement {
  const numbers = new Set(printed.flatMap(({ sources = [] }) => sources));
  for (const { source } of app.payload.headlines ?? []) if (source) numbers.add(source);
  const cited = [...app.sources.values()].filter(({ number }) => numbers.has(number));
  return h(
    "ol",
    { class: "s-sources" },
    ...cited.map((source) =>
      h("li", { id: `paper-source-${source.number}`, value: source.number }, ...line(app, source)),
    ),
  );
}

/** Paper shows the address of a link: see static.css. */
function line(app: Page, source: Source): Child[] {
  const { publisher, url = "", licence } = source;
  const title = isolated(app.text(source.title) || source.id);
  const said = [publisher, app.text(source.date)];
  if (url !== "" && !isLink(url)) said.push(url);
  if (licence) said.push(app.word("table.licence", { name: licence }));
  const about = said.filter(Boolean).map((part) => ` · ${part}`);
  return [isLink(url) ? link(url, title) : title, about.join("")];
}

/** Who made the layers and the base map, and on what terms. */
function data(app: Page): HTMLElement {
  const said = new Map<string, string[]>();
  const { layers = [], context = {} } = app.payload;
  for (const { attribution, licence, title } of [...layers, ...Object.values(context)]) {
    const name = app.text(licence);
    const terms = name && app.word("table.licence", { name });
    const key = [app.text(attribution), terms].filter(Boolean).join("; ");
    if (key !== "") said.set(key, [...(said.get(key) ?? []), app.text(title)]);
  }
  const items = [...said].map(([terms, titles]) => h("li", {}, `${titles.join(", ")}: ${terms}`));
  const list = h("ul", { class: "s-data" }, ...items);
  return h("section", {}, h("h2", {}, app.word("table.data")), list);
}

/** The number of a source, and where in it. */
function note(app: Page, number: number | undefined, locator = ""): Child {
  if (!number || !app.sources.has(number)) return null;
  const to = h("a", { href: `#paper-source-${number}` }, String(number));
  return h("span", {}, "[", to, locator === "" ? "" : `, ${locator}`, "]");
}
