/** What the modules of a packed page share. */

import type { Page } from "../app";
import type { Atlas } from "./atlas";
import type { PackedFacets } from "./facets";
import type { PackedFinder } from "./finder";
import type { Shapes } from "./shapes";
import type { PackedPayload } from "./types";

export interface PackedApp extends Page {
  readonly payload: PackedPayload;
  readonly atlas: Atlas;
  readonly shapes: Shapes;
  readonly facets: PackedFacets;
  readonly finder: PackedFinder;
  /** Say that a part of the file can't be read, in the reader's language. */
  broken(): void;
}
