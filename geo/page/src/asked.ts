/** What the reader looks for, taken apart, and how far it may differ from what is written. */

import { fold, words } from "./folding";

/** One or two letters begin a word of nearly every text, so that they mean names only. */
export const SHORT = 2;
/** A typed word shorter than this has to be right. */
export const FORGIVEN = 4;
/** From this length a name is found also where one letter differs, as in Khorgos and Qorghas. */
export const ALIKE = 5;
const MOST_WORDS = 8;
const LONGEST = 24;
const FOLDED_LETTERS = "abcdefghijklmnoprstuvz";

export function termsOf(q: string): string[] {
  return words(q).map(fold).filter(Boolean).slice(0, MOST_WORDS);
}

/** Whether a typing error in it is forgiven. */
export function forgiven(term: string): boolean {
  return term.length >= FORGIVEN && term.length <= LONGEST;
}

/** The term with a letter left out, two exchanged, one replaced, one put in. */
export function oneError(term: string, letters = FOLDED_LETTERS): Set<string> {
  const found = new Set([term]);
  for (let i = 0; i <= term.length; i++) {
    const [before, after] = [term.slice(0, i), term.slice(i)];
    if (i < term.length) found.add(before + after.slice(1));
    if (i + 1 < term.length) found.add(`${before}${after[1]}${after[0]}${after.slice(2)}`);
    for (const letter of letters) {
      found.add(before + letter + after);
      if (i < term.length) found.add(before + letter + after.slice(1));
    }
  }
  return found;
}
