/** What the modules of the page share. */

import type { Facets, ProjectFacets } from "./facets";
import type { Finder } from "./finder";
import type { Voice } from "./language";
import type { State, Store } from "./state";
import type { Feature, Payload, Place, Project, Source } from "./types";

/** The fixed places of the page that modules fill. */
export interface Slots {
  /** Title and languages. */
  readonly top: HTMLElement;
  /** Search and filters: above the list, always in reach. */
  readonly tools: HTMLElement;
  /** The list; scrolls. */
  readonly list: HTMLElement;
  /** The panel round them; a sheet on a phone. */
  readonly panel: HTMLElement;
  /** Where a card opens on a phone. */
  readonly card: HTMLElement;
  /** The Leaflet container. */
  readonly map: HTMLElement;
  /** Over the map's upper corner: legend, layers, and further buttons. */
  readonly corner: HTMLElement;
}

/** What a page has whichever way its map is drawn; most modules need no more. */
export interface Page extends Voice {
  readonly payload: Payload;
  readonly store: Store;
  readonly slots: Slots;
  readonly sources: ReadonlyMap<number, Source>;
  readonly facets: Facets;
  /** A project or plain feature that is at hand. */
  place(id: string): Place | undefined;
  /** Say it to screen readers, once. */
  announce(text: string): void;
  /** Show which project the pointer or the focus is on; empty for none. */
  highlight(id: string): void;
  onHighlight(listener: (id: string) => void): void;
}

/** The page that holds all its projects: the plain one. */
export interface App extends Page {
  readonly projects: ReadonlyMap<string, Project>;
  readonly features: ReadonlyMap<string, Feature>;
  readonly visible: Visible;
  readonly facets: ProjectFacets;
  readonly finder: Finder;
}

/** Whether a project passes what the reader chose. */
export type Test = (project: Project, state: State) => boolean;

/** The projects that pass all tests. Search and filters each add one. */
export class Visible {
  readonly #tests: Test[] = [];

  add(test: Test): void {
    this.#tests.push(test);
  }

  has(project: Project, state: State): boolean {
    return this.#tests.every((test) => test(project, state));
  }
}

export function isProject(place: Place): place is Project {
  return "sector" in place;
}

export function isContext(project: Project): boolean {
  return project.role === "context";
}
