/** What projects can be narrowed by, and which of them pass. Draws nothing. */

import { isContext, type Visible } from "./app";
import type { Finder } from "./finder";
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

/** What the timeline shows of a project. */
export interface Timed {
  readonly project: Project;
  readonly dates: readonly Dated[];
  /** Whether the chosen years let it through. */
  readonly passes: boolean;
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
  /** How many projects would show with each value, given all else that is chosen. */
  counts(facet: Facet, state: State): ReadonlyMap<string, number>;
  /** How many projects show, without those that only give context. */
  total(state: State): number;
  /** What else shows: context, and what the words find in layers from elsewhere. */
  others(state: State): number;
  /** How many projects the choice of years hides because they have no date. */
  undated(state: State): number;
  /** The values that are on the map, with how many projects have each; null for an empty map. */
  legend(state: State): Readonly<Record<Facet, ReadonlyMap<string, number>>> | null;
  /** The earliest of what has dates, without regard to years, and how many more there are. */
  timeline(state: State, most: number, show: (all: readonly Timed[], more: number) => void): void;
}

/** The facets of a page that holds all its projects. */
export interface ProjectFacets extends Facets {
  /** The projects that show, without those that only give context. */
  shown(state: State): readonly Project[];
}

interface Shown {
  readonly projects: ReadonlyMap<string, Project>;
  readonly features: ReadonlyMap<string, unknown>;
  readonly style: Style;
  readonly visible: Visible;
  readonly finder: Finder;
}

/** Adds its tests to `visible`. */
export function createFacets({ projects, features, style, visible, finder }: Shown): ProjectFacets {
  const all = [...projects.values()];
  const offers = FACETS.map((facet) => offer(all, Object.keys(style[facet]), facet));
  const allDates = new Map(all.map((project) => [project.id, datesOf(project)]));
  const span = whole([...allDates.values()].flat().map(({ years }) => years));

  const offered: Facets["offered"] = (facet) => offers[FACETS.indexOf(facet)] ?? [];
  const wanted: Facets["wanted"] = (facet, state) =>
    state[facet].filter((value) => offered(facet).includes(value));
  const years: Facets["years"] = ({ years: chosen }) => chosen && span && ordered(chosen);
  const dates = (project: Project): readonly Dated[] => allDates.get(project.id) ?? [];
  const passing = (state: State): Project[] => all.filter((project) => visible.has(project, state));
  const shown: ProjectFacets["shown"] = (state) =>
    passing(state).filter((project) => !isContext(project));

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
    shown,
    counts: (facet, state) => countValues(shown({ ...state, [facet]: [] }), facet),
    total: (state) => shown(state).length,
    others(state) {
      const hits = finder.find(state.q);
      const found = hits ? [...features.keys()].filter((id) => hits.has(id)).length : 0;
      return found + passing(state).filter(isContext).length;
    },
    undated: (state) =>
      shown({ ...state, years: null }).filter((project) => dates(project).length === 0).length,
    legend(state) {
      const mapped = passing(state).filter(({ layer }) => !state.hide.includes(layer));
      if (mapped.length === 0) return null;
      const own = mapped.filter((project) => !isContext(project));
      const placed = mapped.filter(({ geometry }) => geometry);
      const used = { status: own, sector: mapped, precision: placed };
      const counted = FACETS.map((facet) => {
        const counts = countValues(own, facet);
        const values = countValues(used[facet], facet).keys();
        return [facet, new Map([...values].map((value) => [value, counts.get(value) ?? 0]))];
      });
      return Object.fromEntries(counted);
    },
    timeline(state, most, show) {
      const first = (project: Project): number => Math.min(...dates(project).map(({ at }) => at));
      const dated = passing({ ...state, years: null })
        .filter((project) => dates(project).length > 0)
        .sort((a, b) => Number(isContext(a)) - Number(isContext(b)) || first(a) - first(b));
      const timed = dated.slice(0, most).map((project) => ({
        project,
        dates: dates(project),
        passes: visible.has(project, state),
      }));
      show(timed, dated.length - timed.length);
    },
  };
}

function countValues(projects: readonly Project[], facet: Facet): Map<string, number> {
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

export function datesOf(project: Project): Dated[] {
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

export function ordered(years: Years): Years {
  return [Math.min(...years), Math.max(...years)];
}

function overlap(a: Years, b: Years): boolean {
  return a[0] <= b[1] && a[1] >= b[0];
}
