/**
 * One folded Latin form for the many spellings of a word: Kazakh and Russian Cyrillic, Kazakh
 * Latin of each reform, English transliteration. Үшарал, Ушарал, Üşaral and Usharal fold alike.
 */

/** Cyrillic letters, and Latin ones whose mark means a sound of its own. */
const LETTERS: Readonly<Record<string, string>> = {
  а: "a",
  ә: "a",
  б: "b",
  в: "v",
  г: "g",
  ғ: "g",
  д: "d",
  е: "e",
  ё: "e",
  ж: "j",
  з: "z",
  и: "i",
  і: "i",
  й: "i",
  к: "k",
  қ: "k",
  л: "l",
  м: "m",
  н: "n",
  ң: "n",
  о: "o",
  ө: "o",
  п: "p",
  р: "r",
  с: "s",
  т: "t",
  у: "u",
  ү: "u",
  ұ: "u",
  ф: "f",
  х: "k",
  һ: "k",
  ц: "ts",
  ч: "ch",
  ш: "sh",
  щ: "sh",
  ъ: "",
  ы: "i",
  ь: "",
  э: "e",
  ю: "iu",
  я: "ia",
  ı: "i",
  ş: "sh",
  š: "sh",
  ç: "ch",
  č: "ch",
  ž: "j",
  ý: "u",
};

/** Latin spellings of one sound, in the order in which they are replaced. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/shch/g, "sh"],
  [/zh/g, "j"],
  [/kh/g, "k"],
  [/gh/g, "g"],
  [/q/g, "k"],
  [/x/g, "ks"],
  [/w/g, "u"],
  [/y/g, "i"],
  // Yesik and Esik; inside a word the letters stay, so that a beginning stays a beginning.
  [/^ie/, "e"],
];

const BETWEEN_WORDS = /[^\p{L}\p{M}\p{N}'’ʼʹʻ]+/u;
const NOT_SOUND = /[^\p{L}\p{N}]+/gu;

export function words(text: string): string[] {
  return text.split(BETWEEN_WORDS).filter((word) => word !== "");
}

export function fold(word: string): string {
  let folded = "";
  for (const letter of word.normalize("NFC").toLowerCase()) {
    folded += LETTERS[letter] ?? letter.normalize("NFD").replace(NOT_SOUND, "");
  }
  for (const [spelling, one] of SPELLINGS) folded = folded.replace(spelling, one);
  // Akkol and Akol; three of a kind and more are no spelling.
  folded = folded.replace(/([a-z])\1+/g, (all, letter) => (all.length === 2 ? letter : all));
  // An h of its own is Kazakh һ or х; in sh and ch it belongs to the letter before.
  return folded.replace(/([sc])?h/g, (whole, before) => (before ? whole : "k"));
}
