/** What the list holds and in which order: rows by sector, without a place, context, layers. */

import type { PackedApp } from "./app";
import type { Found } from "./finder";
import { KIND } from "./types";

export interface Group {
  readonly key: string;
  readonly title: string;
  readonly note?: string;
  /** The sector whose symbol heads the group. */
  readonly sector?: string;
  /** Whether its rows are projects, and of several sectors. */
  readonly mixed: boolean;
  /** Title that comes from data. */
  readonly foreign?: boolean;
  readonly rows: Uint32Array;
}

const PLACED = KIND.points | KIND.lines | KIND.areas;

export function groupsOf(app: PackedApp): Group[] {
  const { atlas, store, finder } = app;
  const hits = finder.find(store.state.q);
  const sectors = sectorsOf(app);
  const layers = (app.payload.layers ?? []).filter(({ kind }) => kind === "plain");
  const results: Group[] = [
    { key: "results", title: app.word("search.results"), mixed: true, rows: NOTHING },
  ];
  const bySector: Group[] = sectors.map((sector) => ({
    key: `sector.${sector}`,
    title: app.word(`sector.${sector}`),
    sector,
    mixed: false,
    rows: NOTHING,
  }));
  const region: Group = {
    key: "region",
    title: app.word("page.regionwide"),
    note: app.word("page.regionwide_note"),
    mixed: true,
    rows: NOTHING,
  };
  const all: Group[] = [
    ...(hits ? results : [...bySector, region]),
    { key: "context", title: app.word("role.context"), mixed: true, rows: NOTHING },
    ...layers.map(({ id, title }) => ({
      key: `layer.${id}`,
      title: app.text(title),
      foreign: true,
      mixed: false,
      rows: NOTHING,
    })),
  ];
  const context = all.findIndex(({ key }) => key === "context");
  const ofSector = new Uint16Array(256);
  (atlas.meta.values["sector"] ?? []).forEach((name, code) => {
    ofSector[code] = hits ? 0 : sectors.indexOf(name);
  });
  const ofLayer = (atlas.meta.values["layer"] ?? []).map(
    (id) => context + 1 + layers.findIndex((layer) => layer.id === id),
  );
  const [kind, sector, layer] = ["kind", "sector", "layer"].map((name) => atlas.column(name) ?? []);
  const { first_feature } = atlas.meta;
  const placeOf = (row: number): number => {
    if (row >= first_feature) return ofLayer[layer?.[row] as number] as number;
    const bits = kind?.[row] as number;
    if (bits & KIND.context) return context;
    if (!hits && (bits & PLACED) === 0) return context - 1;
    return ofSector[sector?.[row] as number] as number;
  };
  const filled = sorted(app, hits, all.length, placeOf);
  return all
    .map((group, i) => ({ ...group, rows: filled[i] ?? NOTHING }))
    .filter(({ rows }) => rows.length > 0);
}

const NOTHING = new Uint32Array(0);
/** In no group. */
const NOT = 0xffff;

/** The rows that are listed, each in its group; what was searched for comes best first. */
function sorted(
  { facets, atlas }: PackedApp,
  hits: Found | null,
  groups: number,
  placeOf: (row: number) => number,
): Uint32Array[] {
  const counts = new Uint32Array(groups);
  const places = new Uint16Array(hits ? hits.rows.length : atlas.count);
  const order = hits?.rows;
  const end = order ? order.length : atlas.count;
  for (let i = 0; i < end; i += 1) {
    const row = order ? (order[i] as number) : i;
    if (!facets.lists(row)) {
      places[i] = NOT;
      continue;
    }
    const place = placeOf(row);
    places[i] = place;
    counts[place] = (counts[place] as number) + 1;
  }
  const found = [...counts].map((count) => new Uint32Array(count));
  counts.fill(0);
  for (let i = 0; i < end; i += 1) {
    const place = places[i] as number;
    if (place === NOT) continue;
    const at = counts[place] as number;
    (found[place] as Uint32Array)[at] = order ? (order[i] as number) : i;
    counts[place] = at + 1;
  }
  return found;
}

/** In the order of the legend, then those that it does not know. */
function sectorsOf({ payload, atlas }: PackedApp): string[] {
  return [
    ...new Set([...Object.keys(payload.style.sector), ...(atlas.meta.values["sector"] ?? [])]),
  ];
}
