// What the address of the page doesn't hold, carried over from one build to the next: the view
// to the pixel, scrolling, heights, what is open, the focus.

/**
 * @typedef {object} Kept
 * @property {boolean} listed
 * @property {[path: string, expanded: boolean][]} toggles
 * @property {[path: string, left: number, top: number][]} scrolled
 * @property {string} sheet
 * @property {[lat: number, lng: number, zoom: number] | null} view
 * @property {string} focus
 */
/**
 * @typedef {object} ProjectMap
 * @property {(id: string) => void} open
 * @property {object} leaflet
 * @property {() => {lat: number, lng: number}} leaflet.getCenter
 * @property {() => number} leaflet.getZoom
 * @property {(at: [number, number], zoom: number, how: {reset: boolean}) => void} leaflet.setView
 */

const KEY = "projectmap-preview";
/** What opens and closes on the page, apart from the sheet, which has three heights. */
const TOGGLES = "button[aria-expanded]:not(.handle)";
const HEIGHTS = 3;
/** Longer than Leaflet lets a card fade in, in milliseconds. */
const FADE = 500;

const root = document.documentElement;

/**
 * Put it by for the next build.
 * @param {boolean} listed whether the list of problems is open
 */
export function keep(listed) {
  /** @type {Kept} */
  const now = { listed, toggles: [], scrolled: [], sheet: sheetHeight(), view: null, focus: "" };
  const leaflet = map()?.leaflet;
  if (leaflet && new URLSearchParams(location.hash.slice(1)).has("view")) {
    const { lat, lng } = leaflet.getCenter();
    now.view = [lat, lng, leaflet.getZoom()];
  }
  for (const element of document.querySelectorAll(TOGGLES)) {
    now.toggles.push([pathOf(element), isExpanded(element)]);
  }
  for (const element of document.querySelectorAll("body *")) {
    const { scrollLeft, scrollTop } = element;
    if (scrollLeft || scrollTop) now.scrolled.push([pathOf(element), scrollLeft, scrollTop]);
  }
  const { activeElement } = document;
  // Focus that a click gave shows nowhere, and given back by a script it would.
  if (activeElement?.matches("body :focus-visible")) now.focus = pathOf(activeElement);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(now));
  } catch {
    // Without storage the page opens anew as its address says.
  }
}

/**
 * What the build before put by.
 * @returns {Kept | null}
 */
export function taken() {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {Kept} before */
export function restore(before) {
  appearAtOnce();
  // What opens may close another, so first all that is to be open.
  for (const wanted of [true, false]) {
    for (const [path, expanded] of before.toggles) {
      const found = document.querySelector(path);
      if (expanded !== wanted || !found?.matches(TOGGLES)) continue;
      if (isExpanded(found) !== wanted && found instanceof HTMLElement) found.click();
    }
  }
  const handle = document.querySelector(".handle");
  for (let turn = 0; turn < HEIGHTS && sheetHeight() !== before.sheet; turn++) {
    if (handle instanceof HTMLElement) handle.click();
  }
  // A card that opens moves the map until all of it is seen; it needn't have been.
  if (before.view) {
    const [lat, lng, zoom] = before.view;
    map()?.leaflet.setView([lat, lng], zoom, { reset: true });
  }
  const scroll = () => {
    for (const [path, left, top] of before.scrolled) {
      document.querySelector(path)?.scrollTo({ left, top, behavior: "instant" });
    }
  };
  scroll();
  requestAnimationFrame(scroll);
  const focused = before.focus && document.querySelector(before.focus);
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}

/** An open card would fade in anew with each build. */
function appearAtOnce() {
  const fading = document.querySelector(".leaflet-fade-anim");
  fading?.classList.remove("leaflet-fade-anim");
  setTimeout(() => fading?.classList.add("leaflet-fade-anim"), FADE);
}

/** @returns {ProjectMap | undefined} none on the page that waits */
export function map() {
  return /** @type {{projectMap?: ProjectMap}} */ (window).projectMap;
}

function sheetHeight() {
  return root.style.getPropertyValue("--sheet");
}

/** @param {Element} element */
function isExpanded(element) {
  return element.getAttribute("aria-expanded") === "true";
}

/**
 * Leads to an element again in the next build: from the nearest id on, by position.
 * @param {Element} element
 * @returns {string}
 */
function pathOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const parent = element.parentElement;
  if (!parent) return element.localName;
  const position = [...parent.children].indexOf(element) + 1;
  return `${pathOf(parent)} > :nth-child(${position})`;
}

/**
 * When the map is drawn: before the page says so, where this comes first.
 * @param {() => void} act
 */
export function whenDrawn(act) {
  const isReady = () => map() !== undefined || root.dataset["ready"] === "true";
  if (isReady()) return act();
  const observer = new MutationObserver(() => {
    if (!isReady()) return;
    observer.disconnect();
    act();
  });
  observer.observe(root, { attributeFilter: ["data-ready"] });
}
