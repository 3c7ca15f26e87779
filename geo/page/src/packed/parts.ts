/** The parts of a packed page: compressed pieces that are read when something needs them. */

import type { Packed } from "./types";

/** What lies beside the page is asked for in pieces of so many bytes at the most. */
const MOST_AT_ONCE = 1 << 20;
const FILE = "map.parts";

export interface Parts {
  /** Bytes that a part takes where it stands; base64 takes a third more. */
  size(part: number): number;
  /** The parts one after the other, unpacked. Rejects where one can't be read. */
  read(parts: readonly number[]): Promise<Uint8Array<ArrayBuffer>>;
}

/** Whether this browser can unpack them. */
export function canUnpack(): boolean {
  try {
    return new DecompressionStream("deflate-raw").writable !== undefined;
  } catch {
    return false;
  }
}

export function createParts(packed: Packed): Parts {
  const source = packed.offsets ? besidePage(packed, packed.offsets) : inPage();
  return {
    size: source.size,
    async read(parts) {
      const unpacked = await Promise.all((await source.bring(parts)).map(inflate));
      return joined(unpacked);
    },
  };
}

interface Source {
  size(part: number): number;
  bring(parts: readonly number[]): Promise<Uint8Array<ArrayBuffer>[]>;
}

/** Parts as base64 in elements of the page; the parser has read them, and nobody else. */
function inPage(): Source {
  const elements = Array.from(document.getElementsByClassName("part"));
  const sizes = new Map<number, number>();
  const text = (part: number): string => {
    const found = elements[part]?.textContent;
    if (!found) throw new Error(`part ${part} is missing`);
    return found;
  };
  return {
    size(part) {
      const known = sizes.get(part);
      if (known !== undefined) return known;
      let letters = 0;
      // The text as a whole would be put together first.
      for (const node of elements[part]?.childNodes ?? []) letters += (node as Text).length;
      sizes.set(part, (letters * 3) / 4);
      return (letters * 3) / 4;
    },
    async bring(parts) {
      return parts.map((part) => bytes(text(part)));
    },
  };
}

/** Parts in one file beside the page, of which a server gives ranges. */
function besidePage(packed: Packed, offsets: readonly number[]): Source {
  const address = new URL(packed.file ?? FILE, location.href).href;
  /** All of it, from a server that knows no ranges. */
  let whole: Promise<ArrayBuffer> | null = null;
  const end = (part: number): number | undefined => offsets[part + 1];
  const range = async (from: number, to: number | undefined): Promise<ArrayBuffer> => {
    if (whole) return (await whole).slice(from, to);
    const asked = { Range: `bytes=${from}-${to === undefined ? "" : to - 1}` };
    const answer = await fetch(address, { headers: asked });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    if (answer.status === 206) return answer.arrayBuffer();
    whole ??= answer.arrayBuffer();
    return (await whole).slice(from, to);
  };
  return {
    size: (part) => (end(part) ?? offsets[part] ?? 0) - (offsets[part] ?? 0),
    async bring(parts) {
      const runs: number[][] = [];
      for (const part of parts) {
        const run = runs.at(-1);
        const first = offsets[run?.[0] ?? 0] ?? 0;
        const near = run?.at(-1) === part - 1 && (end(part) ?? first) - first <= MOST_AT_ONCE;
        if (run && near) run.push(part);
        else runs.push([part]);
      }
      const found = await Promise.all(
        runs.map(async (run) => {
          const from = offsets[run[0] ?? 0] ?? 0;
          const buffer = await range(from, end(run.at(-1) ?? 0));
          return run.map((part) => {
            const at = (offsets[part] ?? 0) - from;
            const to = end(part);
            return new Uint8Array(buffer.slice(at, to === undefined ? undefined : to - from));
          });
        }),
      );
      return found.flat();
    },
  };
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  const native = Uint8Array as unknown as {
    fromBase64?: (text: string) => Uint8Array<ArrayBuffer>;
  };
  if (native.fromBase64) return native.fromBase64(base64);
  const text = atob(base64);
  const found = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) found[i] = text.charCodeAt(i);
  return found;
}

async function inflate(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new DecompressionStream("deflate-raw");
  const writer = stream.writable.getWriter();
  // What goes wrong shows on the reading side.
  writer.write(packed).catch(() => {});
  writer.close().catch(() => {});
  const reader = stream.readable.getReader();
  const found: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    found.push(value);
  }
  return joined(found);
}

function joined(all: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const found = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const each of all) {
    found.set(each, at);
    at += each.length;
  }
  return found;
}
