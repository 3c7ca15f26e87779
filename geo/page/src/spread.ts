/** Moves marks that would cover each other apart, each as little as it takes. */

export interface Spot {
  readonly x: number;
  readonly y: number;
}

const ROUNDS = 60;
/** Beyond this many marks the work would be felt; they then stay where they are. */
const MOST = 400;

/** Where each mark goes so that all stand `gap` pixels apart or nearly so. */
export function spread(spots: readonly Spot[], gap: number): Spot[] {
  const moved = spots.map(({ x, y }) => ({ x, y }));
  if (spots.length > MOST) return moved;
  for (let round = 0; round < ROUNDS; round += 1) {
    let still = true;
    moved.forEach((a, i) => {
      for (let j = i + 1; j < moved.length; j += 1) {
        const b = moved[j];
        if (b && push(a, b, gap, i + j)) still = false;
      }
    });
    if (still) break;
  }
  return moved;
}

/** Push two spots apart where they are too near; the direction for equal ones is by `seed`. */
function push(a: { x: number; y: number }, b: { x: number; y: number }, gap: number, seed: number) {
  let dx = b.x - a.x;
  let dy = b.y - a.y;
  let distance = Math.hypot(dx, dy);
  if (distance >= gap - 0.5) return false;
  if (distance < 0.01) {
    const angle = seed * 2.4;
    dx = Math.cos(angle);
    dy = Math.sin(angle) * 0.5;
    distance = Math.hypot(dx, dy);
  }
  const step = (gap - Math.hypot(b.x - a.x, b.y - a.y)) / 2 / distance;
  a.x -= dx * step;
  a.y -= dy * step;
  b.x += dx * step;
  b.y += dy * step;
  return true;
}
