/** Which language the page speaks, and its words. */

import type { Payload, Text } from "./types";

/** Words and texts in the language that is in force when they are asked for. */
export interface Voice {
  /** A word of the interface; `{name}` in it is replaced. */
  word(key: string, values?: Readonly<Record<string, string | number>>): string;
  /** The same with the plural form that the language wants for `n`. */
  count(key: string, n: number): string;
  /** A number as the language writes it. */
  number(n: number): string;
  /** A text of the data. */
  text(text: Text | undefined): string;
  /** The name of a language, as "ru", in the reader's own. */
  languageName(code: string): string;
}

export function voice(payload: Payload, language: () => string): Voice {
  const word: Voice["word"] = (key, values) => {
    const found = lookup(payload, language(), key) ?? key;
    if (!values) return found;
    return found.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
  const written = (n: number): string =>
    number(n, tag(payload, language()), word("language.decimal"));
  return {
    word,
    count(key, n) {
      const form = plurals(tag(payload, language())).select(n);
      const best = lookup(payload, language(), `${key}.${form}`) ? form : "other";
      return word(`${key}.${best}`, { n: written(n) });
    },
    number: written,
    text(text) {
      const said = spelt(payload, text);
      if (typeof said === "string") return said;
      return said[payload.languages.indexOf(language())] ?? said[0] ?? "";
    },
    languageName(code) {
      try {
        return languageNames(tag(payload, language())).of(code) ?? code;
      } catch {
        return code;
      }
    },
  };
}

const namesByLanguage = new Map<string, Intl.DisplayNames>();

/** The names of languages in one of them, made once: that takes tens of milliseconds. */
function languageNames(language: string): Intl.DisplayNames {
  const known = namesByLanguage.get(language);
  if (known) return known;
  const made = new Intl.DisplayNames([language], { type: "language" });
  namesByLanguage.set(language, made);
  return made;
}

/** One string for all languages, or one for each. */
export function spelt(payload: Payload, text: Text | undefined): string | readonly string[] {
  const found = typeof text === "number" ? payload.texts?.[text] : text;
  return found === undefined || typeof found === "number" ? "" : found;
}

/** The first language that the reader's browser asks for and the map has, else the map's. */
export function preferredLanguage(payload: Payload): string {
  for (const wanted of navigator.languages) {
    const code = wanted.toLowerCase().split("-")[0] ?? "";
    if (payload.languages.includes(code)) return code;
  }
  return payload.language;
}

export function tag(payload: Payload, language: string): string {
  return lookup(payload, language, "language.cldr") ?? language;
}

export function lookup(payload: Payload, language: string, key: string): string | undefined {
  return payload.words[language]?.[payload.places.get(key) ?? -1] ?? undefined;
}

const rules = new Map<string, Intl.PluralRules>();

function plurals(language: string): Intl.PluralRules {
  const known = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, known);
  return known;
}

const formats = new Map<string, { format(n: number): string }>();
const THREES = {
  format: (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, "\u00a0"),
};

/** Counts are small as a rule, and the formatter is slow to make. */
function number(n: number, language: string, decimal: string): string {
  if (n < 1000) return String(n);
  let format = formats.get(language);
  if (!format) {
    const own = new Intl.NumberFormat(language);
    // A browser may name a language and write its numbers as English ones all the same.
    format = own.format(0.5).includes(decimal) ? own : THREES;
    formats.set(language, format);
  }
  return format.format(n);
}
