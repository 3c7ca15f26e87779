/** Long work in slices, so that the page stays at hand. */

/** A slice takes so many milliseconds. */
const SLICE = 10;

/** What to await between pieces of work: it lets the browser go on when a slice is used up. */
export function pacer(slice = SLICE): () => Promise<void> | undefined {
  let end = performance.now() + slice;
  return () => {
    if (performance.now() < end) return undefined;
    return pause().then(() => {
      end = performance.now() + slice;
    });
  };
}

/** Not a timeout: a browser makes nested ones wait. */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
