/** A tile painted as an atlas would: quiet land, pale water, thin lines. */

import type { Colors } from "./colors";
import { GROUPS, type Group } from "./schema";
import { SIDE, type Tile } from "./tile";

const AREAS = new Set<Group>(["earth", "town", "green", "sand", "ice", "water", "building"]);

/** From which zoom of the map a group is drawn, and how thick a line is at two zooms, in pixels. */
const FROM: Readonly<Partial<Record<Group, number>>> = {
  stream: 11,
  building: 13,
  path: 13,
  minor: 11,
  major: 8,
  rail: 8,
  county: 8,
};
const WIDTHS: Readonly<Partial<Record<Group, readonly [at7: number, at14: number]>>> = {
  stream: [0.4, 1],
  river: [0.9, 2],
  path: [0.4, 0.9],
  minor: [0.4, 1.8],
  major: [0.7, 2.6],
  main: [1, 3.4],
  rail: [0.7, 1.2],
  county: [0.7, 0.9],
  region: [0.9, 1.2],
  country: [1.2, 1.8],
};
const DASHES: Readonly<Partial<Record<Group, readonly number[]>>> = {
  path: [3, 2],
  rail: [5, 2.5],
  county: [1.5, 3],
  region: [6, 2.5, 1.5, 2.5],
  country: [8, 3, 2, 3],
};

/** A square of the canvas, in pixels of the map. */
export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** `ratio` is how many pixels of the canvas a pixel of the map is. */
export function paintTile(
  context: CanvasRenderingContext2D,
  tile: Tile,
  square: Square,
  zoom: number,
  ratio: number,
  colors: Colors,
): void {
  const scale = (square.side * ratio) / SIDE;
  clipped(context, square, ratio, () => {
    context.fillStyle = tile.hasEarth ? colors.water : colors.land;
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
    context.setTransform(scale, 0, 0, scale, square.left * ratio, square.top * ratio);
    context.lineJoin = "round";
    for (const group of GROUPS) {
      const path = tile.groups.get(group);
      if (!path || zoom < (FROM[group] ?? 0)) continue;
      if (AREAS.has(group)) {
        context.fillStyle = colors.fill[group];
        context.fill(path);
        if (group === "water") shore(context, tile, colors, ratio / scale);
        continue;
      }
      const [thin, thick] = WIDTHS[group] ?? [1, 1];
      const share = Math.max(-0.6, Math.min(1.2, (zoom - 7) / 7));
      const unit = ratio / scale;
      context.lineWidth = Math.max(0.35, thin + (thick - thin) * share) * unit;
      context.setLineDash((DASHES[group] ?? []).map((length) => length * unit));
      context.strokeStyle = colors.fill[group];
      context.stroke(path);
    }
    context.setLineDash([]);
  });
}

function shore(context: CanvasRenderingContext2D, tile: Tile, colors: Colors, unit: number): void {
  context.setLineDash([]);
  context.lineWidth = 0.8 * unit;
  context.strokeStyle = colors.shore;
  context.stroke(tile.shore);
}

export function paintImage(
  context: CanvasRenderingContext2D,
  image: ImageBitmap,
  square: Square,
  ratio: number,
  dark: boolean,
): void {
  clipped(context, square, ratio, () => {
    const side = square.side * ratio;
    context.imageSmoothingQuality = "high";
    context.drawImage(image, square.left * ratio, square.top * ratio, side, side);
    if (!dark) return;
    // A picture has its own colours: on a dark page it is only dimmed.
    context.fillStyle = "rgba(12, 18, 24, 0.45)";
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  });
}

/** Draw within a square whose edges are those of pixels, so that no seam shows. */
function clipped(
  context: CanvasRenderingContext2D,
  { left, top, side }: Square,
  ratio: number,
  draw: () => void,
): void {
  const [x0, y0] = [Math.round(left * ratio), Math.round(top * ratio)];
  const [x1, y1] = [Math.round((left + side) * ratio), Math.round((top + side) * ratio)];
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.beginPath();
  context.rect(x0, y0, x1 - x0, y1 - y0);
  context.clip();
  draw();
  context.restore();
}
