/** How shapes are drawn on a canvas: the colours and strokes that map.css gives the plain page. */

import { h } from "../dom";
import { precisionStyle, statusClass } from "../symbols";
import type { PrecisionStyle } from "../types";
import type { PackedApp } from "./app";
import type { Atlas } from "./atlas";
import { NONE } from "./types";

/** The colour of a layer from elsewhere that names none. */
export const PLAIN = "#6b5b3e";

export interface Look {
  readonly color: string;
  /** Of a line, and of the edge of an area. */
  readonly dash: readonly number[];
  readonly edge: readonly number[];
  readonly quiet: boolean;
  /** Width of strokes of a layer from elsewhere; 0 for projects. */
  readonly weight: number;
  /** Ring or halo round a mark. */
  readonly round: PrecisionStyle;
}

export interface Looks {
  of(row: number): Look;
  readonly paper: string;
  readonly ink: string;
}

/** The colours that are in force now: they are read anew when light turns to dark. */
export function looksOf(app: PackedApp): Looks {
  const { atlas, payload } = app;
  const probe = h("i", { hidden: true });
  document.body.append(probe);
  const read = (name: string): string => getComputedStyle(probe).getPropertyValue(name).trim();
  const [paper, ink] = [read("--paper"), read("--ink")];
  const colors = (atlas.meta.values["status"] ?? []).map((status) => {
    probe.className = statusClass(status);
    return read("--status");
  });
  probe.remove();
  const precisions = (atlas.meta.values["precision"] ?? []).map((name) =>
    precisionStyle(payload.style, name),
  );
  const layers = (atlas.meta.values["layer"] ?? []).map((id) =>
    payload.layers?.find((layer) => layer.id === id),
  );
  const known = new Map<number, Look>();
  const of = (row: number): Look => {
    const project = atlas.isProject(row);
    const key = project ? keyOf(atlas, row) : -1 - (atlas.column("layer")?.[row] ?? NONE);
    const before = known.get(key);
    if (before) return before;
    const own = precisions[codeOf(atlas, "precision", row)] ?? {};
    const line = precisions[codeOf(atlas, "line_precision", row)] ?? own;
    const layer = layers[codeOf(atlas, "layer", row)];
    const made: Look = project
      ? {
          color: colors[codeOf(atlas, "status", row)] || ink,
          dash: line.dash ?? [],
          edge: own.dash ?? [],
          quiet: atlas.isContext(row),
          weight: 0,
          round: own,
        }
      : {
          color: layer?.color || PLAIN,
          dash: [],
          edge: [],
          quiet: false,
          weight: layer?.weight || 2,
          round: {},
        };
    known.set(key, made);
    return made;
  };
  return { of, paper, ink };
}

function keyOf(atlas: Atlas, row: number): number {
  const [status, own, line] = ["status", "precision", "line_precision"].map((name) =>
    codeOf(atlas, name, row),
  );
  const codes = ((status ?? 0) * 256 + (own ?? 0)) * 256 + (line ?? 0);
  return codes * 2 + Number(atlas.isContext(row));
}

function codeOf(atlas: Atlas, name: string, row: number): number {
  return atlas.column(name)?.[row] ?? NONE;
}
