/** The base map's positions, as geo/outputs/ground.py writes them: cells of a grid in strings. */

import type { Page } from "./app";
import { type Line, WORLD } from "./geometry";
import type { ContextShape } from "./types";

export interface Shape {
  readonly name: ContextShape[1];
  readonly rank: number;
  readonly points: readonly Line[];
  readonly lines: readonly Line[];
  readonly rings: readonly Line[];
}

const known = new Map<string, readonly Shape[]>();

/** The shapes of a layer of the base map; read once. */
export function shapesOf(app: Page, layer: string): readonly Shape[] {
  const before = known.get(layer);
  if (before) return before;
  const { bits = 0, shapes = [] } = app.payload.context?.[layer] ?? {};
  const cell = WORLD / 2 ** bits;
  const found = shapes.map(([rank, name = "", points = "", lines = "", rings = ""]) => ({
    name,
    rank,
    points: positions(points, cell),
    lines: positions(lines, cell),
    rings: positions(rings, cell),
  }));
  known.set(layer, found);
  return found;
}

/** Lines that spaces part; a number is five bits a letter, the sign first, the lowest next. */
function positions(text: string, cell: number): Line[] {
  return text === "" ? [] : text.split(" ").map((line) => decoded(line, cell));
}

function decoded(text: string, cell: number): Line {
  const found: number[] = [];
  let column = 0;
  let row = 0;
  let number = 0;
  let shift = 0;
  let odd = false;
  for (let i = 0; i < text.length; i += 1) {
    const letter = text.charCodeAt(i) - 63;
    number |= (letter & 31) << shift;
    shift += 5;
    if (letter & 32) continue;
    const step = number & 1 ? ~(number >> 1) : number >> 1;
    if (odd) {
      row += step;
      found.push(column * cell, row * cell);
    } else {
      column += step;
    }
    odd = !odd;
    number = 0;
    shift = 0;
  }
  return found;
}
