/** The payload of the page, as geo/outputs/payload.py writes it: what is empty is absent. */

import type { Geometry } from "geojson";

/**
 * One string for all languages, one for each in the order of `Payload.languages`, or the number
 * of a text that occurs several times.
 */
export type Text = string | readonly string[] | number;
export type Position = readonly [lon: number, lat: number];
/** west, south, east, north */
export type Bounds = readonly [number, number, number, number];

export interface Source {
  readonly number: number;
  readonly id: string;
  readonly title: Text;
  readonly publisher?: string;
  readonly date?: Text;
  readonly date_iso?: string;
  readonly language?: string;
  readonly url?: string;
  readonly licence?: string;
}

export interface Statement {
  readonly text: Text;
  readonly value?: number | string;
  readonly high?: number;
  readonly unit?: string;
  readonly as_of?: Text;
  readonly as_of_iso?: string;
  readonly source?: number;
  readonly locator?: Text;
  readonly certainty?: string;
  readonly note?: Text;
}

export interface Fact {
  readonly key: string;
  readonly label: Text;
  readonly statements?: readonly Statement[];
}

export interface Measure {
  readonly key: string;
  readonly value: number;
  readonly text: Text;
}

/** What a project and a feature of a plain layer have in common. */
export interface Place {
  readonly id: string;
  readonly layer: string;
  readonly name: Text;
  readonly geometry?: Geometry | null;
  readonly anchor?: Position | null;
  readonly bounds?: Bounds | null;
}

export interface Project extends Place {
  readonly number: number;
  readonly summary?: Text;
  readonly sector: string;
  readonly status: string;
  readonly status_date?: Text;
  readonly status_date_iso?: string;
  readonly status_source?: number;
  readonly status_locator?: Text;
  readonly precision: string;
  readonly line_precision?: string;
  readonly role?: string;
  readonly certainty?: string;
  readonly note?: Text;
  readonly place?: Text;
  readonly location_note?: Text;
  readonly location_source?: number;
  readonly measures?: readonly Measure[];
  readonly facts?: readonly Fact[];
  readonly sources?: readonly number[];
}

export interface Feature extends Place {
  readonly properties?: readonly (readonly [key: string, value: string])[];
}

export interface Layer {
  readonly id: string;
  readonly kind?: string;
  readonly title: Text;
  readonly description?: Text;
  readonly attribution?: Text;
  readonly licence?: Text;
  readonly color?: string;
  readonly weight?: number;
  /** The archive with its shapes, of a layer that another engine has tiled. */
  readonly tiles?: LayerTiles;
}

export interface LayerTiles {
  readonly size: number;
  readonly min_zoom?: number;
  readonly max_zoom?: number;
  readonly bounds: Bounds;
  readonly key: string;
}

/** See ground.ts for the positions. */
export type ContextShape = readonly [
  rank: number,
  name?: Text,
  points?: string,
  lines?: string,
  rings?: string,
];

export interface ContextLayer {
  readonly title?: Text;
  readonly attribution?: Text;
  readonly licence?: Text;
  readonly bits?: number;
  readonly shapes?: readonly ContextShape[];
}

export interface Headline {
  readonly project: string;
  readonly fact: string;
  readonly label: Text;
  readonly text: Text;
  readonly source?: number;
}

export interface StatusStyle {
  readonly color: string;
  readonly dark: string;
  /** How much of a mark's ring is drawn, 0 to 1. */
  readonly gauge?: number;
  readonly broken?: boolean;
}

/** Lengths are pixels, `*_km` kilometres on the ground: the larger one is drawn. */
export interface PrecisionStyle {
  readonly dash?: readonly number[];
  readonly ring?: number;
  readonly ring_km?: number;
  readonly ring_dash?: readonly number[];
  readonly halo?: number;
  readonly halo_km?: number;
}

export interface Style {
  readonly status: Readonly<Record<string, StatusStyle>>;
  readonly sector: Readonly<Record<string, { readonly glyph: string }>>;
  readonly precision: Readonly<Record<string, PrecisionStyle>>;
}

/** A run of an attribution, with where it leads. */
export interface Credit {
  readonly text: string;
  readonly url?: string;
}

/** An online base map that a reader may choose. */
export interface Basemap {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly subdomains?: string;
  readonly max_zoom: number;
  readonly credits?: readonly Credit[];
}

/** A base map of the map's own, in place of the built-in one: see pmtiles/main.ts. */
export interface OwnBasemap {
  readonly kind: string;
  readonly size: number;
  readonly min_zoom?: number;
  readonly max_zoom?: number;
  readonly bounds: Bounds;
  readonly title: Text;
  readonly credits?: readonly Credit[];
  readonly licence?: string;
}

/** Words by language in the order of `keys`; null where a language has no such form. */
export type Words = Readonly<Record<string, readonly (string | null)[]>>;

export interface Payload {
  readonly languages: readonly string[];
  readonly language: string;
  readonly title: Text;
  readonly summary?: Text;
  readonly bounds: Bounds;
  readonly report?: number;
  readonly headlines?: readonly Headline[];
  readonly layers?: readonly Layer[];
  readonly projects?: readonly Project[];
  readonly features?: readonly Feature[];
  readonly sources?: readonly Source[];
  readonly context?: Readonly<Record<string, ContextLayer>>;
  readonly words: Words;
  /** Where the words of a key stand. */
  readonly places: ReadonlyMap<string, number>;
  /** Those that stand in several places. */
  readonly texts?: readonly Text[];
  readonly style: Style;
  readonly basemaps?: readonly Basemap[];
  readonly own_basemap?: OwnBasemap;
  /** From which data the page was made, and how new the newest of their sources is. */
  readonly trace?: { readonly hash?: string; readonly newest?: Text };
}
