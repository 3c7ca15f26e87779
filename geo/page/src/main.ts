/** Reads the payload, draws the page, and hands it to whoever embeds it. */

import type L from "leaflet";
import { type App, type Slots, Visible } from "./app";
import { drawBase } from "./base";
import { h } from "./dom";
import { createFacets } from "./facets";
import { filterTool } from "./filters";
import { createFinder } from "./finder";
import { connectFrame } from "./frame";
import { connectHash, readHash } from "./hash";
import { drawLabels } from "./labels";
import { preferredLanguage, voice } from "./language";
import { settle } from "./later";
import { drawProjects } from "./layers";
import { drawLegend } from "./legend";
import { createMap, inCorner } from "./map";
import { drawPanel } from "./panel";
import { drawPlain } from "./plain";
import { connectPointing } from "./pointing";
import { connectPopups } from "./popup";
import { connectPrint } from "./print";
import { addSearch, drawSearch } from "./search";
import { connectSheet } from "./sheet";
import { type State, Store } from "./state";
import { colorRules } from "./symbols";
import { connectTable } from "./table";
import { connectTiles } from "./tiles";
import { timelineTool } from "./timeline";
import { drawTools } from "./tools";
import { drawTop } from "./top";
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

const payload = readPayload();
if (payload) start(payload);
else sayBroken();

function readPayload(): Payload | null {
  try {
    const text = document.getElementById("map-data")?.textContent ?? "";
    const found = unpack(text);
    return Array.isArray(found.languages) && found.words ? found : null;
  } catch {
    return null;
  }
}

function start(payload: Payload): void {
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
  const app = createApp(payload, store);

  const sheet = document.styleSheets[0];
  if (sheet) colorRules(payload.style, sheet);
  addSearch(app);
  // First all that stands round the map: once the map asks how large it is, the page is laid out.
  let map: L.Map | null = null;
  drawTop(app);
  drawTools(app, [filterTool(app), timelineTool(app)]);
  drawSearch(app);
  drawPanel(app);
  const credits = drawLegend(app);
  connectTable(app);
  connectSheet(app, (options) => map?.invalidateSize(options));
  map = createMap(app);
  inCorner(map, credits);
  drawBase(app, map);
  const projects = drawProjects(app, map);
  const plain = drawPlain(app, map);
  drawLabels(app, map, projects.boxes);
  connectTiles(app, map);
  connectPrint(app);
  connectPointing(app, map);
  connectPopups(app, map, {
    tip: projects.tip,
    element: (id) => projects.element(id) ?? plain.element(id),
  });
  connectHash(store, initial, payload.languages);
  connectFrame(app, map);

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

function createApp(payload: Payload, store: Store): App {
  const listeners: ((id: string) => void)[] = [];
  let lit = "";
  const status = slot("status");
  const visible = new Visible();
  return {
    ...voice(payload, () => store.state.language),
    payload,
    store,
    slots: slots(),
    projects: new Map((payload.projects ?? []).map((project) => [project.id, project])),
    features: new Map((payload.features ?? []).map((feature) => [feature.id, feature])),
    sources: new Map((payload.sources ?? []).map((source) => [source.number, source])),
    visible,
    facets: createFacets(payload.projects ?? [], payload.style, visible),
    finder: createFinder(payload),
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
function sayBroken(): void {
  const lines = BROKEN.map(({ language, text }) => h("p", { lang: language }, text));
  document.documentElement.classList.remove("js");
  document.body.prepend(h("div", { class: "broken", role: "alert" }, ...lines));
}
