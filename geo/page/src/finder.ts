/** Which places the search words find, best first, in all layers and all languages at once. */

import MiniSearch, { type Query, type SearchOptions } from "minisearch";
import { ALIKE, FORGIVEN, forgiven, oneError, SHORT, termsOf } from "./asked";
import { fold, words } from "./folding";
import { lookup, spelt } from "./language";
import type { Feature, Payload, Project, Text } from "./types";

/** Places found, with how far from the best each one stands; 0 is the best. */
export type Hits = ReadonlyMap<string, number>;

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly place: string;
  /** Sector, status and other words of the interface. */
  readonly kind: string;
  readonly text: string;
}

/** Up to so many entries the index is made at once, in a frame or two. */
const AT_ONCE = 400;
/** Beyond that it is made between keystrokes and frames, so many milliseconds at a time. */
const SLICE = 12;
const NAMES = ["name", "place"];

type Made = () => Entry;

const AS_IS: SearchOptions = { tokenize: (term) => [term], processTerm: (term) => term };

export interface Finder {
  /** Make the index, if it isn't there; `then` is called when it can answer. */
  prepare(then?: () => void): void;
  /** Null where nothing is searched, or can't be yet. */
  find(q: string): Hits | null;
}

export function createFinder(payload: Payload): Finder {
  const waiting: (() => void)[] = [];
  let index: MiniSearch<Entry> | null = null;
  let ready = false;
  let last: { q: string; hits: Hits | null } = { q: "", hits: null };

  const done = (): void => {
    ready = true;
    for (const act of waiting.splice(0)) act();
  };
  const prepare: Finder["prepare"] = (then) => {
    if (then) waiting.push(then);
    if (ready) done();
    if (index) return;
    const made = new MiniSearch<Entry>({
      fields: ["name", "place", "kind", "text"],
      tokenize: words,
      processTerm: remembered(fold),
      searchOptions: { ...AS_IS, boost: { name: 6, place: 3, kind: 2 } },
    });
    index = made;
    const { projects = [], features = [] } = payload;
    const entries = [
      ...projects.map((project) => () => projectEntry(payload, project)),
      ...features.map((feature) => () => featureEntry(payload, feature)),
    ];
    const next = (from: number, most: number): void => {
      const end = performance.now() + most;
      let i = from;
      while (i < entries.length && performance.now() < end) made.add((entries[i++] as Made)());
      if (i < entries.length) setTimeout(() => next(i, SLICE));
      else done();
    };
    next(0, entries.length <= AT_ONCE ? Number.POSITIVE_INFINITY : 0);
  };

  return {
    prepare,
    find(q) {
      if (q === "") return null;
      prepare();
      if (!ready || !index) return null;
      if (last.q !== q) last = { q, hits: search(index, q) };
      return last.hits;
    },
  };
}

/** Words as they are, a word that nothing has with one typing error; at last, each with one. */
function search(index: MiniSearch<Entry>, q: string): Hits | null {
  const terms = termsOf(q);
  if (terms.length === 0) return null;
  const known = (term: string): boolean =>
    term.length < FORGIVEN || index.search(begins(term)).length > 0;
  const asFound = terms.map((term) => (known(term) ? right(term) : mistyped(term)));
  for (const queries of [asFound, terms.map(mistyped)]) {
    const found = index.search({ combineWith: "AND", queries });
    if (found.length > 0) return new Map(found.map(({ id }, rank) => [String(id), rank]));
  }
  return new Map();
}

function begins(term: string): Query {
  return { queries: [term], prefix: true, ...(term.length <= SHORT ? { fields: NAMES } : {}) };
}

/** A word that begins so, or a name that sounds so. */
function right(term: string): Query {
  if (term.length < ALIKE) return begins(term);
  const alike: Query = { queries: [term], fuzzy: 1, fields: NAMES };
  return { combineWith: "OR", queries: [begins(term), alike] };
}

function mistyped(term: string): Query {
  if (!forgiven(term)) return begins(term);
  return { combineWith: "OR", queries: [...oneError(term)], prefix: true };
}

function projectEntry(payload: Payload, project: Project): Entry {
  const facts = project.facts ?? [];
  const kinds = [`sector.${project.sector}`, `status.${project.status}`];
  if (project.role === "context") kinds.push(`role.${project.role}`);
  return {
    id: project.id,
    name: joined(payload, project.name),
    place: joined(payload, project.place),
    kind: payload.languages
      .flatMap((language) => kinds.map((kind) => lookup(payload, language, kind) ?? ""))
      .join(" "),
    text: joined(
      payload,
      project.summary,
      project.note,
      ...facts.flatMap(({ label, statements = [] }) => [label, ...statements.map((s) => s.note)]),
    ),
  };
}

function featureEntry(payload: Payload, feature: Feature): Entry {
  const properties = feature.properties ?? [];
  return {
    id: feature.id,
    name: joined(payload, feature.name),
    place: "",
    kind: "",
    text: properties.map(([, value]) => value).join(" "),
  };
}

function joined(payload: Payload, ...texts: (Text | undefined)[]): string {
  return texts.flatMap((text) => spelt(payload, text)).join(" ");
}

/** Most words of a map come again and again. */
function remembered(act: (word: string) => string): (word: string) => string {
  const known = new Map<string, string>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const now = act(word);
    known.set(word, now);
    return now;
  };
}
