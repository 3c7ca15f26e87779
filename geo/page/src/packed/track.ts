/** A long way in a scrolling box, of which only what is in sight is drawn. */

/** Browsers hold no taller boxes; what is longer is scaled. */
const MOST = 8_000_000;
/** Pixels beyond what is in sight that are drawn too. */
const MARGIN = 400;
/** A scaled track is put right when scrolling has rested for so long, in milliseconds. */
const REST = 200;

export interface Track {
  /** Set how long it is, in pixels, and draw what is in sight. */
  resize(length: number): void;
  /** Draw what is in sight. */
  draw(): void;
  /** Bring a stretch into sight, below what covers the top. */
  show(from: number, length: number, covered?: number): void;
  /** What is in sight, from and to. */
  sight(): readonly [from: number, to: number];
}

/**
 * `element` gets the height of the way. `draw` is told which stretch to draw, and what to add to
 * a place on the way to have its place in the element: not 0 where the way is scaled.
 */
export function createTrack(
  scroller: HTMLElement,
  element: HTMLElement,
  draw: (from: number, to: number, shift: number) => void,
): Track {
  let length = 0;
  /** Where the way begins in the scroller. */
  let offset = 0;
  let view = 0;
  /** Where the scroller stands, from the beginning of the element, and where on the way. */
  let scrolled = 0;
  let at = 0;
  let timer = 0;

  const height = (): number => Math.min(length, MOST);
  const isScaled = (): boolean => length > MOST;
  /** Steps of the way for a pixel of the element. */
  const ratio = (): number => (isScaled() ? (length - view) / (MOST - view) : 1);
  const measure = (): void => {
    view = scroller.clientHeight;
    const { top } = element.getBoundingClientRect();
    offset = top - scroller.getBoundingClientRect().top + scroller.scrollTop;
  };
  const follow = (): void => {
    const before = scrolled;
    scrolled = scroller.scrollTop - offset;
    const step = scrolled - before;
    const end = height() - view;
    if (!isScaled()) at = scrolled;
    else if (scrolled <= 0) at = scrolled;
    else if (scrolled >= end) at = length - view + scrolled - end;
    // A wheel goes pixel by pixel; who drags the bar wants to go far.
    else if (Math.abs(step) < view) at = Math.max(0, Math.min(length - view, at + step));
    else at = scrolled * ratio();
  };
  const settle = (): void => {
    const wanted = at / ratio();
    if (at < 0 || at > length - view || Math.abs(wanted - scrolled) < 2) return;
    goTo(at);
    paint();
  };
  const goTo = (place: number): void => {
    at = place;
    scroller.scrollTop = place / ratio() + offset;
    scrolled = scroller.scrollTop - offset;
    if (!isScaled()) at = scrolled;
  };
  const paint = (): void => {
    const [from, to] = [Math.max(0, at - MARGIN), Math.min(length, at + view + MARGIN)];
    draw(from, Math.max(from, to), isScaled() ? scrolled - at : 0);
  };

  scroller.addEventListener(
    "scroll",
    () => {
      follow();
      paint();
      window.clearTimeout(timer);
      if (isScaled()) timer = window.setTimeout(settle, REST);
    },
    { passive: true },
  );
  // What stands above it may grow or shrink, and the window too.
  const watch = new ResizeObserver(() => {
    if (!element.isConnected) return;
    measure();
    follow();
    paint();
  });
  watch.observe(scroller);
  for (const child of scroller.children) if (child !== element) watch.observe(child);

  return {
    resize(next) {
      const share = isScaled() && length > 0 ? at / length : -1;
      length = next;
      element.style.height = `${height()}px`;
      measure();
      scrolled = scroller.scrollTop - offset;
      at = isScaled() ? (share >= 0 ? share * length : scrolled * ratio()) : scrolled;
      paint();
    },
    draw() {
      measure();
      follow();
      paint();
    },
    show(from, size, covered = 0) {
      if (from < at + covered) goTo(from - covered);
      else if (from + size > at + view) goTo(from + size - view);
      paint();
    },
    sight: () => [at, at + view],
  };
}
