/** Lines, areas and circles on the map, drawn anew whenever the map has moved. */

import L from "leaflet";
import { set } from "./dom";
import type { Line, Spot } from "./geometry";

/** A vertex nearer than this to the one before it isn't drawn, in pixels. */
const FINEST = 1.2;

/** Something drawn on the map by one element or more. */
export interface Vector {
  readonly elements: readonly SVGElement[];
  draw(view: View): void;
}

/** What the map shows: pixels at zoom 0 times `scale`, less `left` and `top`, are layer points. */
export interface View {
  readonly zoom: number;
  readonly scale: number;
  readonly left: number;
  readonly top: number;
  /** What is drawn of them at the most, in layer points. */
  readonly bounds: L.Bounds;
}

/** A pane of the map with vectors, in the order in which they come. */
export class Vectors {
  readonly #map: L.Map;
  readonly #renderer: L.Renderer & { _rootGroup: SVGGElement; _bounds: L.Bounds };
  readonly #shown = new Set<Vector>();
  /** What stands in the place of those that were taken away. */
  readonly #gaps = new Map<Vector, Comment>();

  constructor(map: L.Map, pane: string) {
    this.#map = map;
    // Leaflet moves and scales the element that all stand in.
    this.#renderer = L.svg({ pane, padding: 0.2 }).addTo(map) as never;
    this.#renderer.on("update", () => {
      const view = this.#view();
      for (const vector of this.#shown) vector.draw(view);
    });
  }

  /** Show a vector, or take it away: its place among the others is kept. */
  turn(vector: Vector, on: boolean): void {
    if (on === this.#shown.has(vector)) return;
    const gap = this.#gaps.get(vector) ?? document.createComment("");
    if (on) {
      if (gap.isConnected) gap.replaceWith(...vector.elements);
      else this.#renderer._rootGroup.append(...vector.elements);
      this.#shown.add(vector);
      vector.draw(this.#view());
      return;
    }
    vector.elements[0]?.before(gap);
    for (const element of vector.elements) element.remove();
    this.#gaps.set(vector, gap);
    this.#shown.delete(vector);
  }

  #view(): View {
    const zoom = this.#map.getZoom();
    const { x, y } = this.#map.getPixelOrigin();
    const scale = this.#map.getZoomScale(zoom, 0);
    return { zoom, scale, left: x, top: y, bounds: this.#renderer._bounds };
  }
}

/** Lines and rings, drawn by paths that lie one upon the other. */
export function outline(
  elements: readonly SVGElement[],
  lines: readonly Line[],
  rings: readonly Line[],
): Vector {
  const draw = (view: View): void => {
    let d = "";
    for (const line of lines) d += open(line, view);
    for (const ring of rings) d += closed(ring, view);
    for (const element of elements) element.setAttribute("d", d);
  };
  return { elements, draw };
}

/** A circle whose radius in pixels follows from the scale. */
export function circle(
  element: SVGElement,
  [x, y]: Spot,
  radius: (scale: number) => number,
): Vector {
  const draw = ({ scale, left, top }: View): void => {
    set(element, { cx: fine(x * scale - left), cy: fine(y * scale - top), r: radius(scale) });
  };
  return { elements: [element], draw };
}

/** Path data of a line, without the stretches that are out of sight. */
function open(line: Line, { scale, left, top, bounds }: View): string {
  let d = "";
  let x0 = 0;
  let y0 = 0;
  let side0 = 0;
  let gap = true;
  for (let i = 0; i < line.length; i += 2) {
    const x = fine((line[i] as number) * scale - left);
    const y = fine((line[i + 1] as number) * scale - top);
    const side = sideOf(x, y, bounds);
    if (i === 0 || side & side0) {
      gap = true;
    } else {
      if (!gap && i + 2 < line.length && near(x - x0, y - y0)) continue;
      d += gap ? `M${x0} ${y0}L${x} ${y}` : `L${x} ${y}`;
      gap = false;
    }
    x0 = x;
    y0 = y;
    side0 = side;
  }
  return d;
}

/** Path data of a ring, without the corners that change nothing in sight. */
function closed(ring: Line, { scale, left, top, bounds }: View): string {
  let d = "";
  // The corner that was drawn last, and one that may be left out, with the side they are on.
  let [x0, y0, side0] = [Number.NaN, 0, 0];
  let [x1, y1, side1] = [0, 0, 0];
  for (let i = 0; i < ring.length; i += 2) {
    const x = fine((ring[i] as number) * scale - left);
    const y = fine((ring[i + 1] as number) * scale - top);
    if (near(x - x0, y - y0)) continue;
    const side = sideOf(x, y, bounds);
    if (side1 && !(side0 & side1 & side)) {
      d += `L${x1} ${y1}`;
      [x0, y0, side0, side1] = [x1, y1, side1, 0];
    }
    if (side & side0) {
      [x1, y1, side1] = [x, y, side];
    } else {
      d += `${d === "" ? "M" : "L"}${x} ${y}`;
      x0 = x;
      y0 = y;
      side0 = side;
    }
  }
  return side1 ? `${d}L${x1} ${y1}Z` : `${d}Z`;
}

/** On which sides of the bounds a point lies outside them: one bit a side. */
function sideOf(x: number, y: number, { min, max }: L.Bounds): number {
  if (!min || !max) return 0;
  return +(x < min.x) | (+(x > max.x) << 1) | (+(y < min.y) << 2) | (+(y > max.y) << 3);
}

function near(x: number, y: number): boolean {
  return Math.abs(x) + Math.abs(y) < FINEST;
}

function fine(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
