/** Brings the details of what is in sight, one wish at a time: what has gone by is not asked for. */

import type { PackedApp } from "./app";

export interface Loader {
  /** Bring these rows, and then tell; a newer wish takes the place of one that waits. */
  want(rows: readonly number[]): void;
}

export function createLoader(app: PackedApp, here: () => void): Loader {
  const { atlas } = app;
  let waiting: readonly number[] | null = null;
  let busy = false;

  const next = (): void => {
    const rows = waiting;
    waiting = null;
    if (busy || !rows) return;
    const missing = rows.filter((row) => !atlas.detail(row));
    if (missing.length === 0) return;
    busy = true;
    atlas
      .details(missing)
      .then(here, app.broken)
      .finally(() => {
        busy = false;
        next();
      });
  };
  return {
    want(rows) {
      waiting = rows;
      next();
    },
  };
}
