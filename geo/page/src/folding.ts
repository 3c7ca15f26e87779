/**
 * One folded Latin form for the many spellings of a word: Kazakh and Russian Cyrillic, Kazakh
 * Latin of each reform, English transliteration. Үшарал, Ушарал, Üşaral and Usharal fold alike.
 */

/** Each letter with what it becomes: Cyrillic, and Latin whose mark means a sound of its own. */
const LETTERS = new Map<string, string>(
  [
    "аa әa бb вv гg ғg дd еe ёe жj зz иi іi йi кk қk лl мm нn ңn оo өo пp рr сs тt уu үu ұu",
    "фf хk һk цts чch шsh щsh ъ ыi ь эe юiu яia",
    "ıi şsh šsh çch čch žj ýu",
  ].flatMap((line) => line.split(" ").map((pair) => [pair.slice(0, 1), pair.slice(1)] as const)),
);

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
    folded += LETTERS.get(letter) ?? letter.normalize("NFD").replace(NOT_SOUND, "");
  }
  for (const [spelling, one] of SPELLINGS) folded = folded.replace(spelling, one);
  // Akkol and Akol; three of a kind and more are no spelling.
  folded = folded.replace(/([a-z])\1+/g, (all, letter) => (all.length === 2 ? letter : all));
  // An h of its own is Kazakh һ or х; in sh and ch it belongs to the letter before.
  return folded.replace(/([sc])?h/g, (whole, before) => (before ? whole : "k"));
}
