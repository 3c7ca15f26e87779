/** All rows of a packed page: columns at hand, the rest of what is known brought on demand. */

import type { Place, Project } from "../types";
import { fill } from "../unpack";
import { createParts, type Parts } from "./parts";
import {
  type Column,
  type ColumnPlace,
  type Facet,
  NONE,
  NOWHERE,
  type Packed,
  type PackedPayload,
} from "./types";

/** Columns that the page needs at once; the others come with `load`. */
const RESIDENT = [
  "lon",
  "lat",
  "kind",
  "layer",
  "sector",
  "status",
  "precision",
  "line_precision",
  "size",
  "shape",
  "date_row",
  "date_from",
  "date_to",
  "date_at",
  "date_planned",
  "date_key",
  "shape_w",
  "shape_s",
  "shape_e",
  "shape_n",
  "shape_size",
] as const;
/** So many blocks of details stay in memory. */
const BLOCKS = 160;

const TYPES = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

export interface Atlas {
  readonly count: number;
  readonly meta: Packed;
  readonly parts: Parts;
  /** A column that is here; undefined for one that the map doesn't have or that wasn't loaded. */
  column(name: string): Column | undefined;
  /** Bring a column; an empty one where the map doesn't have it. */
  load(name: string): Promise<Column>;
  /** What is known of a row, if its block is here. */
  detail(row: number): Place | undefined;
  /** Bring the blocks of these rows; more than are kept in memory should not be asked for. */
  details(rows: Iterable<number>): Promise<void>;
  /** The row of an id; -1 if there is none. */
  row(id: string): Promise<number>;
  /** The same at once, for rows whose details are here. */
  rowAtHand(id: string): number;
  /** What a row says of it; empty for nothing. */
  value(facet: Facet, row: number): string;
  isProject(row: number): boolean;
  isContext(row: number): boolean;
  /** 1 where a row passes filters, search and layers. Who writes it calls `changed`. */
  readonly passes: Uint8Array;
  /** How many rows pass. */
  shown: number;
  changed(): void;
  onChange(listener: () => void): void;
}

interface Block {
  readonly first: number;
  readonly projects: readonly unknown[][];
  readonly features: readonly unknown[][];
  readonly places: Map<number, Place>;
}

/** Reads the columns that are needed at once. Rejects where one of them can't be read. */
export async function openAtlas(payload: PackedPayload): Promise<Atlas> {
  const meta = payload.packed;
  const parts = createParts(meta);
  const columns = new Map<string, Column>();
  const coming = new Map<string, Promise<Column>>();
  const load = (name: string): Promise<Column> => {
    const place = Object.hasOwn(meta.columns, name) ? meta.columns[name] : undefined;
    if (!place) return Promise.resolve(new Uint8Array(0));
    let found = coming.get(name);
    if (!found) {
      found = readColumn(parts, place).then((column) => {
        columns.set(name, column);
        return column;
      });
      coming.set(name, found);
      // What failed may be asked for again: a network comes back.
      found.catch(() => coming.delete(name));
    }
    return found;
  };
  await Promise.all(RESIDENT.map(load));

  const details = createDetails(payload, parts, columns);
  const code = (facet: Facet, row: number): number => columns.get(facet)?.[row] ?? NONE;
  const kinds = columns.get("kind");
  const listeners: (() => void)[] = [];
  return {
    count: meta.count,
    meta,
    parts,
    column: (name) => columns.get(name),
    load,
    detail: details.at,
    details: details.bring,
    rowAtHand: details.rowAtHand,
    async row(id) {
      const known = details.rowAtHand(id);
      if (known >= 0) return known;
      const hashes = await load("id_hash");
      const wanted = hashOf(id);
      const same: number[] = [];
      for (let row = hashes.indexOf(wanted); row >= 0; row = hashes.indexOf(wanted, row + 1)) {
        same.push(row);
      }
      for (const row of same) {
        await details.bring([row]);
        if (details.at(row)?.id === id) return row;
      }
      return -1;
    },
    value: (facet, row) => meta.values[facet]?.[code(facet, row)] ?? "",
    isProject: (row) => row < meta.first_feature,
    isContext: (row) => ((kinds?.[row] ?? 0) & 8) !== 0,
    passes: new Uint8Array(meta.count).fill(1),
    shown: meta.count,
    changed() {
      for (const listener of listeners) listener();
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

async function readColumn(parts: Parts, { type, length, parts: own }: ColumnPlace) {
  const { buffer } = await parts.read(own);
  const column = new TYPES[type](buffer);
  if (column.length !== length) throw new Error(`a column has ${column.length} values`);
  return column;
}

interface Details {
  at(row: number): Place | undefined;
  bring(rows: Iterable<number>): Promise<void>;
  rowAtHand(id: string): number;
}

function createDetails(
  payload: PackedPayload,
  parts: Parts,
  columns: ReadonlyMap<string, Column>,
): Details {
  const { block: size, details, first_feature, project_columns, feature_columns } = payload.packed;
  const fields = {
    ...payload.columns,
    a_project: project_columns,
    a_feature: feature_columns,
  };
  /** The one that was used last stands last. */
  const blocks = new Map<number, Block>();
  const coming = new Map<number, Promise<void>>();
  const rows = new Map<string, number>();
  const [lon, lat] = [columns.get("lon"), columns.get("lat")];

  const keep = (number: number, block: Block): void => {
    blocks.delete(number);
    blocks.set(number, block);
    for (const [oldest, old] of blocks) {
      if (blocks.size <= BLOCKS) return;
      blocks.delete(oldest);
      for (const { id } of old.places.values()) rows.delete(id);
    }
  };
  const bringBlock = (number: number): Promise<void> => {
    let found = coming.get(number);
    if (!found) {
      found = parts
        .read([details[0] + number])
        .then((bytes) => {
          const text = new TextDecoder().decode(bytes);
          const read = JSON.parse(text) as Partial<Pick<Block, "projects" | "features">>;
          const { projects = [], features = [] } = read;
          keep(number, { first: number * size, projects, features, places: new Map() });
        })
        .finally(() => coming.delete(number));
      coming.set(number, found);
    }
    return found;
  };
  const made = (block: Block, row: number): Place | undefined => {
    const project = row < first_feature;
    const values = project
      ? block.projects[row - block.first]
      : block.features[row - Math.max(block.first, first_feature)];
    if (!values) return undefined;
    const name = project ? "a_project" : "a_feature";
    const holder: Record<string, unknown> = { [name]: [values] };
    fill(holder, name, fields);
    const [place] = holder[name] as Project[];
    if (!place) return undefined;
    const [x, y] = [lon?.[row] ?? NOWHERE, lat?.[row] ?? NOWHERE];
    const anchor = x === NOWHERE ? null : ([x / 1e6, y / 1e6] as const);
    // Those of a single point aren't stored.
    const bounds = place.bounds ?? (anchor && ([...anchor, ...anchor] as const));
    const found: Project = { ...place, number: row + 1, anchor, bounds };
    return found;
  };
  return {
    at(row) {
      const number = Math.floor(row / size);
      const block = blocks.get(number);
      if (!block) return undefined;
      keep(number, block);
      const known = block.places.get(row);
      if (known) return known;
      const place = made(block, row);
      if (place) {
        block.places.set(row, place);
        rows.set(place.id, row);
      }
      return place;
    },
    async bring(wanted) {
      const numbers = new Set<number>();
      for (const row of wanted) numbers.add(Math.floor(row / size));
      for (const number of numbers) {
        const block = blocks.get(number);
        if (block) keep(number, block);
      }
      const missing = [...numbers].filter((number) => !blocks.has(number));
      await Promise.all(missing.map(bringBlock));
    },
    rowAtHand: (id) => rows.get(id) ?? -1,
  };
}

/** FNV-1a of the UTF-8 of an id. */
export function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}
