/** Reads the payload and the columns of a packed page, draws it, and hands it on. */

import L from "leaflet";
import type { Page } from "../app";
import { drawBase } from "../base";
import { fill, h } from "../dom";
import { filterTool } from "../filters";
import { connectFrame } from "../frame";
import { latLngBounds } from "../geometry";
import { connectHash } from "../hash";
import { drawLabels } from "../labels";
import { lookup, voice } from "../language";
import { drawLegend } from "../legend";
import { createMap, inCorner } from "../map";
import { notice } from "../notice";
import { drawOwn } from "../own";
import { connectPopups } from "../popup";
import { drawSearch } from "../search";
import { connectSheet } from "../sheet";
import { begin, common, hand, readPayload, sayBroken } from "../start";
import { colorRules } from "../symbols";
import { connectTiles } from "../tiles";
import { timelineTool } from "../timeline";
import { drawTools } from "../tools";
import { drawTop } from "../top";
import type { PackedApp } from "./app";
import { type Atlas, openAtlas } from "./atlas";
import { drawMarks } from "./clusters";
import { createShare } from "./downloads";
import { drawShapes } from "./draw";
import { connectFacets, createFacets } from "./facets";
import { createFinder } from "./finder";
import { drawPanel } from "./panel";
import { canUnpack } from "./parts";
import { connectPointing } from "./pointing";
import { connectPrint } from "./print";
import { createShapes } from "./shapes";
import { connectTable } from "./table";
import { withTiles } from "./tiled";
import { NOWHERE, type PackedPayload } from "./types";
import { anchorsOf } from "./world";

/** What takes longer than this is said to be under way, in milliseconds. */
const SOON = 400;
/** Turns of the wheel are gathered for so long before the map zooms, in milliseconds. */
const WHEEL = 20;

const payload = readPayload() as PackedPayload | null;
if (!payload?.packed) sayBroken();
else if (!canUnpack()) sayBroken(said(payload, "packed.old_browser"));
else {
  // See template.html: the data of such a page are read after it has loaded.
  document.documentElement.dataset["opening"] = "true";
  start(payload).catch((error: unknown) => {
    sayBroken();
    throw error;
  });
}

async function start(payload: PackedPayload): Promise<void> {
  const { initial, store } = begin(payload);
  const { word } = voice(payload, () => store.state.language);
  const list = document.getElementById("list");
  const timer = setTimeout(() => {
    if (list) fill(list, h("p", { class: "empty" }, word("packed.loading")));
  }, SOON);
  let atlas: Atlas;
  try {
    atlas = await openAtlas(payload);
  } catch {
    sayBroken();
    return;
  } finally {
    clearTimeout(timer);
    list?.replaceChildren();
  }
  const app = createApp(payload, common(payload, store), atlas);
  const sheet = document.styleSheets[0];
  if (sheet) colorRules(payload.style, sheet);
  const opened = bringOpened(app);
  connectFacets(app);
  let map: L.Map | null = null;
  drawTop(app);
  drawTools(app, [filterTool(app), timelineTool(app)]);
  const results = drawPanel(app);
  drawSearch(app, results);
  let print = (): void => {};
  const credits = drawLegend(
    app,
    createShare(app, () => print()),
  );
  connectTable(app);
  connectSheet(app, (options) => map?.invalidateSize(options));
  map = createMap(app, () => subject(app));
  map.options.wheelDebounceTime = WHEEL;
  inCorner(map, credits);
  drawBase(app, map);
  const anchors = anchorsOf(atlas);
  const marks = drawMarks(app, map, anchors);
  const drawing = withTiles(app, map, drawShapes(app, map, anchors, marks));
  drawLabels(app, map, marks.boxes);
  drawOwn(app, map, marks.boxes);
  connectTiles(app, map);
  connectPointing(app, map, anchors, marks, drawing);
  connectPopups(app, map, marks);
  connectHash(store, initial, payload.languages);
  connectFrame(app, map);
  print = connectPrint(app, map);
  await opened;
  hand(app, map);
}

function createApp(
  payload: PackedPayload,
  page: Omit<Page, "facets" | "place">,
  atlas: Atlas,
): PackedApp {
  const broken = (): void => notice(app, page.word("packed.unread"));
  const finder = createFinder(payload, atlas, broken);
  const app: PackedApp = {
    ...page,
    payload,
    atlas,
    shapes: createShapes(atlas),
    finder,
    facets: createFacets(payload, atlas, finder),
    place: (id) => atlas.detail(atlas.rowAtHand(id)),
    broken,
  };
  return app;
}

/** What is opened by its id alone is brought first; then those who show it are told again. */
async function bringOpened({ atlas, store, broken }: PackedApp): Promise<void> {
  const bring = async (id: string): Promise<void> => {
    try {
      const row = await atlas.row(id);
      if (row >= 0) await atlas.details([row]);
      if (row >= 0) atlas.detail(row);
    } catch {
      broken();
      return;
    }
    if (store.state.project === id && atlas.rowAtHand(id) >= 0) store.again("project");
  };
  const follow = async (): Promise<void> => {
    const { project } = store.state;
    if (project !== "" && atlas.rowAtHand(project) < 0) await bring(project);
  };
  store.subscribe((_state, changed) => {
    if (changed.has("project")) void follow();
  });
  await follow();
}

/** What the map opens on: all places that it is about, inside its bounds. */
function subject({ atlas, payload }: PackedApp): L.LatLngBounds {
  const whole = latLngBounds(payload.bounds);
  const [lon, lat] = [atlas.column("lon"), atlas.column("lat")];
  let [west, south, east, north] = [181e6, 91e6, -181e6, -91e6];
  for (let row = 0; row < atlas.count; row += 1) {
    const x = lon?.[row] ?? NOWHERE;
    if (x === NOWHERE || atlas.isContext(row)) continue;
    const y = lat?.[row] ?? 0;
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < south) south = y;
    if (y > north) north = y;
  }
  if (west > east) return whole;
  const all = L.latLngBounds([south / 1e6, west / 1e6], [north / 1e6, east / 1e6]);
  return whole.contains(all) ? all : whole;
}

/** A word in all languages of the map. */
function said(payload: PackedPayload, key: string): { language: string; text: string }[] {
  return payload.languages.flatMap((language) => {
    const text = lookup(payload, language, key);
    return text ? [{ language, text }] : [];
  });
}
