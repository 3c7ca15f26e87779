/** Draws single shapes on a canvas, as map.css has the plain page draw them. */

import type { PackedApp } from "./app";
import type { Look, Looks } from "./look";
import { type Frame, type Outlines, spots, traceLines, traceRings } from "./outlines";
import { type Anchors, UNITS } from "./world";

const KM_OF_A_DEGREE = 111.2;

export interface Item {
  readonly row: number;
  readonly outlines: Outlines;
  readonly i: number;
  readonly look: Look;
}

export function area(
  context: CanvasRenderingContext2D,
  item: Item,
  frame: Frame,
  thin = false,
): void {
  const { look, outlines, i } = item;
  context.beginPath();
  if (!traceRings(context, outlines, i, frame)) return;
  context.strokeStyle = look.color;
  context.fillStyle = look.color;
  context.globalAlpha = look.weight > 0 ? 0.15 : look.quiet ? 0.07 : thin ? 0.1 : 0.16;
  context.fill("evenodd");
  context.globalAlpha = look.quiet ? 0.6 : 1;
  context.lineWidth = look.weight || (look.quiet || thin ? 1.2 : 1.8);
  context.setLineDash([...look.edge]);
  context.stroke();
  context.globalAlpha = 1;
}

export function line(
  context: CanvasRenderingContext2D,
  item: Item,
  frame: Frame,
  { paper }: Looks,
  thin = false,
): void {
  const { look, outlines, i } = item;
  context.beginPath();
  if (traceLines(context, outlines, i, frame)) {
    if (look.weight === 0 && !thin) {
      context.setLineDash([]);
      context.lineCap = "round";
      context.strokeStyle = paper;
      context.globalAlpha = look.quiet ? 0.6 : 0.85;
      context.lineWidth = look.quiet ? 4 : 6;
      context.stroke();
      context.lineCap = "butt";
    }
    context.setLineDash([...look.dash]);
    context.strokeStyle = look.color;
    context.globalAlpha = look.quiet ? 0.5 : 1;
    context.lineWidth = look.weight || (look.quiet || thin ? 1.8 : 3.2);
    context.stroke();
    context.globalAlpha = 1;
  }
  const points = spots(outlines, i, frame);
  if (points.length === 0) return;
  context.setLineDash([]);
  context.strokeStyle = look.color;
  context.fillStyle = look.weight > 0 ? look.color : paper;
  context.lineWidth = 2;
  for (const [x, y] of points) {
    context.beginPath();
    context.arc(x, y, look.weight > 0 ? 4 + look.weight : 5, 0, 2 * Math.PI);
    context.globalAlpha = look.weight > 0 ? 0.6 : 1;
    context.fill();
    context.globalAlpha = 1;
    context.stroke();
  }
}

/** The stretch round a shape that takes pointer and touch, shown. */
export function glow(
  context: CanvasRenderingContext2D,
  item: Item,
  frame: Frame,
  { ink }: Looks,
): void {
  context.setLineDash([]);
  context.lineCap = "round";
  context.lineJoin = "round";
  context.strokeStyle = ink;
  context.globalAlpha = 0.16;
  context.beginPath();
  if (traceLines(context, item.outlines, item.i, frame)) {
    context.lineWidth = 22;
    context.stroke();
  }
  context.beginPath();
  if (traceRings(context, item.outlines, item.i, frame)) {
    context.lineWidth = 8;
    context.stroke();
  }
  context.globalAlpha = 1;
}

export function isRound({ round }: Look): boolean {
  return Boolean(round.ring || round.halo);
}

/** Rings and soft halos round the marks that stand alone: how well their places are known. */
export function rounds(
  context: CanvasRenderingContext2D,
  { atlas }: PackedApp,
  anchors: Anchors,
  rows: readonly number[],
  looks: Looks,
  frame: Frame,
): void {
  const lat = atlas.column("lat");
  for (const row of rows) {
    const { round, color, quiet } = looks.of(row);
    const x = ((anchors.x[row] as number) - frame.box.west) / frame.perPixel;
    const y = ((anchors.y[row] as number) - frame.box.north) / frame.perPixel;
    const narrow = Math.cos((((lat?.[row] as number) / 1e6) * Math.PI) / 180);
    const km = UNITS / 360 / KM_OF_A_DEGREE / narrow / frame.perPixel;
    const faint = quiet ? 0.5 : 1;
    const circle = (pixels: number, kilometres = 0): void => {
      context.beginPath();
      context.arc(x, y, Math.max(pixels, kilometres * km), 0, 2 * Math.PI);
    };
    if (round.halo) {
      circle(round.halo, round.halo_km);
      context.fillStyle = color;
      context.globalAlpha = 0.14 * faint;
      context.fill();
    }
    if (round.ring) {
      circle(round.ring, round.ring_km);
      context.strokeStyle = color;
      context.globalAlpha = 0.9 * faint;
      context.lineWidth = 1.4;
      context.setLineDash([...(round.ring_dash ?? [])]);
      context.stroke();
    }
    context.globalAlpha = 1;
  }
}
