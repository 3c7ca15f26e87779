/** Reads the payload, draws the page, and hands it to whoever embeds it. */

import type L from "leaflet";
import { type App, Visible } from "./app";
import { drawBase } from "./base";
import { files } from "./download";
import { createFacets } from "./facets";
import { filterTool } from "./filters";
import { createFinder } from "./finder";
import { connectFrame } from "./frame";
import { connectHash } from "./hash";
import { drawLabels } from "./labels";
import { drawProjects } from "./layers";
import { drawLegend } from "./legend";
import { createMap, inCorner, subject } from "./map";
import { drawOwn } from "./own";
import { drawPanel } from "./panel";
import { drawPlain } from "./plain";
import { connectPointing } from "./pointing";
import { connectPopups } from "./popup";
import { connectPrint } from "./print";
import { addSearch, drawSearch, rowsOf } from "./search";
import { share } from "./share";
import { connectSheet } from "./sheet";
import { begin, common, hand, readPayload, sayBroken } from "./start";
import type { Store } from "./state";
import { colorRules } from "./symbols";
import { connectTable } from "./table";
import { connectTiles } from "./tiles";
import { timelineTool } from "./timeline";
import { drawTools } from "./tools";
import { drawTop } from "./top";
import type { Payload } from "./types";

const payload = readPayload();
if (payload) start(payload);
else sayBroken();

function start(payload: Payload): void {
  const { initial, store } = begin(payload);
  const app = createApp(payload, store);

  const sheet = document.styleSheets[0];
  if (sheet) colorRules(payload.style, sheet);
  addSearch(app);
  // First all that stands round the map: once the map asks how large it is, the page is laid out.
  let map: L.Map | null = null;
  drawTop(app);
  drawTools(app, [filterTool(app), timelineTool(app)]);
  drawSearch(app, rowsOf(app));
  drawPanel(app);
  const credits = drawLegend(app, () => share(app, files(app)));
  connectTable(app);
  connectSheet(app, (options) => map?.invalidateSize(options));
  map = createMap(app, () => subject(app));
  inCorner(map, credits);
  drawBase(app, map);
  const projects = drawProjects(app, map);
  const plain = drawPlain(app, map);
  drawLabels(app, map, projects.boxes);
  drawOwn(app, map, projects.boxes);
  connectTiles(app, map);
  connectPrint(app);
  connectPointing(app, map);
  connectPopups(app, map, {
    tip: projects.tip,
    element: (id) => projects.element(id) ?? plain.element(id),
  });
  connectHash(store, initial, payload.languages);
  connectFrame(app, map);

  hand(app, map);
}

function createApp(payload: Payload, store: Store): App {
  const visible = new Visible();
  const projects = new Map((payload.projects ?? []).map((project) => [project.id, project]));
  const features = new Map((payload.features ?? []).map((feature) => [feature.id, feature]));
  const finder = createFinder(payload);
  return {
    ...common(payload, store),
    projects,
    features,
    visible,
    facets: createFacets({ projects, features, style: payload.style, visible, finder }),
    finder,
    place: (id) => projects.get(id) ?? features.get(id),
  };
}
