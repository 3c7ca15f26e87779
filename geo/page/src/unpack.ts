/** What geo/outputs/payload.py packed to keep the page small, unpacked again. */

import type { Payload, Words } from "./types";

/** The names of the fields of each table. */
type Columns = Readonly<Record<string, readonly string[]>>;
type Members = Record<string, unknown>;

export function unpack(json: string): Payload {
  const found = JSON.parse(json) as Members;
  const columns = (found["columns"] ?? {}) as Columns;
  for (const name of Object.keys(columns)) fill(found, name, columns);
  const { keys = [] } = found["words"] as Words;
  const places = new Map(keys.map((key, i) => [key, i]));
  return { ...found, places } as unknown as Payload;
}

/** Rows of values become objects; what a row leaves out is absent. */
export function fill(holder: Members, name: string, columns: Columns): void {
  const [rows, fields] = [holder[name], columns[name]];
  if (!fields || !Array.isArray(rows) || !Array.isArray(rows[0])) return;
  holder[name] = (rows as unknown[][]).map((row) => {
    const item: Members = {};
    for (let i = 0; i < row.length; i += 1) {
      const field = fields[i];
      if (field === undefined || row[i] === null) continue;
      item[field] = row[i];
      if (Object.hasOwn(columns, field)) fill(item, field, columns);
    }
    return item;
  });
}
