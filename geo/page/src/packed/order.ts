/** Puts rows in order by columns, without their details. */

import { tag } from "../language";
import type { Project } from "../types";
import type { PackedApp } from "./app";
import { pause } from "./pace";
import { NOWHERE } from "./types";

/** Bits of half a key. */
const HALF = 16;
/** Days as numbers, 20250814, are smaller than this. */
const DAYS = 2 ** 25;

/** `rows` ascending, ordered by what stands in a column of the table; empty ones come last. */
export async function ordered(
  app: PackedApp,
  rows: Uint32Array,
  key: string,
  down: boolean,
): Promise<Uint32Array> {
  if (key === "number") return down ? rows.slice().reverse() : rows;
  const keys = await keysOf(app, rows, key);
  await pause();
  let most = 0;
  let known = 0;
  for (let i = 0; i < keys.length; i += 1) {
    const value = keys[i] as number;
    if (value < 0) continue;
    known += 1;
    if (value > most) most = value;
  }
  // Places in `rows`, those with a key first, and their keys.
  const places = new Uint32Array(rows.length);
  const sorting = new Uint32Array(known);
  let at = 0;
  let empty = known;
  for (let i = 0; i < rows.length; i += 1) {
    const value = keys[i] as number;
    if (value < 0) {
      places[empty] = i;
      empty += 1;
    } else {
      places[at] = i;
      sorting[at] = down ? most - value : value;
      at += 1;
    }
  }
  await pause();
  const order = await radix(sorting);
  const found = new Uint32Array(rows.length);
  for (let i = 0; i < known; i += 1) {
    found[i] = rows[places[order[i] as number] as number] as number;
  }
  for (let i = known; i < rows.length; i += 1) found[i] = rows[places[i] as number] as number;
  return found;
}

/** The order of whole numbers, by their lower and then their upper halves; equals stay so. */
async function radix(keys: Uint32Array): Promise<Uint32Array> {
  let order = new Uint32Array(keys.length);
  for (let i = 0; i < order.length; i += 1) order[i] = i;
  for (const shift of [0, HALF]) {
    const ends = new Uint32Array(2 ** HALF + 1);
    for (let i = 0; i < keys.length; i += 1) {
      const digit = ((keys[i] as number) >>> shift) & (2 ** HALF - 1);
      ends[digit + 1] = (ends[digit + 1] as number) + 1;
    }
    for (let i = 1; i < ends.length; i += 1) {
      ends[i] = (ends[i] as number) + (ends[i - 1] as number);
    }
    const next = new Uint32Array(keys.length);
    for (let i = 0; i < order.length; i += 1) {
      const place = order[i] as number;
      const digit = ((keys[place] as number) >>> shift) & (2 ** HALF - 1);
      const at = ends[digit] as number;
      next[at] = place;
      ends[digit] = at + 1;
    }
    order = next;
    await pause();
  }
  return order;
}

/** A whole number of 32 bits at the most for each row; less than 0 for what has nothing. */
async function keysOf(app: PackedApp, rows: Uint32Array, key: string): Promise<Float64Array> {
  const { atlas, payload, store } = app;
  const { language } = store.state;
  const keys = new Float64Array(rows.length).fill(-1);
  if (key === "name") {
    const ranks = await atlas.load(`rank_name_${language}`);
    for (let i = 0; i < rows.length; i += 1) keys[i] = ranks[rows[i] as number] ?? -1;
  } else if (key === "place") {
    const ranks = await atlas.load(`rank_place_${language}`);
    const first = await firstPlace(app, ranks);
    for (let i = 0; i < rows.length; i += 1) {
      const rank = ranks[rows[i] as number] ?? -1;
      keys[i] = rank < first ? -1 : rank;
    }
  } else if (key === "sector") {
    const names = (atlas.meta.values["sector"] ?? []).map((name) => app.word(`sector.${name}`));
    const { compare } = new Intl.Collator(tag(payload, language), { numeric: true });
    const order = [...new Set(names)].sort(compare);
    const places = names.map((name) => order.indexOf(name));
    const codes = atlas.column("sector") ?? [];
    for (let i = 0; i < rows.length; i += 1) keys[i] = places[codes[rows[i] as number] ?? -1] ?? -1;
  } else if (key === "status") {
    const order = Object.keys(payload.style.status);
    const places = (atlas.meta.values["status"] ?? []).map((name) => order.indexOf(name) + 1);
    const codes = atlas.column("status") ?? [];
    const days = await atlas.load("status_day");
    // By how far they are, and then by the day of the statement.
    for (let i = 0; i < rows.length; i += 1) {
      const row = rows[i] as number;
      const day = days[row] ?? NOWHERE;
      keys[i] = (places[codes[row] ?? -1] ?? 0) * DAYS + (day === NOWHERE ? 0 : day);
    }
  } else await figures(app, rows, key, keys);
  return keys;
}

/** Figures of any size become their places among all. */
async function figures({ atlas }: PackedApp, rows: Uint32Array, key: string, keys: Float64Array) {
  const own = await atlas.load(`fact_${key}_row`);
  const values = await atlas.load(`fact_${key}_value`);
  const all = Float64Array.from(values).sort();
  await pause();
  // Both lists of rows ascend.
  let at = 0;
  for (let i = 0; i < own.length; i += 1) {
    const value = values[i] as number;
    if (value === NOWHERE) continue;
    while (at < rows.length && (rows[at] as number) < (own[i] as number)) at += 1;
    if (rows[at] !== own[i]) continue;
    let [from, to] = [0, all.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((all[middle] as number) < value) from = middle + 1;
      else to = middle;
    }
    keys[at] = from;
  }
}

/** The rank with which places begin: what has none comes first among ranks. */
async function firstPlace({ atlas }: PackedApp, ranks: ArrayLike<number>): Promise<number> {
  const byRank = new Uint32Array(ranks.length);
  for (let row = 0; row < ranks.length; row += 1) byRank[ranks[row] as number] = row;
  let [from, to] = [0, ranks.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const row = byRank[middle] as number;
    await atlas.details([row]);
    const place = (atlas.detail(row) as Project | undefined)?.place;
    if (place === undefined || place === "") from = middle + 1;
    else to = middle;
  }
  return from;
}
