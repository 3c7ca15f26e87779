/** Legend, layers and what to take along: buttons over the map's corner, each with what it opens. */

import L from "leaflet";
import type { Page } from "./app";
import { contextId } from "./base";
import { type Child, fill, h, isolated, roomy, set } from "./dom";
import { FACETS, type Facet } from "./facets";
import { precisionSign, sectorSign, statusSign } from "./symbols";
import { basemapChoice } from "./tiles";
import type { Style, Text } from "./types";

type Section = "legend" | "layers" | "share";

/** Gives the button that leads to who made the data; it belongs on the map. */
export function drawLegend(app: Page, share: () => Child[]): HTMLElement {
  const content = { legend, layers, share } as const;
  let open: Section | null = roomy.matches ? "legend" : null;
  const body = h("div", { class: "corner-body", id: "corner-body", tabindex: 0, role: "group" });
  const buttons = (["legend", "layers", "share"] as const).map((section) => {
    const button = h("button", {
      type: "button",
      "aria-controls": "corner-body",
      "data-icon": section,
    });
    button.addEventListener("click", () => {
      open = open === section ? null : section;
      draw();
    });
    return { section, button };
  });
  const bar = h("div", { class: "corner-bar" }, ...buttons.map(({ button }) => button));
  app.slots.corner.prepend(bar, body);

  const credits = h("button", { type: "button", class: "credits" });
  credits.addEventListener("click", () => {
    open = "layers";
    draw();
    buttons.find(({ section }) => section === open)?.button.focus();
  });
  const draw = (): void => {
    credits.textContent = app.word("page.data_of_map");
    for (const { section, button } of buttons) {
      button.textContent = app.word(`page.${section}`);
      set(button, { "aria-expanded": String(open === section) });
    }
    body.hidden = open === null;
    app.slots.corner.parentElement?.classList.toggle("corner-open", open !== null);
    set(body, { "aria-label": open ? app.word(`page.${open}`) : undefined });
    fill(body, ...(open ? content[open](app) : []));
  };
  draw();
  app.slots.corner.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    event.preventDefault();
    const opener = buttons.find(({ section }) => section === open);
    open = null;
    draw();
    opener?.button.focus();
  });
  app.store.subscribe((state, changed) => {
    if (changed.has("project") && state.project !== "" && open && !roomy.matches) {
      open = null;
      draw();
    }
    if ([...changed].some((key) => key !== "view" && key !== "project")) draw();
  });
  return credits;
}

/** Only what stands on the map now, with how many projects it stands for. */
function legend(app: Page): Child[] {
  const { style } = app.payload;
  const used = app.facets.legend(app.store.state);
  if (!used) return [h("p", { class: "legend-none" }, app.word("page.no_match"))];
  return FACETS.map((facet) => {
    const names = Object.keys(style[facet]).filter((name) => used[facet].has(name));
    if (names.length === 0) return null;
    const items = names.map((name) => {
      const n = used[facet].get(name) ?? 0;
      const count = n > 0 && h("span", { class: "legend-count" }, app.number(n));
      return h("li", {}, SIGNS[facet](style, name), app.word(`${facet}.${name}`), count);
    });
    return h(
      "section",
      { class: `legend-part legend-${facet}` },
      h("h3", {}, app.word(`page.legend_${facet}`)),
      h("ul", {}, ...items),
    );
  });
}

const SIGNS: Readonly<Record<Facet, (style: Style, name: string) => Element>> = {
  status: statusSign,
  sector: sectorSign,
  precision: precisionSign,
};

function layers(app: Page): Child[] {
  const { payload } = app;
  const own = (payload.layers ?? []).filter(({ kind }) => kind !== "context");
  const covered = payload.own_basemap && app.store.state.basemap === "";
  const context = covered ? [] : Object.entries(payload.context ?? {});
  return [
    h(
      "section",
      { class: "legend-part" },
      h("h3", {}, app.word("page.layers")),
      h("ul", {}, ...own.map((layer) => toggle(app, layer.id, app.text(layer.title), layer))),
    ),
    (context.length > 0 || payload.basemaps || payload.own_basemap) &&
      h(
        "section",
        { class: "legend-part" },
        h("h3", {}, app.word("page.base_map")),
        basemapChoice(app),
        h(
          "ul",
          {},
          ...context.map(([name, layer]) =>
            toggle(app, contextId(name), app.text(layer.title) || name, layer),
          ),
        ),
      ),
    h("p", { class: "trace" }, traced(app)),
    licences(app),
  ];
}

/** As printed copies say it, so that the two can be held against each other. */
function traced(app: Page): string {
  const { hash = "", newest } = app.payload.trace ?? {};
  const date = app.text(newest);
  return hash && app.word(date ? "trace.line" : "trace.undated", { hash: hash.slice(0, 12), date });
}

/** What the page is made with, and on what terms: the notices that stand in its own scripts. */
function licences(app: Page): HTMLElement {
  const summary = h("summary", {}, `Leaflet ${L.version} · ${app.word("page.licences")}`);
  const whole = h("details", { class: "program" }, summary);
  const read = (): void => {
    const parts = document.querySelectorAll("script:not([type]), head style");
    for (const { textContent } of parts) {
      for (const [, notice = ""] of (textContent ?? "").matchAll(/^\/\*!\n([\s\S]*?)\*\//gm)) {
        whole.append(h("pre", { lang: "en" }, notice.trim()));
      }
    }
  };
  whole.addEventListener("toggle", read, { once: true });
  return whole;
}

interface Origin {
  readonly attribution?: Text;
  readonly licence?: Text;
}

function toggle(app: Page, id: string, title: string, origin: Origin): HTMLElement {
  const { store } = app;
  const box = h("input", {
    type: "checkbox",
    checked: !store.state.hide.includes(id),
    "data-layer": id,
  });
  box.addEventListener("change", () => {
    const others = store.state.hide.filter((other) => other !== id);
    store.set({ hide: box.checked ? others : [...others, id] });
    document.querySelector<HTMLElement>(`[data-layer="${CSS.escape(id)}"]`)?.focus();
  });
  const about = [app.text(origin.attribution), app.text(origin.licence)]
    .filter(Boolean)
    .join(" · ");
  return h(
    "li",
    {},
    h("label", {}, box, isolated(title)),
    about !== "" && h("small", {}, isolated(about)),
  );
}
