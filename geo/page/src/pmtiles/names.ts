/** Names in tiles, in the reader's language as far as they have it. */

import type { Properties } from "./schema";

/** Longer ones are no names of places. */
const MOST_LETTERS = 80;
/** Names in Latin letters, for languages that are written in them. */
const LATIN = ["name:latin", "name_int", "int_name"];
/** What makes text read as another: turns of its direction, and what isn't seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu;

/** A name by language; `""` is the one of the place itself. */
export type Named = ReadonlyMap<string, string>;

/** The names of a thing in these languages; null for none. */
export function namesOf(said: Properties, languages: readonly string[]): Named | null {
  const found = new Map<string, string>();
  for (const language of languages) {
    const latin = language === "en" ? LATIN : [];
    const own = first(said, [`name:${language}`, `name_${language}`, ...latin]);
    if (own) found.set(language, own);
  }
  const own = first(said, ["name", "Name", "NAME", ...LATIN]);
  if (own) found.set("", own);
  return found.size > 0 ? found : null;
}

/** In the reader's language, else as the place itself has it, else in any other. */
export function spoken(names: Named, language: string): string {
  return names.get(language) ?? names.get("") ?? names.values().next().value ?? "";
}

function first(said: Properties, keys: readonly string[]): string {
  for (const key of keys) {
    const value = said[key];
    if (typeof value !== "string" || value.length > MOST_LETTERS * 2) continue;
    const clean = value.replace(UNSEEN, " ").replace(/\s+/g, " ").trim();
    if (clean !== "" && clean.length <= MOST_LETTERS) return clean;
  }
  return "";
}
