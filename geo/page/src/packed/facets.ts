/**
 * What the reader's choice lets through, over columns: one pass counts all that the page says of
 * it. The same rules as in ../facets.ts.
 */

import { datesOf, FACETS, type Facet, type Facets, ordered, type Years } from "../facets";
import type { State } from "../state";
import type { Payload, Project } from "../types";
import type { PackedApp } from "./app";
import type { Atlas } from "./atlas";
import type { PackedFinder } from "./finder";
import { KIND, NONE } from "./types";

/** Why a row does not pass, a bit each. */
const FAILS = { status: 1, sector: 2, precision: 4, years: 8, search: 16, layer: 32 } as const;
/** All but the layer: a layer that is off leaves the map, not the list. */
const LISTED = ~FAILS.layer;
const PLACED = KIND.points | KIND.lines | KIND.areas;
const CODES = 256;
/** What the choice follows from; anything else changes nothing. */
function chosenIn({ status, sector, precision, years, hide }: State): object {
  return { status, sector, precision, years, hide };
}

export interface PackedFacets extends Facets {
  /** Bring `atlas.passes` in line with the state; tells whether anything may be different. */
  apply(state: State): boolean;
  /** Whether a row passes all but the choice of layers: what the list and the table show. */
  lists(row: number): boolean;
  /** How many rows that are: projects, context, and features from elsewhere. */
  listed(state: State): { readonly own: number; readonly context: number; readonly plain: number };
}

/** Keep `atlas.passes` in line with the store; to be called before others subscribe. */
export function connectFacets(app: PackedApp): void {
  const { atlas, store, finder, facets } = app;
  facets.apply(store.state);
  store.subscribe((state, changed) => {
    if (changed.has("q") && state.q !== "" && finder.answered !== state.q) {
      // Until the answer is there, what passed passes.
      finder.prepare(() => store.again("q"), state.q);
    }
    if (facets.apply(state)) atlas.changed();
  });
}

export function createFacets(payload: Payload, atlas: Atlas, finder: PackedFinder): PackedFacets {
  const { count, meta } = atlas;
  const projects = meta.first_feature;
  const none = new Uint8Array(0);
  const column = (name: string): Uint8Array => (atlas.column(name) ?? none) as Uint8Array;
  const [status, sector] = [column("status"), column("sector")];
  const [precision, line] = [column("precision"), column("line_precision")];
  const [kind, layer] = [column("kind"), column("layer")];
  const codes = { status, sector, precision };
  const dateRow = atlas.column("date_row") ?? none;
  const dateFrom = atlas.column("date_from") ?? none;
  const dateTo = atlas.column("date_to") ?? none;
  const dateAt = atlas.column("date_at") ?? none;
  const values = (facet: Facet): readonly string[] => meta.values[facet] ?? [];

  const fails = new Uint8Array(count);
  /** The bit of years for rows outside the chosen ones. */
  const outside = new Uint8Array(count);
  const dateless = new Uint8Array(projects).fill(1);
  for (let i = 0; i < dateRow.length; i += 1) dateless[dateRow[i] as number] = 0;

  const counts = { status: none32(), sector: none32(), precision: none32() };
  const mapped = { status: none32(), sector: none32(), precision: none32() };
  const seen = { status: none32(), sector: none32(), precision: none32() };
  let sums = { own: 0, context: 0, plain: 0, undated: 0, mapped: 0 };
  let applied = "";
  let hits: Uint8Array | null = null;

  const span = spanOf(dateFrom, dateTo);
  const offers = new Map<Facet, readonly string[]>();
  const offered: Facets["offered"] = (facet) => {
    const known = offers.get(facet) ?? offer(facet);
    offers.set(facet, known);
    return known;
  };
  const wanted: Facets["wanted"] = (facet, state) =>
    state[facet].filter((value) => offered(facet).includes(value));
  const years: Facets["years"] = ({ years: chosen }) => chosen && span && ordered(chosen);

  /** The values that projects have, or context where there is nothing else. */
  function offer(facet: Facet): string[] {
    const [all, own] = [new Uint8Array(CODES), new Uint8Array(CODES)];
    const note = (of: Uint8Array): void => {
      for (let row = 0; row < projects; row += 1) {
        const code = of[row] as number;
        all[code] = 1;
        if (((kind[row] as number) & KIND.context) === 0) own[code] = 1;
      }
    };
    note(codes[facet]);
    if (facet === "precision") note(line);
    const used = own.includes(1) ? own : all;
    const found = values(facet).filter((_value, code) => used[code] === 1);
    const order = Object.keys(payload.style[facet]);
    const known = order.filter((value) => found.includes(value));
    return [...known, ...found.filter((value) => !known.includes(value))];
  }

  /** For each code the bit with which it fails. */
  function refused(facet: Facet, state: State): Uint8Array {
    const found = new Uint8Array(CODES);
    const good = wanted(facet, state);
    if (good.length === 0) return found;
    found.fill(FAILS[facet]);
    for (const value of good) found[values(facet).indexOf(value)] = 0;
    return found;
  }

  function chooseYears(state: State): void {
    const range = years(state);
    outside.fill(0);
    if (!range) return;
    outside.fill(FAILS.years, 0, projects);
    for (let i = 0; i < dateRow.length; i += 1) {
      if ((dateFrom[i] as number) <= range[1] && (dateTo[i] as number) >= range[0]) {
        outside[dateRow[i] as number] = 0;
      }
    }
  }

  function apply(state: State): boolean {
    if (state.q === "") hits = null;
    else if (finder.answered === state.q) hits = finder.find(state.q)?.has ?? null;
    const q = state.q === "" ? "" : finder.answered;
    const key = JSON.stringify({ ...chosenIn(state), q });
    if (key === applied) return false;
    applied = key;
    chooseYears(state);
    pass(state);
    return true;
  }

  function pass(state: State): void {
    const no = {
      status: refused("status", state),
      sector: refused("sector", state),
      precision: refused("precision", state),
    };
    const hidden = new Uint8Array(Math.max(CODES, (meta.values["layer"] ?? []).length));
    for (const id of state.hide) {
      const code = meta.values["layer"]?.indexOf(id) ?? -1;
      if (code >= 0) hidden[code] = FAILS.layer;
    }
    for (const facet of FACETS) {
      counts[facet] = none32();
      mapped[facet] = none32();
      seen[facet] = none32();
    }
    const { passes } = atlas;
    let [own, context, undated, onMap, shown] = [0, 0, 0, 0, 0];
    for (let row = 0; row < projects; row += 1) {
      const s = status[row] as number;
      const t = sector[row] as number;
      const p = precision[row] as number;
      const l = line[row] as number;
      const other = l !== p && l !== NONE;
      const fine = other
        ? (no.precision[p] as number) & (no.precision[l] as number)
        : no.precision[p];
      const miss = hits === null || hits[row] === 1 ? 0 : FAILS.search;
      const failed =
        (no.status[s] as number) |
        (no.sector[t] as number) |
        (fine as number) |
        (outside[row] as number) |
        miss |
        (hidden[layer[row] as number] as number);
      fails[row] = failed;
      const listed = failed & LISTED;
      const isContext = ((kind[row] as number) & KIND.context) !== 0;
      if (failed === 0) {
        passes[row] = 1;
        shown += 1;
        onMap += 1;
        tally(seen.sector, t);
        if (((kind[row] as number) & PLACED) !== 0) {
          tally(seen.precision, p);
          if (other) tally(seen.precision, l);
        }
        if (!isContext) {
          tally(seen.status, s);
          tally(mapped.status, s);
          tally(mapped.sector, t);
          tally(mapped.precision, p);
          if (other) tally(mapped.precision, l);
        }
      } else passes[row] = 0;
      if (isContext) {
        if (listed === 0) context += 1;
        continue;
      }
      if ((listed & ~FAILS.years) === 0) undated += dateless[row] as number;
      if (listed === 0) own += 1;
      // Given all else that is chosen: it may fail by this facet alone.
      if ((listed & ~FAILS.status) === 0) tally(counts.status, s);
      if ((listed & ~FAILS.sector) === 0) tally(counts.sector, t);
      if ((listed & ~FAILS.precision) === 0) {
        tally(counts.precision, p);
        if (other) tally(counts.precision, l);
      }
    }
    let plain = 0;
    for (let row = projects; row < count; row += 1) {
      const miss = hits === null || hits[row] === 1 ? 0 : FAILS.search;
      const failed = miss | (hidden[layer[row] as number] as number);
      fails[row] = failed;
      passes[row] = failed === 0 ? 1 : 0;
      if (failed === 0) shown += 1;
      if (miss === 0) plain += 1;
    }
    atlas.shown = shown;
    sums = { own, context, plain, undated, mapped: onMap };
  }

  /** Figures of the state that was applied last, which is the one that modules ask for. */
  const now = (state: State): typeof sums => {
    apply(state);
    return sums;
  };
  const named = (facet: Facet, of: Uint32Array, which: Uint32Array): Map<string, number> =>
    new Map(values(facet).flatMap((value, code) => (which[code] ? [[value, of[code] ?? 0]] : [])));

  return {
    span,
    offered,
    wanted,
    years,
    apply,
    lists: (row) => ((fails[row] as number) & LISTED) === 0,
    listed: (state) => now(state),
    counts(facet, state) {
      now(state);
      return named(facet, counts[facet], counts[facet]);
    },
    total: (state) => now(state).own,
    others(state) {
      const { context, plain } = now(state);
      return context + (hits === null ? 0 : plain);
    },
    undated: (state) => now(state).undated,
    legend(state) {
      if (now(state).mapped === 0) return null;
      return {
        status: named("status", mapped.status, seen.status),
        sector: named("sector", mapped.sector, seen.sector),
        precision: named("precision", mapped.precision, seen.precision),
      };
    },
    timeline(state, most, show) {
      now(state);
      const { rows, more } = earliest(most);
      atlas.details(rows).then(() => {
        const timed = rows.flatMap((row) => {
          const project = atlas.detail(row) as Project | undefined;
          if (!project) return [];
          const passes = ((fails[row] as number) & LISTED) === 0;
          return [{ project, dates: datesOf(project), passes }];
        });
        show(timed, more);
      }, ignored);
    },
  };

  /** Rows with dates that pass all but the years, the earliest first, context after the others. */
  function earliest(most: number): { rows: number[]; more: number } {
    const groups = [new Earliest(most), new Earliest(most)] as const;
    for (let i = 0; i < dateRow.length; ) {
      const row = dateRow[i] as number;
      let at = Number.POSITIVE_INFINITY;
      for (; i < dateRow.length && dateRow[i] === row; i += 1) {
        at = Math.min(at, dateAt[i] as number);
      }
      if (((fails[row] as number) & LISTED & ~FAILS.years) !== 0) continue;
      groups[((kind[row] as number) & KIND.context) === 0 ? 0 : 1].add(row, at);
    }
    const [own, context] = groups;
    const rows = [...own.rows, ...context.rows].slice(0, most);
    return { rows, more: own.count + context.count - rows.length };
  }
}

/** The first few of many. */
class Earliest {
  count = 0;
  readonly rows: number[] = [];
  readonly #at: number[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(row: number, at: number): void {
    this.count += 1;
    const { length } = this.rows;
    if (length === this.#most && at >= (this.#at[length - 1] as number)) return;
    let [from, to] = [0, length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#at[middle] as number) <= at) from = middle + 1;
      else to = middle;
    }
    this.rows.splice(from, 0, row);
    this.#at.splice(from, 0, at);
    if (length === this.#most) {
      this.rows.pop();
      this.#at.pop();
    }
  }
}

function none32(): Uint32Array<ArrayBuffer> {
  return new Uint32Array(CODES);
}

function tally(counts: Uint32Array, code: number): void {
  counts[code] = (counts[code] as number) + 1;
}

function spanOf(from: ArrayLike<number>, to: ArrayLike<number>): Years | null {
  if (from.length === 0) return null;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < from.length; i += 1) {
    first = Math.min(first, from[i] as number);
    last = Math.max(last, to[i] as number);
  }
  return [first, last];
}

/** Whoever needs the part next says that it can't be read. */
function ignored(): void {}
