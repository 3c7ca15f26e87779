/** Names on a canvas: as many as there is room for, the greater ones first. */

import type { Box } from "../labels";
import type { Colors } from "./colors";
import { type Named, spoken } from "./names";
import type { NameKind } from "./schema";

/** A name with its place on the canvas, in pixels of the map. */
export interface Lettered {
  readonly kind: NameKind;
  readonly rank: number;
  readonly names: Named;
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly room: number;
}

interface Type {
  readonly size: number;
  readonly weight?: number;
  readonly italic?: boolean;
  /** Between letters, in ems. */
  readonly space?: number;
  readonly dot?: number;
  /** The zooms of the map at which it is shown. */
  readonly zooms: readonly [from: number, to: number];
}

const TYPES: Readonly<Record<NameKind, Type>> = {
  country: { size: 13, weight: 600, space: 0.16, zooms: [0, 7.5] },
  region: { size: 11, space: 0.14, zooms: [5, 9] },
  city: { size: 14, weight: 600, dot: 3.5, zooms: [0, 22] },
  town: { size: 13, dot: 2.75, zooms: [0, 22] },
  village: { size: 12, dot: 2.5, zooms: [0, 22] },
  hamlet: { size: 11, dot: 2, zooms: [10.5, 22] },
  suburb: { size: 11, space: 0.06, zooms: [11.5, 22] },
  water: { size: 12.5, italic: true, space: 0.06, zooms: [0, 22] },
  river: { size: 11.5, italic: true, space: 0.06, zooms: [8, 22] },
};
/** The same name again stands at least so far away, in pixels. */
const APART = 360;
/** Between a dot and its name. */
const ASIDE = 4;
/** Sides of a dot, the best first: right, left, above, below. */
const SIDES = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
] as const;

export class Lettering {
  readonly #context: CanvasRenderingContext2D;
  readonly #family: string;
  readonly #widths = new Map<string, number>();

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
    this.#family = getComputedStyle(document.body).fontFamily;
  }

  /**
   * Write them; `taken` are the boxes that names must not cover. Those without a dot stand wholly
   * in the window, or not at all. Gives the names that stand.
   */
  write(
    all: readonly Lettered[],
    language: string,
    zoom: number,
    ratio: number,
    colors: Colors,
    taken: Box[],
    window: Box,
  ): string[] {
    const context = this.#context;
    const placed = new Map<string, [number, number][]>();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.textBaseline = "middle";
    context.lineJoin = "round";
    for (const each of [...all].sort((a, b) => a.rank - b.rank)) {
      const type = TYPES[each.kind];
      if (zoom < type.zooms[0] || zoom >= type.zooms[1]) continue;
      const capital = each.kind === "country";
      const said = spoken(each.names, language);
      const text = capital ? said.toLocaleUpperCase(language) : said;
      const before = placed.get(text) ?? [];
      if (before.some(([x, y]) => Math.hypot(x - each.x, y - each.y) < APART)) continue;
      if (!this.#one(each, type, text, colors, taken, window)) continue;
      placed.set(text, [...before, [each.x, each.y]]);
    }
    return [...placed.keys()];
  }

  #one(
    each: Lettered,
    type: Type,
    text: string,
    colors: Colors,
    taken: Box[],
    window: Box,
  ): boolean {
    const context = this.#context;
    const font = `${type.italic ? "italic " : ""}${type.weight ?? 400} ${type.size}px ${this.#family}`;
    context.font = font;
    const space = (type.space ?? 0) * type.size;
    const long = this.#width(font, text) + space * [...text].length;
    const high = type.size * 1.25;
    if (each.kind === "river" && each.room < long * 1.15) return false;
    if (each.kind === "water" && each.room < long * 0.62) return false;
    const water = each.kind === "water" || each.kind === "river";
    context.fillStyle = water ? colors.waterName : colors.name;
    context.strokeStyle = each.kind === "water" ? colors.water : colors.land;
    context.lineWidth = 2.5;
    const { dot } = type;
    if (dot === undefined) {
      const angle = (each.angle * Math.PI) / 180;
      const [flat, steep] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
      const box = boxAt(each.x, each.y, long * flat + high * steep, long * steep + high * flat);
      if (hits(box, taken) || !inside(box, window)) return false;
      taken.push(box);
      this.#text(text, each.x, each.y, angle, each.kind === "river" ? -7 : 0, long, space);
      return true;
    }
    for (const [x, y] of SIDES) {
      const middle = each.x + x * (long / 2 + dot + ASIDE);
      const level = each.y + y * (high / 2 + dot + 1);
      const box = boxAt(middle, level, long + 3, high);
      if (hits(box, taken)) continue;
      taken.push(box, boxAt(each.x, each.y, 2 * dot + 4, 2 * dot + 4));
      this.#text(text, middle, level, 0, 0, long, space);
      context.beginPath();
      context.arc(each.x, each.y, dot - 0.5, 0, 2 * Math.PI);
      context.lineWidth = each.kind === "city" ? 2 : 1;
      context.fillStyle = colors.paper;
      context.strokeStyle = colors.name;
      context.fill();
      context.stroke();
      return true;
    }
    return false;
  }

  /** Text round a middle, turned, and lifted by so many pixels. */
  #text(
    text: string,
    x: number,
    y: number,
    angle: number,
    lift: number,
    long: number,
    space: number,
  ): void {
    const context = this.#context;
    context.save();
    context.translate(x, y);
    context.rotate(angle);
    let at = -long / 2;
    for (const piece of space > 0 ? [...text] : [text]) {
      context.strokeText(piece, at, lift);
      at += space > 0 ? this.#width(context.font, piece) + space : 0;
    }
    at = -long / 2;
    for (const piece of space > 0 ? [...text] : [text]) {
      context.fillText(piece, at, lift);
      at += space > 0 ? this.#width(context.font, piece) + space : 0;
    }
    context.restore();
  }

  #width(font: string, text: string): number {
    const key = `${font}\n${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    const found = this.#context.measureText(text).width;
    if (this.#widths.size > 5000) this.#widths.clear();
    this.#widths.set(key, found);
    return found;
  }
}

function boxAt(x: number, y: number, width: number, height: number): Box {
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

function hits([left, top, right, bottom]: Box, others: readonly Box[]): boolean {
  return others.some((box) => left < box[2] && right > box[0] && top < box[3] && bottom > box[1]);
}

function inside([left, top, right, bottom]: Box, window: Box): boolean {
  return left >= window[0] && top >= window[1] && right <= window[2] && bottom <= window[3];
}
