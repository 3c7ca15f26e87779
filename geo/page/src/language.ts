/** Which language the page speaks, and its words. */

import type { Payload, Text } from "./types";

/** Words and texts in the language that is in force when they are asked for. */
export interface Voice {
  /** A word of the interface; `{name}` in it is replaced. */
  word(key: string, values?: Readonly<Record<string, string | number>>): string;
  /** The same with the plural form that the language wants for `n`. */
  count(key: string, n: number): string;
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
  return {
    word,
    count(key, n) {
      const form = new Intl.PluralRules(tag(payload, language())).select(n);
      const best = lookup(payload, language(), `${key}.${form}`) ? form : "other";
      return word(`${key}.${best}`, { n: number(n, tag(payload, language())) });
    },
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

/** Counts are small as a rule, and the formatter is slow to make. */
function number(n: number, language: string): string {
  if (n < 1000) return String(n);
  return new Intl.NumberFormat(language).format(n);
}
