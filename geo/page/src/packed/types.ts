/** What a packed page carries beside its payload, as geo/outputs/packed writes it. */

import type { Payload } from "../types";

/** A value for each row, or for each entry of a sparse table. */
export type Column =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

export interface ColumnPlace {
  readonly type: "u8" | "u16" | "u32" | "i32" | "f32" | "f64";
  readonly length: number;
  readonly parts: readonly number[];
}

export type Facet = "status" | "sector" | "precision" | "layer";

export interface Packed {
  /** Rows: the projects of all layers first, then the features of plain layers. */
  readonly count: number;
  /** The row at which the features of plain layers begin. */
  readonly first_feature: number;
  /** Decimals of a degree that shapes are stored with. */
  readonly grid: number;
  /** Rows of one part of details. */
  readonly block: number;
  readonly details: readonly [first: number, count: number];
  readonly columns: Readonly<Record<string, ColumnPlace>>;
  /** What the codes of a column mean. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly project_columns: readonly string[];
  readonly feature_columns: readonly string[];
  readonly shapes?: { readonly first: number; readonly count: number };
  readonly search?: { readonly first: number; readonly starts: readonly string[] };
  /** Where each part begins in the file beside the page; parts stand in the page without it. */
  readonly offsets?: readonly number[];
  /** Name of that file. */
  readonly file?: string;
}

export interface PackedPayload extends Payload {
  readonly packed: Packed;
  /** Names of the fields of tables, see unpack.ts. */
  readonly columns?: Readonly<Record<string, readonly string[]>>;
}

/** No code of a u8 column. */
export const NONE = 255;
/** No position, and no day. */
export const NOWHERE = -2147483648;

/** Bits of the column `kind`. */
export const KIND = { points: 1, lines: 2, areas: 4, context: 8, spot: 16 } as const;
