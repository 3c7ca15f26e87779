/** What is packed with gzip, unpacked by the browser, and not without end. */

import { gunzipSync } from "fflate";
import { Compression } from "pmtiles";

/** A directory or a tile of more bytes than these is none. */
const MOST = 64_000_000;

export async function unpacked(data: ArrayBuffer, packing: Compression): Promise<ArrayBuffer> {
  if (packing === Compression.None || packing === Compression.Unknown) return data;
  if (packing !== Compression.Gzip) throw new Error("packed in a way that can't be unpacked");
  if (!("DecompressionStream" in window)) return gunzipSync(new Uint8Array(data)).buffer;
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  // What goes wrong shows on the reading side.
  writer.write(new Uint8Array(data)).catch(() => {});
  writer.close().catch(() => {});
  const reader = stream.readable.getReader();
  const found: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MOST) {
      await reader.cancel();
      throw new Error("it unpacks without end");
    }
    found.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const each of found) {
    all.set(each, at);
    at += each.length;
  }
  return all.buffer;
}
