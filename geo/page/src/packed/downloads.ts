/** The data as files, made block by block, so that the page stays at hand meanwhile. */

import { h } from "../dom";
import {
  csvColumns,
  csvOf,
  type Format,
  GEOJSON_END,
  geojsonHead,
  geojsonOf,
  handOut,
} from "../download";
import { type Say, saidLine, share } from "../share";
import type { Feature, Project } from "../types";
import type { PackedApp } from "./app";
import { pacer } from "./pace";
import { sampleOf } from "./sample";

/**
 * Rows whose geometry is held as text at once. Shapes lie by their place, not by their row, so
 * that each stretch of rows reads nearly all parts.
 */
const STRETCH = 32_768;
/** Letters that are gathered before they are put into a Blob, which need not stay in memory. */
const GATHERED = 4_000_000;
/** Geometries that are made into text at once. */
const FEW = 24;

/** What is taken along of a packed page; a file that is being made outlives each drawing of it. */
export function createShare(app: PackedApp, print: () => void): () => Node[] {
  const said = saidLine();
  let running: AbortController | null = null;

  const make = async (format: Format, say: Say): Promise<void> => {
    running?.abort();
    const own = new AbortController();
    running = own;
    const bar = h("progress", { max: 100, value: 0, "aria-label": app.word("packed.making") });
    const stop = h("button", { type: "button", class: "plain-button" }, app.word("packed.cancel"));
    stop.addEventListener("click", () => own.abort());
    say(app.word("packed.making"), bar, stop);
    try {
      const parts = await PARTS[format](app, own.signal, (share) => {
        bar.value = Math.round(100 * share);
      });
      if (own.signal.aborted) say(app.word("packed.cancelled"));
      else say(app.word("download.ready", { name: handOut(app, format, parts) }));
    } catch {
      app.broken();
      say(app.word("packed.cancelled"));
    } finally {
      if (running === own) running = null;
    }
  };
  return () => {
    const { own, context, plain } = app.facets.listed(app.store.state);
    const files = {
      all: app.atlas.count,
      chosen: own + context + plain,
      print,
      make: (format: Format, say: Say) => void make(format, say),
    };
    return share(app, files, said).filter((child): child is Node => child instanceof Node);
  };
}

type Make = (
  app: PackedApp,
  signal: AbortSignal,
  tell: (share: number) => void,
) => Promise<BlobPart[]>;

const PARTS: Readonly<Record<Format, Make>> = { csv, geojson };

async function csv(app: PackedApp, signal: AbortSignal, tell: (share: number) => void) {
  const { projects, unit } = await sampleOf(app);
  const sheet = csvOf(app, csvColumns(app, projects, unit));
  const file = new File(sheet.head);
  await each(app, listedNow(app), signal, tell, async (_rows, places, rest) => {
    for (const place of places) {
      file.add("sector" in place ? sheet.project(place) : sheet.feature(place));
      await rest();
    }
  });
  return file.parts();
}

async function geojson(app: PackedApp, signal: AbortSignal, tell: (share: number) => void) {
  const file = new File(geojsonHead(app));
  const listed = listedNow(app);
  let first = true;
  let stretch = -1;
  let texts = new Map<number, string>();
  await each(app, listed, signal, tell, async (rows, places, rest) => {
    const now = Math.floor((rows[0] ?? 0) / STRETCH);
    if (now !== stretch) {
      stretch = now;
      texts = await geometries(app, listed, now * STRETCH, signal);
    }
    for (const [i, place] of places.entries()) {
      // The geometry is text by now; all else is written as in a plain page.
      const text = geojsonOf(app, place).replace(/"geometry":null\}$/, () => {
        return `"geometry":${texts.get(rows[i] as number) ?? "null"}}`;
      });
      file.add(first ? text : `,\n${text}`);
      first = false;
      await rest();
    }
  });
  file.add(`\n${GEOJSON_END}`);
  return file.parts();
}

/** The geometries of the listed rows of a stretch, part by part. */
async function geometries(
  { shapes, atlas }: PackedApp,
  listed: Uint8Array,
  from: number,
  signal: AbortSignal,
) {
  const byPart = new Map<number, number[]>();
  for (let row = from; row < Math.min(from + STRETCH, atlas.count); row += 1) {
    if (listed[row] !== 1) continue;
    const part = shapes.partOf(row);
    const own = byPart.get(part);
    if (own) own.push(row);
    else byPart.set(part, [row]);
  }
  const found = new Map<number, string>();
  const rest = pacer();
  for (const own of byPart.values()) {
    for (let i = 0; i < own.length && !signal.aborted; i += FEW) {
      for (const [row, geometry] of await shapes.geometries(own.slice(i, i + FEW))) {
        found.set(row, JSON.stringify(geometry));
      }
      await rest();
    }
  }
  return found;
}

/** 1 for what is listed: the reader may go on to choose while the file is made. */
function listedNow({ atlas, facets }: PackedApp): Uint8Array {
  const found = new Uint8Array(atlas.count);
  for (let row = 0; row < found.length; row += 1) if (facets.lists(row)) found[row] = 1;
  return found;
}

/** All these rows in their order, a block at a time. */
async function each(
  { atlas }: PackedApp,
  listed: Uint8Array,
  signal: AbortSignal,
  tell: (share: number) => void,
  act: (
    rows: readonly number[],
    places: readonly (Project | Feature)[],
    rest: () => Promise<void> | undefined,
  ) => Promise<void>,
): Promise<void> {
  const { block } = atlas.meta;
  const rest = pacer();
  for (let from = 0; from < atlas.count && !signal.aborted; from += block) {
    const rows: number[] = [];
    for (let row = from; row < Math.min(from + block, atlas.count); row += 1) {
      if (listed[row] === 1) rows.push(row);
    }
    if (rows.length > 0) {
      await atlas.details(rows);
      const places = rows.map((row) => atlas.detail(row) as Project | Feature);
      await act(rows, places, rest);
    }
    tell((from + block) / atlas.count);
    await rest();
  }
}

/** A long text, of which the browser may keep what is done on its disk. */
class File {
  readonly #done: Blob[] = [];
  #texts: string[] = [];
  #length = 0;

  constructor(head: string) {
    this.add(head);
  }

  add(text: string): void {
    this.#texts.push(text);
    this.#length += text.length;
    if (this.#length > GATHERED) this.#gather();
  }

  parts(): BlobPart[] {
    this.#gather();
    return this.#done;
  }

  #gather(): void {
    this.#done.push(new Blob(this.#texts));
    this.#texts = [];
    this.#length = 0;
  }
}
