/** Gathers what lies near each other at a zoom, in one pass over all rows. Draws nothing. */

import type { Anchors, Box } from "./world";

/** Side of a cell, in pixels. */
const CELL = 72;
/** So few are shown each on its own. */
export const FEW = 40;
/** Room between two groups, in pixels. */
const GAP = 6;
/** How often those that touch are moved apart. */
const ROUNDS = 4;

export interface Group {
  /** The middle of its members. */
  x: number;
  y: number;
  count: number;
  /** One of them. */
  readonly row: number;
  /** How many have each status; the last is for none. */
  readonly shares: Uint32Array;
  /** The cells that it was gathered from. */
  readonly cells: number[];
}

export interface Gathered {
  readonly groups: readonly Group[];
  /** The group that has a row. */
  of(row: number): Group | undefined;
  /** The rows of a group. */
  members(group: Group): number[];
}

export interface Asked {
  readonly anchors: Anchors;
  readonly passes: Uint8Array;
  readonly status: ArrayLike<number>;
  /** How many statuses there are. */
  readonly statuses: number;
  readonly box: Box;
  readonly perPixel: number;
  /** A row that stands on its own whatever is near it; -1 for none. */
  readonly alone: number;
}

/** Pixels from the middle of a group to its edge. */
export function radius(count: number): number {
  if (count <= 1) return 14;
  return Math.round(Math.min(33, 14 + 4.2 * Math.log10(count)));
}

export function gather(asked: Asked): Gathered {
  const { anchors, passes, box, alone } = asked;
  const size = CELL * asked.perPixel;
  const per = 1 / size;
  const { x: xs, y: ys } = anchors;
  const [left, top] = [Math.floor(box.west * per), Math.floor(box.north * per)];
  const columns = Math.floor(box.east * per) - left + 2;
  const rows = Math.floor(box.south * per) - top + 1;
  const [west, north] = [left * size, top * size];
  const [east, south] = [west + columns * size, north + rows * size];
  const cells = columns * rows;
  /** Every other row of cells stands half a cell aside, so that no grid shows. */
  const cellAt = (x: number, y: number): number => {
    const row = Math.floor((y - north) * per);
    const aside = ((row + top) & 1) / 2;
    return row * columns + Math.min(columns - 1, Math.floor((x - west) * per + aside));
  };
  const counts = new Uint32Array(cells);
  const one = new Uint32Array(cells);
  const [sumX, sumY] = [new Float64Array(cells), new Float64Array(cells)];
  const kinds = asked.statuses + 1;
  const shares = new Uint32Array(cells * kinds);
  const { status } = asked;
  const few: number[] = [];
  let total = 0;
  for (let row = 0; row < xs.length; row += 1) {
    const x = xs[row] as number;
    const y = ys[row] as number;
    if (passes[row] === 0 || x < west || x >= east || y < north || y >= south) continue;
    if (row === alone) continue;
    if (total < FEW) few.push(row);
    total += 1;
    const cell = cellAt(x, y);
    counts[cell] = (counts[cell] as number) + 1;
    one[cell] = row;
    sumX[cell] = (sumX[cell] as number) + x;
    sumY[cell] = (sumY[cell] as number) + y;
    const code = cell * kinds + Math.min(status[row] as number, asked.statuses);
    shares[code] = (shares[code] as number) + 1;
  }
  const single = (row: number): Group => ({
    x: xs[row] as number,
    y: ys[row] as number,
    count: 1,
    row,
    shares: new Uint32Array(0),
    cells: [],
  });
  const lone = alone >= 0 && passes[alone] === 1 ? [single(alone)] : [];
  if (total <= FEW) {
    const groups = [...lone, ...few.map(single)];
    const byRow = new Map(groups.map((group) => [group.row, group]));
    return { groups, of: (row) => byRow.get(row), members: (group) => [group.row] };
  }

  const found: Group[] = [];
  for (let cell = 0; cell < cells; cell += 1) {
    const count = counts[cell] as number;
    if (count === 0) continue;
    found.push({
      x: (sumX[cell] as number) / count,
      y: (sumY[cell] as number) / count,
      count,
      row: one[cell] as number,
      shares: shares.subarray(cell * kinds, (cell + 1) * kinds),
      cells: [cell],
    });
  }
  const merged = merge(found, columns, asked.perPixel);
  settle(merged, lone, asked.perPixel);
  const owner = new Map<number, Group>();
  for (const group of merged) for (const cell of group.cells) owner.set(cell, group);
  const cellOf = (row: number): number => {
    const x = xs[row] as number;
    const y = ys[row] as number;
    return x < west || x >= east || y < north || y >= south ? -1 : cellAt(x, y);
  };
  return {
    groups: [...lone, ...merged],
    of: (row) => (row === alone ? lone[0] : owner.get(cellOf(row))),
    members(group) {
      if (group.cells.length === 0) return [group.row];
      const own = new Set(group.cells);
      const all: number[] = [];
      for (let row = 0; row < xs.length; row += 1) {
        if (passes[row] === 1 && row !== alone && own.has(cellOf(row))) all.push(row);
      }
      return all;
    },
  };
}

/** A group takes in its neighbours that it would touch, the greater ones first. */
function merge(groups: readonly Group[], columns: number, perPixel: number): Group[] {
  const byCell = new Map(groups.map((group) => [group.cells[0] as number, group]));
  const gone = new Set<Group>();
  const ordered = [...groups].sort((a, b) => b.count - a.count || a.row - b.row);
  for (const group of ordered) {
    if (gone.has(group)) continue;
    const home = group.cells[0] as number;
    for (let down = -1; down <= 1; down += 1) {
      for (let right = -1; right <= 1; right += 1) {
        const other = byCell.get(home + down * columns + right);
        if (!other || other === group || gone.has(other) || other.cells.length > 1) continue;
        const far = Math.hypot(other.x - group.x, other.y - group.y) / perPixel;
        if (far >= radius(group.count) + radius(other.count) + GAP) continue;
        const count = group.count + other.count;
        group.x = (group.x * group.count + other.x * other.count) / count;
        group.y = (group.y * group.count + other.y * other.count) / count;
        group.count = count;
        other.shares.forEach((n, i) => {
          group.shares[i] = (group.shares[i] as number) + n;
        });
        group.cells.push(...other.cells);
        gone.add(other);
      }
    }
  }
  return ordered.filter((group) => !gone.has(group));
}

/** Groups that still touch move apart; marks stay, since they stand at their places. */
function settle(groups: readonly Group[], lone: readonly Group[], perPixel: number): void {
  const all = [...lone, ...groups];
  for (let round = 0; round < ROUNDS; round += 1) {
    let moved = false;
    for (const [i, group] of all.entries()) {
      for (let j = i + 1; j < all.length; j += 1) {
        const other = all[j] as Group;
        const room = (radius(group.count) + radius(other.count) + GAP / 2) * perPixel;
        const [dx, dy] = [other.x - group.x, other.y - group.y];
        if (Math.abs(dx) >= room || Math.abs(dy) >= room) continue;
        const far = Math.hypot(dx, dy);
        if (far >= room || (group.count === 1 && other.count === 1)) continue;
        moved = true;
        const [right, down] = far > 0 ? [dx / far, dy / far] : [0, 1];
        const share = group.count === 1 ? 0 : other.count === 1 ? 1 : 0.5;
        group.x -= right * (room - far) * share;
        group.y -= down * (room - far) * share;
        other.x += right * (room - far) * (1 - share);
        other.y += down * (room - far) * (1 - share);
      }
    }
    if (!moved) return;
  }
}
