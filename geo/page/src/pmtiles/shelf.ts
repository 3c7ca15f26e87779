/** Tiles of an archive as they are asked for: read once, kept for a while. */

import { PMTiles, type Source, TileType } from "pmtiles";
import { unpacked } from "./unpacking";

export type Content<T> = { readonly vector: T } | { readonly image: ImageBitmap } | "nothing";

const MOST_KEPT = 160;
const TYPES: Readonly<Partial<Record<TileType, string>>> = {
  [TileType.Png]: "image/png",
  [TileType.Jpeg]: "image/jpeg",
  [TileType.Webp]: "image/webp",
};

export class Shelf<T> {
  readonly #archive: PMTiles;
  readonly #read: (data: ArrayBuffer) => T;
  readonly #kept = new Map<string, Content<T>>();
  readonly #coming = new Map<string, Promise<void>>();
  /** How wide the archive's images are, in pixels; 0 before the first. */
  imageSize = 0;

  /** `read` makes of a vector tile what is kept. */
  constructor(source: Source, read: (data: ArrayBuffer) => T) {
    this.#archive = new PMTiles(source, undefined, unpacked);
    this.#read = read;
  }

  /** Rejects where the archive can't be read at all. */
  async open(): Promise<void> {
    await this.#archive.getHeader();
  }

  /** The tile if it is here; what was asked for last is kept longest. */
  at(z: number, x: number, y: number): Content<T> | undefined {
    const key = `${z}/${x}/${y}`;
    const found = this.#kept.get(key);
    if (found === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found;
  }

  /** Have it brought. A tile that can't be read is shown as one that isn't there. */
  bring(z: number, x: number, y: number): Promise<void> {
    const key = `${z}/${x}/${y}`;
    const known = this.#coming.get(key);
    if (known) return known;
    const coming = this.#content(z, x, y)
      .catch((): Content<T> => "nothing")
      .then((content) => {
        this.#coming.delete(key);
        this.#kept.set(key, content);
        this.#forget();
      });
    this.#coming.set(key, coming);
    return coming;
  }

  async #content(z: number, x: number, y: number): Promise<Content<T>> {
    const { tileType } = await this.#archive.getHeader();
    const found = await this.#archive.getZxy(z, x, y);
    if (!found || found.data.byteLength === 0) return "nothing";
    if (tileType === TileType.Mvt) return { vector: this.#read(found.data) };
    const blob = new Blob([found.data], { type: TYPES[tileType] ?? "" });
    const image = await createImageBitmap(blob);
    this.imageSize ||= image.width;
    return { image };
  }

  #forget(): void {
    for (const [key, content] of this.#kept) {
      if (this.#kept.size <= MOST_KEPT) return;
      this.#kept.delete(key);
      if (content !== "nothing" && "image" in content) content.image.close();
    }
  }
}
