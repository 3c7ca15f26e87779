// Runs on the previewed page once it is drawn: takes a new build in place of the old one
// without losing what the person was at, and shows what is wrong with the layers.

import { keep, map, restore, taken, whenDrawn } from "./keeping.js";

/**
 * @typedef {object} Problem
 * @property {string} file from the folder of the layers on
 * @property {number} line 0 for the file as a whole
 * @property {number} column
 * @property {"error" | "warning"} severity
 * @property {string} feature
 * @property {string} opens the feature's id where it stands on the map shown
 * @property {string} message
 * @property {string} hint
 * @property {string} code
 */
/**
 * @typedef {object} State
 * @property {string} build name of the newest page without errors; empty for none
 * @property {boolean} building
 * @property {number} errors
 * @property {number} warnings
 * @property {number} more problems that are not in the list
 * @property {Problem[]} problems
 */

/** A build that takes longer than this is spoken of, in milliseconds. */
const LONG_BUILD = 400;
/** A connection that is away for longer than this is spoken of. */
const LONG_AWAY = 1500;
const RETRY = 2000;
const own = document.querySelector("script[data-build]")?.getAttribute("data-build") ?? "";

const kept = taken();
let listed = kept?.listed ?? own === "";
/** @type {State | null} */
let state = null;
let slow = false;
let away = false;
/** A new build waits until the pointer lets go of the map. */
let due = false;
let pressed = false;
/** @type {EventSource | null} */
let source = null;
let slowTimer = 0;
let awayTimer = 0;
let retryTimer = 0;

const bar = create("div", "bar");
const toggle = create("button", "toggle");
const live = create("span", "live");
const list = create("ol", "list");
const host = frame();

toggle.type = "button";
toggle.append(live);
toggle.setAttribute("aria-controls", "list");
live.setAttribute("role", "status");
list.id = "list";
bar.append(list, toggle);
toggle.addEventListener("click", () => {
  listed = !listed;
  draw();
});
bar.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !listed || own === "") return;
  event.stopPropagation();
  listed = false;
  draw();
  toggle.focus();
});

for (const kind of ["pointerdown", "pointerup", "pointercancel", "pointermove"]) {
  window.addEventListener(kind, (event) => press(/** @type {PointerEvent} */ (event)), true);
}
document.addEventListener("visibilitychange", follow);
window.addEventListener("pageshow", follow);
window.addEventListener("pagehide", leave);
whenDrawn(() => {
  if (kept) restore(kept);
});
follow();

/**
 * A hidden page lets go of its connection: a browser has six for one host, and there may be
 * more pages than that. It hears what it missed when it is looked at again.
 */
function follow() {
  if (document.hidden) return leave();
  if (source && source.readyState !== EventSource.CLOSED) return;
  clearTimeout(retryTimer);
  source = new EventSource("events");
  source.addEventListener("state", (event) => {
    clearTimeout(awayTimer);
    awayTimer = 0;
    away = false;
    hear(JSON.parse(event.data));
  });
  source.addEventListener("error", () => {
    awayTimer ||= window.setTimeout(() => {
      away = true;
      draw();
    }, LONG_AWAY);
    if (source?.readyState === EventSource.CLOSED) retryTimer = window.setTimeout(follow, RETRY);
  });
}

function leave() {
  source?.close();
  source = null;
  for (const timer of [awayTimer, retryTimer, slowTimer]) clearTimeout(timer);
  awayTimer = 0;
}

/** @param {State} news */
function hear(news) {
  state = news;
  slow = false;
  clearTimeout(slowTimer);
  if (news.building) {
    slowTimer = window.setTimeout(() => {
      slow = true;
      draw();
    }, LONG_BUILD);
  }
  due = news.build !== own;
  renew();
  if (!due) draw();
}

function renew() {
  if (!due || pressed) return;
  keep(listed);
  leave();
  location.reload();
}

/** @param {PointerEvent} event */
function press(event) {
  pressed = event.type === "pointerdown" || (event.type === "pointermove" && event.buttons > 0);
  if (due && !pressed) setTimeout(renew);
}

function draw() {
  if (!state) return;
  const { errors, warnings, problems, more } = state;
  const some = errors + warnings > 0;
  host.hidden = !(some || slow || away);
  bar.dataset["kind"] = away ? "away" : errors > 0 ? "error" : warnings > 0 ? "warning" : "";
  toggle.disabled = !some || own === "";
  toggle.setAttribute("aria-expanded", String(some && listed));
  list.hidden = !(some && listed);
  const words = [];
  if (away) words.push(["strong", "The preview has ended, or can’t be reached."]);
  else if (slow) words.push(["strong", "Building the map…"]);
  else if (some) words.push(["strong", counts(errors, warnings)]);
  if (away) words.push(["span", "Start it again, and open the address that it prints."]);
  else if (errors > 0 && own === "") words.push(["span", "The map comes once they are mended."]);
  else if (errors > 0) {
    words.push(["span", "The map is the last good one, from before your last edit."]);
  }
  const said = words.map(([kind, text]) => create(/** @type {"span"} */ (kind), "", text));
  // Said again only where it is something else: a screen reader reads it out.
  if (live.textContent !== said.map((part) => part.textContent).join("")) {
    live.replaceChildren(...said);
  }
  list.replaceChildren(...problems.map(item));
  if (more > 0) {
    list.append(create("li", "more", `${more} more: python make_map.py check lists them all`));
  }
}

/** @param {Problem} problem */
function item(problem) {
  const { file, line, column, severity, feature, opens, message, hint, code } = problem;
  const element = create("li", severity);
  const place = line > 0 ? `${file}:${line}:${column}` : file;
  const head = create("p", "head");
  head.append(create("span", "severity", severity), create("code", "place", place));
  if (opens) {
    const button = create("button", "feature", feature);
    button.type = "button";
    button.title = "Show it on the map";
    button.addEventListener("click", () => show(opens));
    head.append(button);
  } else if (feature) head.append(create("span", "feature", feature));
  const text = create("p", "message", message);
  text.append(create("small", "code", code));
  element.append(head, text);
  if (hint) element.append(create("p", "hint", hint));
  return element;
}

/** @param {string} id */
function show(id) {
  // Where the list covers most of the map, it makes room.
  if (bar.offsetHeight > window.innerHeight / 3) listed = false;
  draw();
  map()?.open(id);
}

/** @param {number} errors @param {number} warnings */
function counts(errors, warnings) {
  /** @type {[number, string][]} */
  const both = [
    [errors, "error"],
    [warnings, "warning"],
  ];
  return both
    .filter(([number]) => number > 0)
    .map(([number, noun]) => `${number} ${noun}${number === 1 ? "" : "s"}`)
    .join(", ");
}

/** The bar in a tree of its own, so that neither its styles nor the page's touch the other. */
function frame() {
  const element = create("div");
  element.id = "projectmap-preview";
  element.lang = "en";
  element.hidden = true;
  element.dataset["waiting"] = String(own === "");
  // Until its own styles are there.
  element.style.display = "none";
  const tree = element.attachShadow({ mode: "open" });
  const sheet = create("link");
  sheet.rel = "stylesheet";
  sheet.href = "preview.css";
  sheet.addEventListener("load", () => element.style.removeProperty("display"));
  tree.append(sheet, bar);
  document.body.append(element);
  return element;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} kind
 * @param {string} name
 * @param {string} text
 * @returns {HTMLElementTagNameMap[K]}
 */
function create(kind, name = "", text = "") {
  const element = document.createElement(kind);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}
