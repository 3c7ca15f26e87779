/** The state in the address: #lang=ru&project=ID&view=7/45.9/79.8; back and forward work. */

import type { State, Store, View } from "./state";

type Read = (value: string) => Partial<State>;
type Write = (state: State) => string;

/** Keys of the address in their order. To add one is to add a line. */
const FIELDS: readonly (readonly [key: string, read: Read, write: Write])[] = [
  ["lang", (language) => ({ language }), (state) => state.language],
  ["project", (project) => ({ project }), (state) => state.project],
  ["q", (q) => ({ q }), (state) => state.q],
  ["status", (value) => ({ status: list(value) }), (state) => state.status.join(",")],
  ["sector", (value) => ({ sector: list(value) }), (state) => state.sector.join(",")],
  ["precision", (value) => ({ precision: list(value) }), (state) => state.precision.join(",")],
  ["years", (value) => ({ years: years(value) }), (state) => state.years?.join("-") ?? ""],
  ["hide", (value) => ({ hide: list(value) }), (state) => state.hide.join(",")],
  ["table", (value) => ({ table: value === "1" }), (state) => (state.table ? "1" : "")],
  ["view", (value) => ({ view: view(value) }), (state) => viewText(state.view)],
];

/** A change of these is a step that the back button undoes. */
const STEPS = new Set<keyof State>(["project", "table"]);

export function readHash(hash: string): Partial<State> {
  const found = new URLSearchParams(hash.replace(/^#/, ""));
  let state: Partial<State> = {};
  for (const [key, read] of FIELDS) {
    const value = found.get(key);
    if (value !== null) state = { ...state, ...read(value) };
  }
  return state;
}

/** The address of a state; keys that the page doesn't know stay as they are in `former`. */
export function writeHash(state: State, initial: State, former: string): string {
  const known = new Set(FIELDS.map(([key]) => key));
  const parts: string[] = [];
  for (const [key, , write] of FIELDS) {
    const value = write(state);
    if (value !== write(initial)) parts.push(`${key}=${escaped(value)}`);
  }
  for (const [key, value] of new URLSearchParams(former.replace(/^#/, ""))) {
    if (!known.has(key)) parts.push(`${escaped(key)}=${escaped(value)}`);
  }
  return parts.length > 0 ? `#${parts.join("&")}` : "";
}

/**
 * Hold the store and the address together. `initial` is the state of an address without a
 * hash; what is equal to it is left out. `languages` are those that an address may ask for.
 */
export function connectHash(store: Store, initial: State, languages: readonly string[]): void {
  let reading = false;
  let named = "lang" in readHash(location.hash);

  store.subscribe((state, changed) => {
    if (reading) return;
    named ||= changed.has("language");
    const compared = named ? { ...initial, language: "" } : initial;
    const hash = writeHash(state, compared, location.hash);
    if (hash === location.hash) return;
    const step = [...changed].some((key) => STEPS.has(key));
    try {
      const address = hash || location.pathname + location.search;
      if (step) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
    } catch {
      // A page in a frame without an address of its own has no history to write.
    }
  });

  const follow = (): void => {
    reading = true;
    const found = readHash(location.hash);
    const { language, view, basemap } = store.state;
    const asked = languages.includes(found.language ?? "") ? found.language : language;
    store.set({ ...initial, view, basemap, ...found, language: asked ?? language });
    reading = false;
  };
  window.addEventListener("popstate", follow);
  window.addEventListener("hashchange", follow);
}

function list(value: string): string[] {
  return value.split(",").filter((item) => item !== "");
}

function years(value: string): readonly [number, number] | null {
  const match = /^(\d{4})-(\d{4})$/.exec(value);
  return match ? [Number(match[1]), Number(match[2])] : null;
}

function view(value: string): View | null {
  const [zoom, lat, lon] = value.split("/").map(Number);
  if (zoom === undefined || lat === undefined || lon === undefined) return null;
  const good = Number.isFinite(zoom) && Math.abs(lat) <= 90 && Math.abs(lon) <= 540;
  return good ? { zoom, lat, lon } : null;
}

function viewText(value: View | null): string {
  if (value === null) return "";
  return `${value.zoom}/${value.lat.toFixed(3)}/${value.lon.toFixed(3)}`;
}

/** Slashes and commas stay readable: they mean nothing in a hash. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(/%2F/g, "/").replace(/%2C/g, ",");
}
