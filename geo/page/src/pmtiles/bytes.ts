/** The bytes of an archive: in pieces in the page, or in a file beside it. */

import type { RangeResponse, Source } from "pmtiles";

/** Bytes of a piece, a multiple of three: geo/outputs/tiles.py cuts them. */
const PIECE = 75_000;
/** As large as an archive may be that is fetched whole, where a server knows no ranges. */
const MOST_WHOLE = 64_000_000;

/** Why an archive can't be read, for what the reader is told. */
export class Unreadable extends Error {}

/** Pieces of base64 in elements of the page. Of a piece no more is decoded than is asked for. */
export class InPage implements Source {
  readonly #pieces: HTMLCollectionOf<Element>;

  constructor(number: number) {
    this.#pieces = document.getElementsByClassName(`t${number}`);
  }

  get isThere(): boolean {
    return this.#pieces.length > 0;
  }

  getKey(): string {
    return "page";
  }

  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    const end = Math.min(offset + length, this.#pieces.length * PIECE);
    const found = new Uint8Array(Math.max(0, end - offset));
    let at = 0;
    for (let from = offset; from < end; ) {
      const piece = Math.floor(from / PIECE);
      const first = piece * PIECE;
      const to = Math.min(end, first + PIECE);
      const text = this.#pieces[piece]?.textContent ?? "";
      // Four letters are three bytes.
      const start = Math.floor((from - first) / 3);
      const bytes = atob(text.slice(start * 4, Math.ceil((to - first) / 3) * 4));
      const skip = from - first - start * 3;
      const count = Math.min(to - from, bytes.length - skip);
      for (let i = 0; i < count; i += 1) found[at + i] = bytes.charCodeAt(skip + i);
      at += Math.max(0, count);
      from = to;
    }
    return { data: found.slice(0, at).buffer };
  }
}

/** A file beside the page, of which a server gives ranges; from one that doesn't, all of it. */
export class BesidePage implements Source {
  readonly #address: string;
  readonly #size: number;
  #whole: Promise<ArrayBuffer> | null = null;

  constructor(name: string, size: number) {
    this.#address = new URL(name, location.href).href;
    this.#size = size;
  }

  getKey(): string {
    return this.#address;
  }

  async getBytes(offset: number, length: number, signal?: AbortSignal): Promise<RangeResponse> {
    const end = Math.min(offset + length, this.#size);
    if (this.#whole) return { data: (await this.#whole).slice(offset, end) };
    const headers = { range: `bytes=${offset}-${end - 1}` };
    const answer = await fetch(this.#address, { headers, ...(signal && { signal }) });
    if (answer.status === 206) return { data: await answer.arrayBuffer() };
    if (!answer.ok) throw new Unreadable(`${this.#address}: ${answer.status}`);
    if (this.#size > MOST_WHOLE) {
      await answer.body?.cancel();
      throw new Unreadable(`${this.#address}: the server gives no ranges`);
    }
    this.#whole ??= answer.arrayBuffer();
    return { data: (await this.#whole).slice(offset, end) };
  }
}

/** The archive of a number: 0 is the base map's, those of the layers count from 1. */
export function sourceOf(number: number, size: number): Source {
  const inside = new InPage(number);
  if (inside.isThere) return inside;
  // Browsers read no files beside a page that is opened from a disk.
  if (location.protocol === "file:") throw new Unreadable("on disk");
  return new BesidePage(number === 0 ? "basemap.pmtiles" : `layer-${number}.pmtiles`, size);
}

/** What to say where an archive can't be read. */
export function reasonOf(error: unknown): "pmtiles.on_disk" | "pmtiles.failed" {
  const onDisk = error instanceof Unreadable && location.protocol === "file:";
  return onDisk ? "pmtiles.on_disk" : "pmtiles.failed";
}
