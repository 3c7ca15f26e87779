/** The data as files, made in the page: a table for Excel and a layer for GIS. */

import type { App, Page } from "./app";
import { factLabel, figure, mainUnit, statementsOf } from "./facts";
import type { Files } from "./share";
import type { Feature, Project, Source, Statement } from "./types";

/** What a spreadsheet would take for a formula, also in its full-width forms. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const BOM = "\ufeff";

/**
 * Excel parts columns by what the computer's region does, which goes with its decimal sign: a
 * semicolon where that is a comma, as in Kazakh and Russian. A first line `sep=` would say it
 * outright, but Excel then takes UTF-8 for something else, and other programs for data.
 */
interface Dialect {
  readonly between: ";" | ",";
  readonly decimal: string;
}

function dialectOf(app: Page): Dialect {
  // From the words: not every browser knows the numbers of every language.
  const decimal = app.word("language.decimal");
  return decimal === "," ? { between: ";", decimal } : { between: ",", decimal: "." };
}

export type Format = "csv" | "geojson";
type Cell = string | number;

/** The projects that pass the reader's choice. */
export function chosen(app: App): readonly Project[] {
  return [...app.projects.values()].filter((project) => app.visible.has(project, app.store.state));
}

export function files(app: App): Files {
  const [projects, features] = [chosen(app), [...app.features.values()]];
  return {
    all: app.projects.size + features.length,
    chosen: projects.length + features.length,
    make(format, say) {
      const text = format === "csv" ? csv(app) : geojson(app);
      say(app.word("download.ready", { name: handOut(app, format, [text]) }));
    },
  };
}

/** Hand the file to the browser; gives its name. */
export function handOut(app: Page, format: Format, parts: readonly BlobPart[]): string {
  const type = format === "csv" ? "text/csv;charset=utf-8" : "application/geo+json";
  const url = URL.createObjectURL(new Blob([...parts], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${slug(app.text(app.payload.title))}.${format}`;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has to have begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return link.download;
}

function slug(title: string): string {
  const words = title.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, "-");
  return words.slice(0, 60).replace(/^-|-$/g, "") || "map";
}

/** A row for each project, then for each feature from elsewhere. */
function csv(app: App): string {
  const projects = chosen(app);
  const sheet = csvOf(app, csvColumns(app, projects));
  const features = [...app.features.values()].map(sheet.feature);
  return [sheet.head, ...projects.map(sheet.project), ...features].join("");
}

/** The lines of a table, each with its end. */
export interface Sheet {
  readonly head: string;
  project(project: Project): string;
  feature(feature: Feature): string;
}

export function csvOf(app: Page, columns: readonly Column[]): Sheet {
  const dialect = dialectOf(app);
  const line = (row: readonly Cell[]): string =>
    `${row.map((cell) => field(cell, dialect)).join(dialect.between)}\r\n`;
  return {
    head: BOM + line(columns.map(([label]) => label)),
    project: (project) => line(columns.map(([, , cell]) => cell(project))),
    feature(feature) {
      const said: Readonly<Record<string, Cell>> = {
        id: feature.id,
        layer: layerTitle(app, feature.layer),
        name: app.text(feature.name),
        figures: (feature.properties ?? []).map((pair) => pair.join(": ")).join("; "),
        longitude: feature.anchor?.[0] ?? "",
        latitude: feature.anchor?.[1] ?? "",
      };
      return line(columns.map(([, key]) => said[key] ?? ""));
    },
  };
}

/** RFC 4180, and nothing in it that a spreadsheet would run. */
function field(cell: Cell, { between, decimal }: Dialect): string {
  if (typeof cell === "number") return String(cell).replace(".", decimal);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return safe.includes(between) || /["\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

export type Column = readonly [label: string, key: string, cell: (project: Project) => Cell];

/** Columns of which no project has anything fall away. */
export function csvColumns(
  app: Page,
  projects: readonly Project[],
  unit = mainUnit(projects, "cost"),
): readonly Column[] {
  const said = (key: string): Column => [
    factLabel(app, projects, key),
    key,
    (project) => statements(app, statementsOf(project, key)),
  ];
  const cost = said("cost");
  const amount = (project: Project): Cell => {
    const found = figure(project, "cost", unit);
    return Number.isNaN(found) ? "" : found;
  };
  const columns: Column[] = [
    [app.word("table.number"), "number", ({ number }) => number],
    [app.word("table.name"), "name", ({ name }) => app.text(name)],
    [app.word("page.sector"), "sector", ({ sector }) => app.word(`sector.${sector}`)],
    [app.word("page.legend_status"), "status", ({ status }) => app.word(`status.${status}`)],
    [app.word("download.status_date"), "date", ({ status_date_iso: date = "" }) => date],
    [app.word("page.place"), "place", ({ place }) => app.text(place)],
    [app.word("page.precision"), "precision", ({ precision: p }) => app.word(`precision.${p}`)],
    cost,
    [cost[0] && app.word("download.value", { name: cost[0] }), "value", amount],
    [
      cost[0] && app.word("download.currency"),
      "currency",
      (project) => (amount(project) === "" ? "" : unit),
    ],
    said("planned_finish"),
    said("actual_finish"),
    [app.word("page.figures"), "figures", (project) => figures(app, project)],
    [app.word("download.summary"), "summary", ({ summary }) => app.text(summary)],
    [app.word("page.note"), "note", (project) => remarks(app, project)],
    [app.word("page.sources"), "sources", (project) => sourceLines(app, project).join("\n")],
    [app.word("download.layer"), "layer", ({ layer }) => layerTitle(app, layer)],
    [app.word("download.longitude"), "longitude", ({ anchor }) => anchor?.[0] ?? ""],
    [app.word("download.latitude"), "latitude", ({ anchor }) => anchor?.[1] ?? ""],
    [app.word("download.id"), "id", ({ id }) => id],
  ];
  return columns.filter(([label]) => label !== "");
}

/** "2.6 bn tenge, 14 August 2025 [1]; 3 bn tenge [4]" */
function statements(app: Page, all: readonly Statement[]): string {
  return all
    .map((each) => {
      const said = [app.text(each.text), app.text(each.as_of), app.text(each.note)];
      said.push(certaintyWord(app, each.certainty));
      const number = each.source ? ` [${each.source}]` : "";
      return said.filter(Boolean).join(", ") + number;
    })
    .join("; ");
}

export function certaintyWord(app: Page, certainty = "stated"): string {
  return certainty === "stated" ? "" : app.word(`certainty.${certainty}`);
}

function figures(app: Page, { facts = [], measures = [] }: Project): string {
  return [
    ...facts.map((fact) => `${app.text(fact.label)}: ${statements(app, fact.statements ?? [])}`),
    ...measures.map(({ key, text }) => `${app.word(`page.measured_${key}`)}: ${app.text(text)}`),
  ].join("\n");
}

function remarks(app: Page, project: Project): string {
  const { role, certainty, note, location_note: location } = project;
  return [
    role === "context" && app.word("role.context"),
    certaintyWord(app, certainty),
    app.text(note),
    app.text(location),
  ]
    .filter(Boolean)
    .join("\n");
}

function sourceLines(app: Page, { sources = [] }: Project): readonly string[] {
  return sources
    .flatMap((number) => app.sources.get(number) ?? [])
    .map((source) => `[${source.number}] ${sourceLine(app, source)}`);
}

function sourceLine(app: Page, source: Source): string {
  const said = [app.text(source.title) || source.id, source.publisher, app.text(source.date)];
  return [...said, source.url].filter(Boolean).join(", ");
}

function layerTitle(app: Page, id: string): string {
  const layer = app.payload.layers?.find((each) => each.id === id);
  return app.text(layer?.title) || id;
}

/** RFC 7946: words in the reader's language beside the codes; each figure with who says it. */
function geojson(app: App): string {
  const places = [...chosen(app), ...app.features.values()];
  const lines = places.map((place) => geojsonOf(app, place)).join(",\n");
  return `${geojsonHead(app)}${lines}\n${GEOJSON_END}`;
}

export function geojsonHead(app: Page): string {
  const head = { type: "FeatureCollection", name: app.text(app.payload.title) };
  return `${JSON.stringify(head).slice(0, -1)}, "features": [\n`;
}

export const GEOJSON_END = "]}\n";

export function geojsonOf(app: Page, place: Project | Feature): string {
  const said =
    "sector" in place
      ? properties(app, place)
      : // Made from entries, so that no name of a property can mean more than a property.
        Object.fromEntries([...(place.properties ?? []), ["layer", place.layer]]);
  const { id, geometry } = place;
  return JSON.stringify({ type: "Feature", id, properties: said, geometry: geometry ?? null });
}

function properties(app: Page, project: Project): object {
  const { sector, status, precision } = project;
  return {
    id: project.id,
    number: project.number,
    layer: project.layer,
    language: app.store.state.language,
    name: app.text(project.name),
    sector,
    sector_name: app.word(`sector.${sector}`),
    status,
    status_name: app.word(`status.${status}`),
    status_date: project.status_date_iso,
    precision,
    precision_name: app.word(`precision.${precision}`),
    role: project.role ?? "project",
    certainty: project.certainty ?? "stated",
    place: app.text(project.place),
    summary: app.text(project.summary),
    note: app.text(project.note),
    location_note: app.text(project.location_note),
    figures: figures(app, project),
    facts: (project.facts ?? []).flatMap(({ key, label, statements: all = [] }) =>
      all.map((each) => ({
        key,
        label: app.text(label),
        text: app.text(each.text),
        value: each.value,
        high: each.high,
        unit: each.unit,
        as_of: each.as_of_iso,
        source: each.source,
        locator: app.text(each.locator) || undefined,
        certainty: each.certainty,
      })),
    ),
    sources: sourceLines(app, project),
  };
}
