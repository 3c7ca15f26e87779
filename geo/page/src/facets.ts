/** What projects can be narrowed by, and which of them pass. Draws nothing. */

import { isContext, type Visible } from "./app";
import type { State } from "./state";
import type { Project, Statement, Style } from "./types";

export const FACETS = ["status", "sector", "precision"] as const;
export type Facet = (typeof FACETS)[number];
export type Years = readonly [from: number, to: number];

/** Facts that are dates of the work itself. */
const DATES = new Set(["start", "planned_finish", "actual_finish", "opened"]);

/** One dated statement. */
export interface Dated {
  readonly key: string;
  /** The middle of the day, month or year that is stated, in years with a fraction. */
  readonly at: number;
  readonly years: Years;
  /** What had not happened when it was stated. */
  readonly planned: boolean;
  readonly statement: Statement;
}

export interface Facets {
  /** The first and last year of all dates; null where there are none. */
  readonly span: Years | null;
  /** The values that projects have, in the order of the legend. */
  offered(facet: Facet): readonly string[];
  /** What is chosen of a facet; values that no project has mean nothing. */
  wanted(facet: Facet, state: State): readonly string[];
  /** The chosen years; null for all, and where no project has a date. */
  years(state: State): Years | null;
  dates(project: Project): readonly Dated[];
  /** How many projects would show with each value, given all else that is chosen. */
  counts(facet: Facet, state: State): ReadonlyMap<string, number>;
  /** The projects that show, without those that only give context. */
  shown(state: State): readonly Project[];
}

/** Adds its tests to `visible`. */
export function createFacets(projects: readonly Project[], style: Style, visible: Visible): Facets {
  const offers = FACETS.map((facet) => offer(projects, Object.keys(style[facet]), facet));
  const allDates = new Map(projects.map((project) => [project.id, datesOf(project)]));
  const span = whole([...allDates.values()].flat().map(({ years }) => years));

  const offered: Facets["offered"] = (facet) => offers[FACETS.indexOf(facet)] ?? [];
  const wanted: Facets["wanted"] = (facet, state) =>
    state[facet].filter((value) => offered(facet).includes(value));
  const years: Facets["years"] = ({ years: chosen }) =>
    chosen && span && [Math.min(...chosen), Math.max(...chosen)];
  const dates: Facets["dates"] = (project) => allDates.get(project.id) ?? [];
  const shown: Facets["shown"] = (state) =>
    projects.filter((project) => !isContext(project) && visible.has(project, state));

  for (const facet of FACETS) {
    let chosen: readonly string[] = [];
    let good = chosen;
    visible.add((project, state) => {
      if (chosen !== state[facet]) {
        chosen = state[facet];
        good = wanted(facet, state);
      }
      return good.length === 0 || valuesOf(project, facet).some((value) => good.includes(value));
    });
  }
  visible.add((project, state) => {
    const range = years(state);
    return !range || dates(project).some((date) => overlap(date.years, range));
  });

  return {
    span,
    offered,
    wanted,
    years,
    dates,
    shown,
    counts: (facet, state) => countValues(shown({ ...state, [facet]: [] }), facet),
  };
}

export function countValues(projects: readonly Project[], facet: Facet): Map<string, number> {
  const found = new Map<string, number>();
  for (const project of projects) {
    for (const value of valuesOf(project, facet)) found.set(value, (found.get(value) ?? 0) + 1);
  }
  return found;
}

function valuesOf(project: Project, facet: Facet): readonly string[] {
  if (facet !== "precision") return [project[facet]];
  const { precision, line_precision: line } = project;
  return line && line !== precision ? [precision, line] : [precision];
}

function offer(projects: readonly Project[], order: readonly string[], facet: Facet): string[] {
  const own = projects.filter((project) => !isContext(project));
  const used = new Set((own.length > 0 ? own : projects).flatMap((p) => valuesOf(p, facet)));
  const known = order.filter((value) => used.has(value));
  return [...known, ...[...used].filter((value) => !known.includes(value))];
}

function datesOf(project: Project): Dated[] {
  return (project.facts ?? []).flatMap(({ key, statements = [] }) =>
    DATES.has(key) ? statements.flatMap((statement) => dated(key, statement) ?? []) : [],
  );
}

function dated(key: string, statement: Statement): Dated | null {
  const iso = String(statement.value ?? "");
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(iso);
  if (!match) return null;
  const [year, month, day] = match.slice(1).map((part) => (part ? Number(part) : undefined));
  if (year === undefined) return null;
  const last = month ? year : Math.max(year, statement.high ?? year);
  const at = month
    ? year + (month - 1 + (day ? (day - 0.5) / 31 : 0.5)) / 12
    : (year + last + 1) / 2;
  const planned = key === "planned_finish" || iso > (statement.as_of_iso || "9999");
  return { key, at, years: [year, last], planned, statement };
}

function whole(all: readonly Years[]): Years | null {
  return all.reduce<Years | null>(
    (sum, [from, to]) => (sum ? [Math.min(sum[0], from), Math.max(sum[1], to)] : [from, to]),
    null,
  );
}

function overlap(a: Years, b: Years): boolean {
  return a[0] <= b[1] && a[1] >= b[0];
}
