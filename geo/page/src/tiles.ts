/** Online base maps: none is asked for anything before the reader chooses it. */

import L from "leaflet";
import type { Page } from "./app";
import { type Child, h, link } from "./dom";
import { notice } from "./notice";
import type { Basemap } from "./types";

/** So many tiles in a row that don't come mean that none will. */
const FAILURES = 4;
/** How long to wait for the first tile, in milliseconds. */
const PATIENCE = 12_000;
/** From here on the codes of HTTP say no. */
const REFUSED = 400;

/** In the state, the built-in base map of a map that has one of its own. */
export const BUILT_IN = "-";

/** The base maps to choose from, the map's first; nothing where there is no choice. */
export function basemapChoice(app: Page): Child {
  const { basemaps = [], own_basemap: own } = app.payload;
  if (basemaps.length === 0 && !own) return null;
  const choices = [{ id: own ? BUILT_IN : "", name: app.word("tiles.built_in"), about: "" }];
  if (own) {
    const whose = (own.credits ?? []).map(({ text }) => text).join("");
    const about = [whose, own.licence].filter(Boolean).join(" · ");
    choices.unshift({ id: "", name: app.text(own.title), about });
  }
  for (const { id, name, url } of basemaps) {
    choices.push({ id, name, about: app.word("tiles.asks", { host: host(url) }) });
  }
  return h(
    "ul",
    { role: "radiogroup", "aria-label": app.word("page.base_map"), class: "basemaps" },
    ...choices.map(({ id, name, about }) => {
      const checked = app.store.state.basemap === id;
      const radio = h("input", { type: "radio", name: "basemap", checked, "data-basemap": id });
      radio.addEventListener("change", () => {
        app.store.set({ basemap: id });
        document.querySelector<HTMLElement>(`[data-basemap="${CSS.escape(id)}"]`)?.focus();
      });
      return h("li", {}, h("label", {}, radio, name), about !== "" && h("small", {}, about));
    }),
  );
}

export function connectTiles(app: Page, map: L.Map): void {
  let end: (() => void) | null = null;
  app.store.subscribe(({ basemap }, changed) => {
    if (!changed.has("basemap")) return;
    end?.();
    end = null;
    const chosen = app.payload.basemaps?.find(({ id }) => id === basemap);
    if (!chosen) return;
    end = show(map, chosen, (reason) => {
      app.store.set({ basemap: app.payload.own_basemap ? BUILT_IN : "" });
      notice(app, app.word(reason));
    });
  });
}

/** Draw it; gives what takes it away. `fail` is called once, where it doesn't come. */
function show(
  map: L.Map,
  basemap: Basemap,
  fail: (reason: "tiles.failed" | "tiles.offline") => void,
): () => void {
  const { url, subdomains = "", max_zoom: deepest } = basemap;
  let over = false;
  let came = 0;
  let missed = 0;
  const layer = L.tileLayer(url, {
    subdomains,
    maxZoom: map.getMaxZoom(),
    maxNativeZoom: Math.min(deepest, map.getMaxZoom()),
    // Servers want to know which site asks, and need not know which page of it.
    referrerPolicy: "strict-origin-when-cross-origin",
  });
  const credit = new L.Control({ position: "bottomright" });
  credit.onAdd = () => credits(basemap);
  const giveUp = (): void => {
    if (!over) fail(navigator.onLine ? "tiles.failed" : "tiles.offline");
  };
  const timer = window.setTimeout(() => came === 0 && giveUp(), PATIENCE);
  layer.on("tileload", () => {
    came += 1;
    missed = 0;
  });
  layer.on("tileerror", () => {
    missed += 1;
    if (missed >= FAILURES) giveUp();
  });
  layer.on("load", () => came === 0 && giveUp());
  window.addEventListener("offline", giveUp);
  void refused(map, basemap).then((no) => {
    if (over) return;
    if (no) return giveUp();
    layer.addTo(map);
    credit.addTo(map);
  });
  return () => {
    over = true;
    clearTimeout(timer);
    window.removeEventListener("offline", giveUp);
    layer.remove();
    credit.remove();
  };
}

/**
 * Whether the server says no. It may say so with a picture, which a browser shows as a tile:
 * what it said in words is in the browser's records of what it loaded, where the server lets
 * pages know. The page's policy lets it load images and ask for nothing else.
 */
async function refused(map: L.Map, { url, subdomains = "", max_zoom }: Basemap): Promise<boolean> {
  if (!navigator.onLine) return true;
  const z = Math.min(Math.round(map.getZoom()), max_zoom);
  const { x, y } = map.project(map.getCenter(), z).divideBy(256).floor();
  const values: Readonly<Record<string, unknown>> = { x, y, z, s: subdomains[0] ?? "" };
  const address = url.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
  const image = new Image();
  image.crossOrigin = "anonymous";
  image.referrerPolicy = "strict-origin-when-cross-origin";
  image.src = address;
  try {
    await image.decode();
  } catch {
    // A server that lets no page know, or one that doesn't answer: the tiles will show.
  }
  const records = performance.getEntriesByName(address) as { responseStatus?: number }[];
  return (records[records.length - 1]?.responseStatus ?? 0) >= REFUSED;
}

function credits({ credits: runs = [] }: Basemap): HTMLElement {
  const parts = runs.map(({ text, url = "" }) => (url === "" ? text : link(url, text)));
  return h("div", { class: "leaflet-control-attribution tile-credits" }, ...parts);
}

function host(url: string): string {
  return new URL(url.replace(/\{s\}\.?/, "")).host;
}
