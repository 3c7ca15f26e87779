/** Rows whose shapes lie in the tiles of another engine: how tiles find them, and how they look. */

import type L from "leaflet";
import type { TiledDrawing } from "../tiled";
import type { PackedApp } from "./app";
import { hashOf } from "./atlas";
import type { Drawing } from "./draw";
import { looksOf } from "./look";
import { NOWHERE } from "./types";

/** As in draw.ts. */
const REACH = 11;
const TOUCH_REACH = 16;

/** The drawing with the shapes of tiled layers added, where the map has such layers. */
export function withTiles(app: PackedApp, map: L.Map, drawing: Drawing): Drawing {
  const layers = app.payload.layers ?? [];
  if (!window.drawTiledLayers || !layers.some(({ tiles }) => tiles)) return drawing;
  let tiled: TiledDrawing | null = null;
  const { atlas } = app;
  void atlas.load("id_hash").then((hashes) => {
    const finder = createRows(app, hashes);
    let looks = looksOf(app);
    let pointed = "";
    const lit = (): ReadonlySet<number> =>
      new Set([atlas.rowAtHand(pointed), atlas.rowAtHand(app.store.state.project)]);
    const drawn = window.drawTiledLayers?.(app, map, {
      row: finder,
      passes: (row) => atlas.passes[row] === 1,
      look: (row) => looks.of(row),
      get paper() {
        return looks.paper;
      },
      get ink() {
        return looks.ink;
      },
      lit,
    });
    if (!drawn) return;
    tiled = drawn;
    atlas.onChange(drawn.draw);
    app.onHighlight((id) => {
      pointed = id;
      drawn.draw();
    });
    app.store.subscribe((_state, changed) => {
      if (changed.has("project")) drawn.draw();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      looks = looksOf(app);
      drawn.draw();
    });
  }, app.broken);
  return {
    has: drawing.has,
    hit(at, kind) {
      const own = drawing.hit(at, kind);
      const others = tiled?.hit(at, kind === "touch" ? TOUCH_REACH : REACH) ?? [];
      return [...new Set([...own, ...others])];
    },
  };
}

/** Finds rows by layer and id, among those of one hash the one that is nearest. */
function createRows(
  { atlas, payload }: PackedApp,
  hashes: ArrayLike<number>,
): (layer: number, id: string, lat: number, lon: number) => number {
  const layers = atlas.column("layer");
  const codes = atlas.meta.values["layer"] ?? [];
  const numbers = (payload.layers ?? []).map(({ id }) => codes.indexOf(id));
  const wanted = new Set(
    (payload.layers ?? []).flatMap(({ tiles }, i) => (tiles ? [numbers[i]] : [])),
  );
  let room = 16;
  while (room < atlas.count * 2) room *= 2;
  const table = new Int32Array(room).fill(-1);
  for (let row = 0; row < atlas.count; row += 1) {
    if (!wanted.has(layers?.[row])) continue;
    let at = (hashes[row] as number) & (room - 1);
    while (table[at] !== -1) at = (at + 1) & (room - 1);
    table[at] = row;
  }
  const [lons, lats] = [atlas.column("lon"), atlas.column("lat")];
  return (layer, id, lat, lon) => {
    const hash = hashOf(id);
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let at = hash & (room - 1); table[at] !== -1; at = (at + 1) & (room - 1)) {
      const row = table[at] as number;
      if (hashes[row] !== hash || layers?.[row] !== numbers[layer]) continue;
      const x = lons?.[row] ?? NOWHERE;
      const far = x === NOWHERE ? 1e9 : Math.hypot(x / 1e6 - lon, (lats?.[row] ?? 0) / 1e6 - lat);
      if (far < least) [best, least] = [row, far];
    }
    return best;
  };
}
