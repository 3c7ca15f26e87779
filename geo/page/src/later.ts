/** Work that nobody sees the result of when the page opens, done when the browser is idle. */

/** A piece may take so long at the most, in milliseconds, so that nobody waits for it. */
const WAIT = 300;

const waiting: (() => void)[] = [];

/** Do it a while after the page is drawn; to call what this gives does it at once. */
export function later(act: () => void): () => void {
  const once = (): void => {
    const at = waiting.indexOf(once);
    if (at < 0) return;
    waiting.splice(at, 1);
    act();
  };
  waiting.push(once);
  return once;
}

/** Do all that waits, a piece at a time, and then `done`. */
export function settle(done: () => void): void {
  const next = (): void => {
    const [first] = waiting;
    first?.();
    if (first) idle(next);
    else done();
  };
  idle(next);
}

function idle(act: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(act, { timeout: WAIT });
  else setTimeout(act);
}
