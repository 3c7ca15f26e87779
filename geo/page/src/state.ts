/** What the reader has chosen, in one place; modules subscribe to it and change it here. */

export interface View {
  readonly zoom: number;
  readonly lat: number;
  readonly lon: number;
}

export interface State {
  readonly language: string;
  /** Id of the open project or plain feature, empty for none. */
  readonly project: string;
  readonly view: View | null;
  /** Words that a project must have; empty for all. */
  readonly q: string;
  /** Chosen values of each filter; an empty list lets all through. */
  readonly status: readonly string[];
  readonly sector: readonly string[];
  readonly precision: readonly string[];
  /** First and last year; null for all. */
  readonly years: readonly [number, number] | null;
  /** Ids of the layers that are switched off. */
  readonly hide: readonly string[];
  /** Whether the table stands in place of the map. */
  readonly table: boolean;
  /** Id of the online base map; empty for the built-in one. It never stands in the address. */
  readonly basemap: string;
}

export type Changed = ReadonlySet<keyof State>;
export type Listener = (state: State, changed: Changed) => void;

export class Store {
  #state: State;
  readonly #listeners: Listener[] = [];

  constructor(state: State) {
    this.#state = state;
  }

  get state(): State {
    return this.#state;
  }

  /** Listeners hear of it in the order in which they came, and only of what is different. */
  set(patch: Partial<State>): void {
    const before = this.#state;
    const changed = new Set<keyof State>();
    for (const key of Object.keys(patch) as (keyof State)[]) {
      if (JSON.stringify(before[key]) !== JSON.stringify(patch[key])) changed.add(key);
    }
    if (changed.size === 0) return;
    this.#state = { ...before, ...patch };
    this.#tell(changed);
  }

  /** Tell of a key once more: what follows from it has changed. */
  again(key: keyof State): void {
    this.#tell(new Set([key]));
  }

  subscribe(listener: Listener): void {
    this.#listeners.push(listener);
  }

  #tell(changed: Changed): void {
    for (const listener of this.#listeners) listener(this.#state, changed);
  }
}
