/** Elements without markup in strings: what comes from data is always a text node. */

export type Child = Node | string | null | undefined | false;
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

const SVG = "http://www.w3.org/2000/svg";
const LINKED = new Set(["http:", "https:", "mailto:"]);

/** `true` sets an attribute without a value; `false` and `undefined` leave it out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

export function set(element: Element, attributes: Attributes): void {
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Put these in place of all that the element holds. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter(present).map(unturned));
}

/** A link that a reader may follow; plain text where the address is not one for the web. */
export function link(address: string, label: Child, attributes: Attributes = {}): HTMLElement {
  if (!isLink(address)) return h("span", {}, label);
  const opening = { href: address, target: "_blank", rel: "noopener noreferrer" };
  return h("a", { ...opening, ...attributes }, label);
}

export function isLink(address: string): boolean {
  try {
    return LINKED.has(new URL(address).protocol);
  } catch {
    return false;
  }
}

/** Text of unknown direction, held apart from what stands round it. */
export function isolated(text: string): HTMLElement {
  return h("bdi", { dir: "auto" }, text);
}

/** Whether the window is that of a phone held upright, where the panel is a sheet. */
export const phone = window.matchMedia("(max-width: 760px) and (min-height: 420px)");
/** Whether there is room for the legend beside the map's subject. */
export const roomy = window.matchMedia("(min-width: 1200px) and (min-height: 720px)");
export const still = window.matchMedia("(prefers-reduced-motion: reduce)");

function present(child: Child): child is Node | string {
  return child !== null && child !== undefined && child !== false && child !== "";
}

function filled<E extends Element>(element: E, attributes: Attributes, children: Child[]): E {
  set(element, attributes);
  for (const child of children) if (present(child)) element.append(unturned(child));
  return element;
}

/** A text with what makes it read as another shown by its name: [U+202E]. */
function unturned(child: Node | string): Node | string {
  if (typeof child !== "string") return child;
  return child.replace(/[\u202a-\u202e]/g, (turn) =>
    `[U+${turn.charCodeAt(0).toString(16)}]`.toUpperCase(),
  );
}
