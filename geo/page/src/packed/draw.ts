/** Lines and areas of a packed page, on canvases that move and zoom with the map. */

import type L from "leaflet";
import { WORLD } from "../geometry";
import type { PackedApp } from "./app";
import { area, glow, type Item, isRound, line, rounds } from "./brush";
import { BEYOND, frameOf, Sheet } from "./canvas";
import type { Marks } from "./clusters";
import { looksOf } from "./look";
import { boxAt, type Frame, outlinesOf, overlap, touch } from "./outlines";
import { pacer } from "./pace";
import { createPlanner, type Plan } from "./plan";
import { type Anchors, boxOf, perPixel, UNITS } from "./world";

/** Half of the width that takes pointer and touch, in pixels; and a hit that means it. */
const REACH = 11;
const TOUCH_REACH = 16;
const SURE = 4;
/** An area larger than this gives way to what lies on it. */
const LARGE = 96;
const MOST_HITS = 12;
/** From so many shapes on each is drawn with less ink. */
const CROWDED = 250;
/** So many shapes are drawn before the clock is read. */
const BATCH = 8;

export interface Drawing {
  /** The rows that a touch at a place may mean, the likeliest first. */
  hit(at: L.LatLng, kind: string): number[];
  /** Whether a row's shape is drawn. */
  has(row: number): boolean;
}

export function drawShapes(app: PackedApp, map: L.Map, anchors: Anchors, marks: Marks): Drawing {
  const { atlas, shapes } = app;
  const plan = createPlanner(app, anchors);
  const sheet = new Sheet(map, "shapes");
  const over = new Sheet(map, "shapes shapes-over");
  let looks = looksOf(app);
  let items: Item[] = [];
  let now: Plan = { parts: new Map() };
  let round = 0;
  let lit = -1;
  let failed = false;

  /** What is here of the plan: areas first, and what gives context below the rest. */
  const collect = (frame: Frame): Item[] => {
    const found: Item[] = [];
    for (const [part, rows] of now.parts) {
      const own = shapes.at(part);
      if (!own) continue;
      const outlines = outlinesOf(own, shapes.scale);
      for (const row of rows) {
        const i = own.of(row);
        if (i < 0 || !overlap(boxAt(outlines, i), frame.box)) continue;
        found.push({ row, outlines, i, look: looks.of(row) });
      }
    }
    return found.sort((a, b) => Number(b.look.quiet) - Number(a.look.quiet) || a.row - b.row);
  };
  const tell = (): void => {
    const drawn = new Set(items.map(({ row }) => row));
    marks.shaped((row) => drawn.has(row));
  };
  const paint = async (): Promise<void> => {
    round += 1;
    const mine = round;
    const frame = frameOf(map);
    const found = collect(frame);
    const rung = marks.alone().filter((row) => isRound(looks.of(row)));
    if (found.length === 0 && rung.length === 0) {
      items = found;
      sheet.hide();
      tell();
      highlight();
      return;
    }
    const fresh = sheet.back(frame);
    rounds(fresh, app, anchors, rung, looks, frame);
    const thin = found.length > CROWDED;
    const work = [
      ...found.map((item) => () => area(fresh, item, frame, thin)),
      ...found.map((item) => () => line(fresh, item, frame, looks, thin)),
    ];
    const pace = pacer(16);
    let done = 0;
    for (const act of work) {
      act();
      done += 1;
      if (done % BATCH > 0) continue;
      // Reading a pixel has the browser draw now what it would else draw all at the end.
      fresh.getImageData(0, 0, 1, 1);
      const wait = pace();
      if (!wait) continue;
      await wait;
      if (mine !== round) return;
    }
    items = found;
    sheet.show();
    tell();
    highlight();
  };
  /** The highlighted shape and the open one, above the others. */
  const highlight = (): void => {
    const frame = frameOf(map);
    const open = atlas.rowAtHand(app.store.state.project);
    const shown = [...new Set([open, lit])].flatMap((row): Item[] => {
      const part = row < 0 ? -1 : shapes.partOf(row);
      const own = part < 0 ? undefined : shapes.at(part);
      if (!own) return [];
      const item = { row, outlines: outlinesOf(own, shapes.scale), i: own.of(row) };
      return item.i < 0 ? [] : [{ ...item, look: looks.of(row) }];
    });
    if (shown.length === 0) {
      over.hide();
      return;
    }
    const context = over.back(frame);
    for (const item of shown) {
      glow(context, item, frame, looks);
      area(context, item, frame);
      line(context, item, frame, looks);
    }
    over.show();
  };
  const bring = async (part: number): Promise<boolean> => {
    try {
      await shapes.bring(part);
      return true;
    } catch {
      if (!failed) app.broken();
      failed = true;
      return false;
    }
  };
  let asked = 0;
  const refresh = (): void => {
    now = plan(boxOf(map, BEYOND), perPixel(map));
    void paint();
    const missing = [...now.parts.keys()].filter((part) => !shapes.at(part));
    if (missing.length === 0) return;
    asked += 1;
    const mine = asked;
    void (async () => {
      let last = performance.now();
      for (const part of missing) {
        if (mine !== asked) return;
        await bring(part);
        // What has come is shown now and then, and at the end.
        if (mine === asked && performance.now() - last > 200) {
          last = performance.now();
          await paint();
        }
      }
      if (mine === asked) void paint();
    })();
  };
  const openUp = async (): Promise<void> => {
    const row = atlas.rowAtHand(app.store.state.project);
    const part = row < 0 ? -1 : shapes.partOf(row);
    if (part >= 0 && !shapes.at(part) && !(await bring(part))) return;
    highlight();
  };

  // The marks come first; the shapes follow when those are on the screen.
  let due = false;
  marks.onLayout(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() =>
      setTimeout(() => {
        due = false;
        refresh();
      }),
    );
  });
  refresh();
  app.onHighlight((id) => {
    lit = id === "" ? -1 : atlas.rowAtHand(id);
    highlight();
  });
  app.store.subscribe((_state, changed) => {
    if (changed.has("project")) void openUp();
  });
  void openUp();
  const redraw = (): void => {
    looks = looksOf(app);
    void paint();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  matchMedia("(forced-colors: active)").addEventListener("change", redraw);

  return {
    has: (row) => items.some((item) => item.row === row),
    hit(latlng, kind) {
      const per = perPixel(map);
      const { x, y } = map.project(latlng, 0).multiplyBy(UNITS / WORLD);
      const reach = (kind === "touch" ? TOUCH_REACH : REACH) * per;
      const near: { row: number; far: number }[] = [];
      const small: number[] = [];
      const large: number[] = [];
      for (const { row, outlines, i } of [...items].reverse()) {
        const box = boxAt(outlines, i);
        if (x < box.west - reach || x > box.east + reach) continue;
        if (y < box.north - reach || y > box.south + reach) continue;
        const { far, inside } = touch(outlines, i, { x, y });
        if (far <= reach) near.push({ row, far });
        else if (inside) {
          const side = Math.min(box.east - box.west, box.south - box.north) / per;
          (side <= LARGE ? small : large).push(row);
        }
      }
      near.sort((a, b) => a.far - b.far);
      const sure = near.filter(({ far }) => far <= SURE * per);
      if (near.length > 0) return (sure.length > 0 ? sure : near.slice(0, 1)).map(({ row }) => row);
      return (small.length > 0 ? small : large).slice(0, MOST_HITS);
    },
  };
}
