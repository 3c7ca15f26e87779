/** What starting a page takes, whichever way its map is drawn. */

import type L from "leaflet";
import type { Page, Slots } from "./app";
import { h } from "./dom";
import { readHash } from "./hash";
import { preferredLanguage, voice } from "./language";
import { settle } from "./later";
import { type State, Store } from "./state";
import type { Payload } from "./types";
import { unpack } from "./unpack";

declare const BROKEN: readonly { readonly language: string; readonly text: string }[];

export interface Choice {
  readonly q?: string;
  readonly status?: string | readonly string[];
  readonly sector?: string | readonly string[];
  readonly precision?: string | readonly string[];
  readonly years?: readonly [number, number] | null;
}

/** What a page that embeds the map may call. */
export interface ProjectMap {
  readonly leaflet: L.Map;
  open(id: string): void;
  /** What is not named stays as it is; an empty list lets all through. */
  filter(choice: Choice): void;
  language(code: string): void;
}

declare global {
  interface Window {
    projectMap?: ProjectMap;
  }
}

/** Null where it can't be read. */
export function readPayload(): Payload | null {
  try {
    const text = document.getElementById("map-data")?.textContent ?? "";
    const found = unpack(text);
    return Array.isArray(found.languages) && found.words ? found : null;
  } catch {
    return null;
  }
}

/** The state of an address without a hash, and a store of what this address asks for. */
export function begin(payload: Payload): { initial: State; store: Store } {
  const initial: State = {
    language: preferredLanguage(payload),
    project: "",
    view: null,
    q: "",
    status: [],
    sector: [],
    precision: [],
    years: null,
    hide: [],
    table: false,
    basemap: "",
  };
  const asked = readHash(location.hash);
  const known = asked.language && payload.languages.includes(asked.language);
  const language = known ? asked.language : initial.language;
  const store = new Store({ ...initial, ...asked, language: language ?? initial.language });
  return { initial, store };
}

/** What of a page does not depend on how its places are kept. */
export function common(payload: Payload, store: Store): Omit<Page, "facets" | "place"> {
  const listeners: ((id: string) => void)[] = [];
  let lit = "";
  const status = slot("status");
  return {
    ...voice(payload, () => store.state.language),
    payload,
    store,
    slots: slots(),
    sources: new Map((payload.sources ?? []).map((source) => [source.number, source])),
    announce(text) {
      status.textContent = text;
    },
    highlight(id) {
      const now = id || store.state.project;
      if (now === lit) return;
      lit = now;
      for (const listener of listeners) listener(now);
    },
    onHighlight: (listener) => void listeners.push(listener),
  };
}

/** Hand the page to whoever embeds it, and say that it is ready once all that waits is done. */
export function hand({ payload, store }: Pick<Page, "payload" | "store">, map: L.Map): void {
  window.projectMap = {
    leaflet: map,
    open: (id) => store.set({ project: id }),
    filter: (choice) => store.set(chosen(choice)),
    language: (code) => {
      if (payload.languages.includes(code)) store.set({ language: code });
    },
  };
  whenParsed(() => {
    settle(() => {
      document.documentElement.dataset["ready"] = "true";
    });
  });
}

function chosen({ q, years, ...lists }: Choice): Partial<State> {
  const found: Record<string, unknown> = {};
  for (const key of ["status", "sector", "precision"] as const) {
    const value = lists[key];
    if (value !== undefined) found[key] = typeof value === "string" ? [value] : [...value];
  }
  if (q !== undefined) found["q"] = q;
  if (years !== undefined) found["years"] = years;
  return found;
}

function slots(): Slots {
  return {
    top: slot("top"),
    tools: slot("tools"),
    list: slot("list"),
    panel: slot("panel"),
    card: slot("card"),
    map: slot("map"),
    corner: slot("corner"),
  };
}

function slot(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** After the scripts that follow this one, such as those of objects added with folium. */
function whenParsed(act: () => void): void {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", act);
  else act();
}

/** The drawing and the table that need no script stand in for the map. */
export function sayBroken(why = BROKEN): void {
  const lines = why.map(({ language, text }) => h("p", { lang: language }, text));
  document.documentElement.classList.remove("js");
  document.body.prepend(h("div", { class: "broken", role: "alert" }, ...lines));
}
