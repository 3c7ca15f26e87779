/** What a status, a sector and a precision look like, drawn from the style table. */

import { svg } from "./dom";
import type { PrecisionStyle, StatusStyle, Style } from "./types";

/** Diameter of a mark on the map, in pixels. */
export const MARK = 28;
const COLOR = /^#[0-9a-f]{6}$/i;
const TICK = "M-3.4 .2L-1 2.6L3.4 -2.4";

/** Give each status its colour, in light and dark, as the custom property `--status`. */
export function colorRules(style: Style, sheet: CSSStyleSheet): void {
  const dark = "@media screen and (prefers-color-scheme: dark)";
  for (const [name, status] of Object.entries(style.status)) {
    const selector = `.${CSS.escape(statusClass(name))}`;
    if (COLOR.test(status.color)) {
      sheet.insertRule(`${selector}{--status:${status.color}}`, sheet.cssRules.length);
    }
    if (COLOR.test(status.dark)) {
      sheet.insertRule(`${dark}{${selector}{--status:${status.dark}}}`, sheet.cssRules.length);
    }
  }
}

export function statusClass(status: string): string {
  return `status-${status}`;
}

/** The mark of a project: the glyph of its sector in a ring that says how far it is. */
export function mark(style: Style, status: string, sector: string, size = MARK): SVGSVGElement {
  const look = own(style.status, status);
  const whole = look?.gauge === 1 && !look.broken;
  return svg(
    "svg",
    {
      class: `mark ${statusClass(status)}${whole ? " whole" : ""}`,
      viewBox: "-16 -16 32 32",
      width: size,
      height: size,
      "aria-hidden": "true",
      focusable: "false",
    },
    svg("circle", { class: "mark-case", r: 15.4 }),
    svg("circle", { class: "mark-face", r: whole ? 14 : 12 }),
    svg("circle", { class: "mark-track", r: 12.6 }),
    ...arcs(look, 12.6).map((d) => svg("path", { class: "mark-arc", d })),
    glyph(style, sector, 15.5),
  );
}

/** The sign of a status alone: a disc filled as far as the project is. */
export function statusSign(style: Style, status: string, size = 14): SVGSVGElement {
  const look = own(style.status, status);
  const gauge = look?.gauge ?? 0;
  const inside = look?.broken
    ? [svg("path", { class: "sign-fill", d: "M-3.6 -4h2.4v8h-2.4zM1.2 -4h2.4v8h-2.4z" })]
    : gauge >= 1
      ? [svg("circle", { class: "sign-fill", r: 7 }), svg("path", { class: "sign-tick", d: TICK })]
      : gauge > 0
        ? [svg("path", { class: "sign-fill", d: wedge(6, gauge) })]
        : [];
  return svg(
    "svg",
    {
      class: `sign ${statusClass(status)}`,
      viewBox: "-8 -8 16 16",
      width: size,
      height: size,
      "aria-hidden": "true",
      focusable: "false",
    },
    svg("circle", { class: "sign-ring", r: 6.6 }),
    ...inside,
  );
}

/** The glyph of a sector alone, in the colour of the text. */
export function sectorSign(style: Style, sector: string, size = 16): SVGSVGElement {
  return svg(
    "svg",
    {
      class: "sector-sign",
      viewBox: "-8 -8 16 16",
      width: size,
      height: size,
      "aria-hidden": "true",
      focusable: "false",
    },
    glyph(style, sector, 16),
  );
}

/** How a precision looks: a stretch of line, and the ring or halo of a mark. */
export function precisionSign(style: Style, precision: string): SVGSVGElement {
  const look = own(style.precision, precision);
  const drawing = svg("svg", {
    class: "precision-sign",
    viewBox: "0 0 56 24",
    width: 56,
    height: 24,
    "aria-hidden": "true",
    focusable: "false",
  });
  if (look?.halo) drawing.append(svg("circle", { class: "halo", cx: 12, cy: 12, r: 12 }));
  drawing.append(svg("circle", { class: "sample-dot", cx: 12, cy: 12, r: 4.6 }));
  if (look?.ring) {
    const dash = look.ring_dash?.join(" ");
    drawing.append(
      svg("circle", { class: "ring", cx: 12, cy: 12, r: 9.5, "stroke-dasharray": dash }),
    );
  }
  const dash = look?.dash?.join(" ") || undefined;
  drawing.append(svg("path", { class: "sample-line", d: "M29 12H56", "stroke-dasharray": dash }));
  return drawing;
}

export function precisionStyle(style: Style, precision: string): PrecisionStyle {
  return own(style.precision, precision) ?? {};
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function glyph(style: Style, sector: string, size: number): SVGElement | null {
  const path = own(style.sector, sector)?.glyph;
  if (!path) return null;
  const transform = `scale(${size / 16}) translate(-8 -8)`;
  return svg("path", { class: "glyph", d: path, transform, "fill-rule": "evenodd" });
}

function arcs(look: StatusStyle | undefined, radius: number): string[] {
  if (look?.broken) return [arc(radius, 0.1, 0.4), arc(radius, 0.6, 0.9)];
  const gauge = look?.gauge ?? 0;
  return gauge > 0 && gauge < 1 ? [arc(radius, 0, gauge)] : [];
}

/** Part of a circle; turns are counted clockwise from 12 o'clock. */
function arc(radius: number, from: number, to: number): string {
  const large = to - from > 0.5 ? 1 : 0;
  return `M${point(radius, from)}A${radius} ${radius} 0 ${large} 1 ${point(radius, to)}`;
}

function wedge(radius: number, turn: number): string {
  return `M0 0L${arc(radius, 0, turn).slice(1)}Z`;
}

function point(radius: number, turn: number): string {
  const angle = turn * 2 * Math.PI;
  return `${(radius * Math.sin(angle)).toFixed(2)} ${(-radius * Math.cos(angle)).toFixed(2)}`;
}
