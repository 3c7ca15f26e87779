/** Which rows the search words find: the same words as in ../finder.ts, in shards of terms. */

import { ALIKE, FORGIVEN, forgiven, oneError, SHORT, termsOf } from "../asked";
import { fold, words } from "../folding";
import { lookup } from "../language";
import type { Payload } from "../types";
import type { Atlas } from "./atlas";
import { pacer } from "./pace";
import { Terms } from "./terms";
import { KIND } from "./types";

/** What a row is worth for a word that it has; names come before texts. */
const WORTH = { name: 12, beginsName: 9, alikeName: 7, kind: 4, beginsKind: 3, text: 2, begins: 1 };
/** Words and the worth of the best: so high can no sum be. */
const MOST = 8 * WORTH.name + 1;
/** Letters and figures that stand in terms. */
const SIGNS = "abcdefghijklmnoprstuvz0123456789";

export interface Found {
  /** 1 for each row that is found. */
  readonly has: Uint8Array;
  /** The rows, best first. */
  readonly rows: Uint32Array;
}

export interface PackedFinder {
  /** Find an answer, and then act; an older question that is still open is dropped. */
  prepare(then?: () => void, q?: string): void;
  /** The answer, if it is known; null also where nothing is searched. */
  find(q: string): Found | null;
  /** The words that were answered last. */
  readonly answered: string;
}

/** `failed` is called where a part can't be read. */
export function createFinder(
  payload: Payload,
  atlas: Atlas,
  failed: () => void = () => {},
): PackedFinder {
  const index = new Index(payload, atlas);
  let last: { q: string; found: Found | null } = { q: "", found: null };
  let asked = "";
  let waiting: (() => void)[] = [];

  const answer = async (q: string): Promise<void> => {
    const current = (): boolean => asked === q;
    let found: Found | null = null;
    try {
      found = await index.search(q, current);
    } catch {
      if (current()) failed();
    }
    if (!current()) return;
    last = { q, found };
    const acts = waiting;
    waiting = [];
    for (const act of acts) act();
  };
  return {
    prepare(then, q) {
      if (q === undefined) return;
      if (q === "" || q === last.q) {
        asked = q;
        waiting = [];
        if (q === "") last = { q, found: null };
        then?.();
        return;
      }
      const fresh = asked !== q || waiting.length === 0;
      if (asked !== q) waiting = [];
      asked = q;
      waiting.push(then ?? (() => {}));
      if (fresh) void answer(q);
    },
    find: (q) => (q !== "" && q === last.q ? last.found : null),
    get answered() {
      return last.q;
    },
  };
}

/** A word of the interface that rows have by a code. */
interface Kind {
  readonly word: string;
  readonly column: "status" | "sector" | "kind";
  readonly code: number;
}

/** Told of each row that has a term. */
type Mark = (row: number, inName: boolean) => void;

class Index {
  readonly #atlas: Atlas;
  readonly #terms: Terms;
  readonly #kinds: readonly Kind[];

  constructor(payload: Payload, atlas: Atlas) {
    this.#atlas = atlas;
    this.#terms = new Terms(atlas);
    this.#kinds = kindsOf(payload, atlas);
  }

  /** Words as they are, a word that nothing has with one typing error; at last, each with one. */
  async search(q: string, current: () => boolean): Promise<Found | null> {
    const terms = termsOf(q);
    if (terms.length === 0) return null;
    const known = await Promise.all(terms.map((term) => this.#isKnown(term)));
    for (const all of [false, true]) {
      const scores = new Scores(this.#atlas.count);
      for (const [i, term] of terms.entries()) {
        if (!current()) return null;
        if (all || !known[i]) await this.#mistyped(term, scores);
        else await this.#right(term, scores);
        scores.next();
      }
      const found = scores.found(terms.length);
      if (found.rows.length > 0 || all) return found;
    }
    return null;
  }

  async #isKnown(term: string): Promise<boolean> {
    if (term.length < FORGIVEN || this.#kinds.some(({ word }) => word.startsWith(term)))
      return true;
    for (const shard of await this.#terms.bring([term])) {
      if (shard.begins(term).length > 0) return true;
    }
    return false;
  }

  /** Rows with a word that begins so, or a name that sounds so. */
  async #right(term: string, scores: Scores): Promise<void> {
    const namesOnly = term.length <= SHORT;
    await this.#each([term], true, (exact) => (row, inName) => {
      if (inName) scores.mark(row, exact ? WORTH.name : WORTH.beginsName);
      else if (!namesOnly) scores.mark(row, exact ? WORTH.text : WORTH.begins);
    });
    if (!namesOnly) this.#marked((word) => word.startsWith(term), term, scores);
    if (term.length < ALIKE) return;
    const alike = [...oneError(term, SIGNS)].filter((word) => word !== term && near(word, term));
    await this.#each(alike, false, () => (row, inName) => {
      if (inName) scores.mark(row, WORTH.alikeName);
    });
  }

  async #mistyped(term: string, scores: Scores): Promise<void> {
    if (!forgiven(term)) return this.#right(term, scores);
    const variants = oneError(term);
    await this.#each([...variants], true, (exact) => (row, inName) => {
      if (inName) scores.mark(row, exact ? WORTH.beginsName : WORTH.alikeName);
      else scores.mark(row, WORTH.begins);
    });
    const has = (word: string): boolean => {
      for (let n = Math.max(1, term.length - 1); n <= term.length + 1; n += 1) {
        if (variants.has(word.slice(0, n))) return true;
      }
      return false;
    };
    this.#marked(has, term, scores);
  }

  /** Rows of the terms that are or begin with one of `wanted`. */
  async #each(wanted: readonly string[], begin: boolean, mark: (exact: boolean) => Mark) {
    const shards = await this.#terms.bring(wanted, begin);
    const rest = pacer();
    for (const shard of shards) {
      for (const word of wanted) {
        for (const place of begin ? shard.begins(word) : shard.same(word)) {
          shard.rows(place, mark(shard.terms[place] === word));
          await rest();
        }
      }
    }
  }

  /** Rows whose sector or status is called so. */
  #marked(has: (word: string) => boolean, term: string, scores: Scores): void {
    for (const { word, column, code } of this.#kinds) {
      if (!has(word)) continue;
      const worth = word === term ? WORTH.kind : WORTH.beginsKind;
      const values = this.#atlas.column(column) ?? [];
      const end = this.#atlas.meta.first_feature;
      for (let row = 0; row < end; row += 1) {
        const value = values[row] as number;
        if (column === "kind" ? (value & code) !== 0 : value === code) scores.mark(row, worth);
      }
    }
  }
}

/** Words that rows have, and what they are worth together. */
class Scores {
  readonly #sums: Uint16Array;
  readonly #words: Uint8Array;
  readonly #now: Uint8Array;
  #done = 0;

  constructor(count: number) {
    this.#sums = new Uint16Array(count);
    this.#words = new Uint8Array(count);
    this.#now = new Uint8Array(count);
  }

  mark(row: number, worth: number): void {
    if ((this.#now[row] as number) < worth) this.#now[row] = worth;
  }

  /** The next word follows. */
  next(): void {
    const [sums, all, now] = [this.#sums, this.#words, this.#now];
    const done = this.#done;
    for (let row = 0; row < now.length; row += 1) {
      const worth = now[row] as number;
      if (worth === 0 || all[row] !== done) continue;
      all[row] = done + 1;
      sums[row] = (sums[row] as number) + worth;
    }
    now.fill(0);
    this.#done += 1;
  }

  /** Rows that have all words: by what they are worth, then in their order. */
  found(terms: number): Found {
    const has = new Uint8Array(this.#words.length);
    const ends = new Uint32Array(MOST + 1);
    for (let row = 0; row < has.length; row += 1) {
      if (this.#words[row] !== terms) continue;
      has[row] = 1;
      const place = MOST - (this.#sums[row] as number);
      ends[place] = (ends[place] as number) + 1;
    }
    let total = 0;
    const starts = ends.map((n) => {
      total += n;
      return total - n;
    });
    const rows = new Uint32Array(total);
    for (let row = 0; row < has.length; row += 1) {
      if (has[row] === 0) continue;
      const place = MOST - (this.#sums[row] as number);
      const at = starts[place] as number;
      rows[at] = row;
      starts[place] = at + 1;
    }
    return { has, rows };
  }
}

/** A letter more, less, or another one: two that changed places are not near. */
function near(a: string, b: string): boolean {
  if (a.length !== b.length) return true;
  let differ = 0;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) differ += 1;
  return differ <= 1;
}

function kindsOf(payload: Payload, { meta }: Atlas): Kind[] {
  const said = (key: string): string[] => {
    const texts = payload.languages.map((language) => lookup(payload, language, key) ?? "");
    return [...new Set(texts.flatMap(words).map(fold).filter(Boolean))];
  };
  const coded = (["status", "sector"] as const).flatMap((column) =>
    (meta.values[column] ?? []).flatMap((value, code) =>
      said(`${column}.${value}`).map((word) => ({ word, column, code })),
    ),
  );
  const context = said("role.context").map((word) => ({
    word,
    column: "kind" as const,
    code: KIND.context,
  }));
  return [...coded, ...context];
}
