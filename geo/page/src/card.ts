/** The card of a project: what is known of it, how well, and who says so. */

import { isContext, isProject, type Page } from "./app";
import { type Child, h, isLink, isolated, link } from "./dom";
import { sectorSign, statusClass, statusSign } from "./symbols";
import type { Fact, Feature, Place, Project, Source, Statement } from "./types";

/** Rows of a card's table: what it is, and what is said of it. */
type Row = readonly [label: Child, ...values: Child[]];

export function card(app: Page, place: Place): HTMLElement {
  const inside = isProject(place) ? projectBody(app, place) : plainBody(app, place);
  const title = h("h2", { class: "card-title", id: "card-title" }, name(app, place));
  const label = app.word("page.close");
  const close = h("button", { type: "button", class: "card-close", "aria-label": label }, "×");
  return h(
    "div",
    {
      class: `card${isProject(place) ? ` ${statusClass(place.status)}` : ""}`,
      role: "dialog",
      "aria-labelledby": "card-title",
      tabindex: -1,
      "data-popup": place.id,
    },
    h("header", { class: "card-head" }, title, close),
    h("div", { class: "card-body", tabindex: 0 }, ...inside),
  );
}

function name(app: Page, place: Place): Child {
  return isProject(place) ? app.text(place.name) : isolated(app.text(place.name));
}

function projectBody(app: Page, project: Project): Child[] {
  const { style } = app.payload;
  const place = app.text(project.place);
  const sector = app.word(`sector.${project.sector}`);
  const note = app.text(project.note);
  return [
    statusLine(app, project),
    h(
      "p",
      { class: "card-kind" },
      sectorSign(style, project.sector, 14),
      h("span", {}, [sector, place].filter(Boolean).join(" · ")),
      isContext(project) && h("span", { class: "badge" }, app.word("role.context")),
    ),
    h("p", { class: "card-summary" }, app.text(project.summary)),
    certaintyBadge(app, project.certainty),
    note !== "" && h("p", { class: "card-note" }, note),
    figures(app, project),
    location(app, project),
    sources(app, project.sources ?? []),
  ];
}

function statusLine(app: Page, project: Project): HTMLElement {
  const date = app.text(project.status_date);
  const locator = app.text(project.status_locator);
  return h(
    "p",
    { class: "card-status" },
    h(
      "span",
      { class: "chip" },
      statusSign(app.payload.style, project.status),
      app.word(`status.${project.status}`),
    ),
    h(
      "span",
      { class: "card-date" },
      date && app.word("page.as_of", { date }),
      footnote(app, project.status_source, locator),
    ),
  );
}

function certaintyBadge(app: Page, certainty: string | undefined): Child {
  if (!certainty || certainty === "stated") return null;
  return h(
    "p",
    { class: "card-certainty" },
    h("span", { class: "badge" }, certaintyWord(app, certainty)),
  );
}

function certaintyWord(app: Page, certainty: string): string {
  return app.word(`certainty.${certainty}`);
}

function figures(app: Page, project: Project): Child {
  const rows: Row[] = (project.facts ?? []).map((fact) => factRow(app, fact));
  for (const measure of project.measures ?? []) {
    rows.push([app.word(`page.measured_${measure.key}`), h("div", {}, app.text(measure.text))]);
  }
  return rows.length > 0 && table(app.word("page.figures"), rows);
}

function factRow(app: Page, fact: Fact): Row {
  const statements = fact.statements ?? [];
  const several = statements.length > 1;
  const label = h(
    "span",
    {},
    app.text(fact.label),
    several && h("small", { class: "differ" }, app.word("page.differ")),
  );
  return [label, ...statements.map((statement) => statementLine(app, statement, several))];
}

function statementLine(app: Page, statement: Statement, several: boolean): HTMLElement {
  const note = app.text(statement.note);
  const date = app.text(statement.as_of);
  const certainty = statement.certainty ?? "stated";
  const remarks = [
    several && date !== "" ? date : "",
    note,
    certainty === "stated" ? "" : certaintyWord(app, certainty),
  ].filter(Boolean);
  return h(
    "div",
    { class: "statement" },
    h(
      "span",
      { class: "value" },
      app.text(statement.text),
      footnote(app, statement.source, app.text(statement.locator)),
    ),
    remarks.length > 0 && h("small", {}, remarks.join(" · ")),
  );
}

function location(app: Page, project: Project): HTMLElement {
  const rows: Row[] = [[app.word("page.precision"), precisionLine(app, project)]];
  const { line_precision: line, precision } = project;
  if (line && line !== precision) {
    rows.push([app.word("page.precision_lines"), h("div", {}, precisionText(app, line))]);
  }
  return table(app.word("page.place"), rows);
}

function precisionLine(app: Page, project: Project): HTMLElement {
  const note = app.text(project.location_note);
  return h(
    "div",
    {},
    precisionText(app, project.precision),
    footnote(app, project.location_source, ""),
    note !== "" && h("small", {}, note),
  );
}

/** "Schematic: drawn through known places, not surveyed" */
export function precisionText(app: Page, precision: string): string {
  return `${app.word(`precision.${precision}`)}: ${app.word(`precision_note.${precision}`)}`;
}

function table(caption: string, rows: readonly Row[]): HTMLElement {
  return h(
    "table",
    { class: "card-table" },
    h("caption", {}, caption),
    h(
      "tbody",
      {},
      ...rows.map(([label, ...values]) =>
        h("tr", {}, h("th", { scope: "row" }, label), h("td", {}, ...values)),
      ),
    ),
  );
}

/** The number of a source, which leads to it at the end of the card. */
export function footnote(app: Page, number: number | undefined, locator: string): Child {
  const source = number && app.sources.get(number);
  if (!source) return null;
  const label = [app.word("page.source_n", { n: source.number }), locator].filter(Boolean);
  const said = { "aria-label": label.join(", "), title: label.join(", ") };
  const where = { href: `#source-${source.number}`, "data-note": source.number };
  return h("sup", {}, h("a", { class: "footnote", ...where, ...said }, String(source.number)));
}

export function sources(app: Page, numbers: readonly number[]): Child {
  const known = numbers.flatMap((number) => app.sources.get(number) ?? []);
  if (known.length === 0) return null;
  return h(
    "section",
    { class: "card-sources" },
    h("h3", {}, app.word("page.sources")),
    h("ul", {}, ...known.map((source) => sourceItem(app, source))),
  );
}

export function sourceItem(app: Page, source: Source): HTMLElement {
  const title = app.text(source.title) || source.id;
  const about = [
    source.publisher,
    app.text(source.date),
    source.language && sourceLanguage(app, source.language),
  ].filter(Boolean);
  const opens = app.word("page.new_tab");
  return h(
    "li",
    { "data-source": source.number },
    h("span", { class: "source-number" }, String(source.number)),
    h(
      "span",
      {},
      source.url ? link(source.url, isolated(title), { title: opens }) : isolated(title),
      about.length > 0 && h("small", {}, about.join(" · ")),
    ),
  );
}

/** "in Russian", where the page has words for the language; else its name or its code. */
function sourceLanguage(app: Page, code: string): string {
  const key = `source_language.${code}`;
  const word = app.word(key);
  return word === key ? app.languageName(code) : word;
}

function plainBody(app: Page, feature: Feature): Child[] {
  const layer = app.payload.layers?.find(({ id }) => id === feature.layer);
  const rows = (feature.properties ?? []).map(
    ([key, value]): Row => [
      isolated(key),
      isLink(value) ? link(value, isolated(value)) : isolated(value),
    ],
  );
  return [
    h("p", { class: "card-kind" }, isolated(app.text(layer?.title))),
    rows.length > 0 && table(app.word("page.properties"), rows),
  ];
}
