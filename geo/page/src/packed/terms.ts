/** The shards of search terms, see geo/outputs/packed/search.py, brought when they are asked. */

import type { Atlas } from "./atlas";
import { pacer } from "./pace";

/** So many shards stay in memory. */
const KEPT = 120;

export class Terms {
  readonly #atlas: Atlas;
  readonly #starts: readonly string[];
  readonly #known = new Map<number, Promise<Shard>>();

  constructor(atlas: Atlas) {
    this.#atlas = atlas;
    this.#starts = atlas.meta.search?.starts ?? [];
  }

  /** The shards that may have these words, or words that begin with them, in their order. */
  async bring(wanted: readonly string[], begin = true): Promise<Shard[]> {
    const numbers = new Set<number>();
    for (const word of wanted) {
      const first = Math.max(0, above(this.#starts, word) - 1);
      for (let i = first; i < this.#starts.length; i += 1) {
        if (i > first && !(begin && this.#starts[i]?.startsWith(word))) break;
        numbers.add(i);
      }
    }
    const found: Shard[] = [];
    const rest = pacer();
    for (const number of [...numbers].sort((a, b) => a - b)) {
      found.push(await this.#shard(number));
      await rest();
    }
    return found;
  }

  #shard(number: number): Promise<Shard> {
    const known = this.#known;
    const first = this.#atlas.meta.search?.first ?? 0;
    const found =
      known.get(number) ??
      this.#atlas.parts.read([first + number]).then((bytes) => new Shard(bytes));
    known.delete(number);
    known.set(number, found);
    found.catch(() => known.delete(number));
    for (const oldest of known.keys()) {
      if (known.size <= KEPT) break;
      known.delete(oldest);
    }
    return found;
  }
}

/** Terms in the order of their code units, and the rows that have each. */
export class Shard {
  readonly terms: readonly string[];
  readonly #names: Uint32Array;
  readonly #others: Uint32Array;
  /** Where the rows of each term begin. */
  readonly #at: Uint32Array;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    const head = new DataView(bytes.buffer);
    const [count, length] = [head.getUint32(0, true), head.getUint32(4, true)];
    this.terms = new TextDecoder().decode(bytes.subarray(8, 8 + length)).split("\n");
    let at = 8 + Math.ceil(length / 4) * 4;
    this.#names = new Uint32Array(bytes.buffer, at, count);
    this.#others = new Uint32Array(bytes.buffer, at + 4 * count, count);
    at += 8 * count;
    this.#at = new Uint32Array(count);
    for (let i = 0; i < count; i += 1) {
      this.#at[i] = at;
      let left = (this.#names[i] as number) + (this.#others[i] as number);
      for (; left > 0; at += 1) if ((bytes[at] as number) < 0x80) left -= 1;
    }
    this.#bytes = bytes;
  }

  /** Places of the terms that begin so. */
  begins(word: string): number[] {
    const found: number[] = [];
    let i = above(this.terms, word);
    if (i > 0 && this.terms[i - 1] === word) i -= 1;
    for (; this.terms[i]?.startsWith(word); i += 1) found.push(i);
    return found;
  }

  same(word: string): number[] {
    const i = above(this.terms, word) - 1;
    return this.terms[i] === word ? [i] : [];
  }

  /** Tell of each row of a term: those that have it in their names, then the others. */
  rows(place: number, act: (row: number, inName: boolean) => void): void {
    const bytes = this.#bytes;
    let at = this.#at[place] as number;
    for (const [counts, inName] of [
      [this.#names, true],
      [this.#others, false],
    ] as const) {
      let row = 0;
      for (let left = counts[place] as number; left > 0; left -= 1) {
        let byte = bytes[at] as number;
        let unit = 1;
        at += 1;
        for (; byte >= 0x80; at += 1) {
          row += (byte & 0x7f) * unit;
          unit *= 128;
          byte = bytes[at] as number;
        }
        row += byte * unit;
        act(row, inName);
      }
    }
  }
}

/** The place of the first one that comes after `word`. */
function above(sorted: readonly string[], word: string): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] as string) <= word) from = middle + 1;
    else to = middle;
  }
  return from;
}
