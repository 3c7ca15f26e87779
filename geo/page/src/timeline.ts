/** Planned against actual years, a row for each project; years are chosen on its axis. */

import type { Page } from "./app";
import { axis } from "./axis";
import { type Child, fill, h, svg } from "./dom";
import type { Dated, Timed, Years } from "./facets";
import { statusClass } from "./symbols";
import { isChoice, type Tool } from "./tools";
import type { Project } from "./types";
import { hiddenNote } from "./years";

/** More rows than these nobody reads; the choice can be narrowed. */
const MOST_ROWS = 200;
/** A wave that is cut off where its row's dispute ends, in pixels. */
const WAVE = { width: 1200, step: 5, height: 4 } as const;

export function timelineTool(app: Page): Tool | null {
  const { span } = app.facets;
  if (!span) return null;
  const body = h("section", { class: "tool-body timeline" });
  const scale = axis(app, span);
  const note = h("p", { class: "timeline-note" });
  const rows = h("ul", { class: "timeline-rows" });
  body.style.setProperty("--years", String(span[1] - span[0] + 1));

  const draw = (): void => {
    fill(body, legend(app), scale.element, note, rows);
    update();
  };
  const update = (): void => {
    const { state } = app.store;
    scale.update();
    note.textContent = hiddenNote(app);
    note.hidden = note.textContent === "";
    app.facets.timeline(state, MOST_ROWS, (all, left) => {
      const shown = all.map((timed) =>
        h("li", { class: timed.passes ? "" : "outside" }, row(app, timed, span)),
      );
      const more = left > 0 && h("li", {}, app.count("timeline.more", left));
      fill(rows, ...shown, more);
    });
  };

  rows.addEventListener("click", ({ target }) => {
    const at = target instanceof Element ? target.closest("[data-dated]") : null;
    if (at) app.store.set({ project: at.getAttribute("data-dated") ?? "" });
  });
  for (const event of ["mouseover", "focusin"]) {
    rows.addEventListener(event, ({ target }) => {
      const at = target instanceof Element ? target.closest("[data-dated]") : null;
      app.highlight(at?.getAttribute("data-dated") ?? "");
    });
  }
  for (const event of ["mouseleave", "focusout"]) {
    rows.addEventListener(event, () => app.highlight(""));
  }
  app.store.subscribe((_state, changed) => {
    if (body.hidden) return;
    if (changed.has("language")) draw();
    else if (isChoice(changed)) update();
  });
  return {
    name: "timeline",
    body,
    draw,
    badge: () => "",
  };
}

/** What the marks mean, each with its word. */
function legend(app: Page): HTMLElement {
  const sample = (name: string) => h("span", { class: `date-mark ${name}`, "aria-hidden": "true" });
  const signs: [string, Child][] = [
    ["planned", sample("planned")],
    ["actual", sample("actual")],
    ["disputed", h("span", { class: "wave", "aria-hidden": "true" }, wave())],
  ];
  return h(
    "ul",
    { class: "timeline-legend" },
    ...signs.map(([name, sign]) => h("li", {}, sign, app.word(`timeline.${name}`))),
  );
}

function row(app: Page, { project, dates }: Timed, span: Years): HTMLElement {
  const name = app.text(project.name);
  const said = `${name}. ${spoken(app, project, dates).join(". ")}`;
  return h(
    "button",
    {
      type: "button",
      class: `timeline-row ${statusClass(project.status)}`,
      "data-dated": project.id,
      "aria-label": said,
      title: said,
    },
    h("span", { class: "timeline-name" }, name),
    h(
      "span",
      { class: "timeline-track" },
      ...work(dates, span),
      ...disputes(dates).map((both) => stretch("wave", both, span, wave())),
      ...dates.map((date) => mark(date, span)),
    ),
  );
}

/** "Planned finish: 2025; 2026 (Sources differ)" for each date of a project. */
function spoken(app: Page, project: Project, dates: readonly Dated[]): string[] {
  const shown = new Set(dates.map(({ statement }) => statement));
  return (project.facts ?? []).flatMap(({ label, statements = [] }) => {
    const texts = statements.filter((s) => shown.has(s)).map(({ text }) => app.text(text));
    if (texts.length === 0) return [];
    const differ = texts.length > 1 ? ` (${app.word("page.differ")})` : "";
    return [`${app.text(label)}: ${texts.join("; ")}${differ}`];
  });
}

/** From the start of the work to where it ended, or is to end. */
function work(dates: readonly Dated[], span: Years): HTMLElement[] {
  const starts = dates.filter(({ key }) => key === "start").map(({ at }) => at);
  if (starts.length === 0) return [];
  const from = Math.min(...starts);
  return [true, false].flatMap((planned) => {
    const ends = dates.filter((date) => date.key !== "start" && date.planned === planned);
    if (ends.length === 0) return [];
    const to = Math.max(...ends.map(({ at }) => at));
    return to > from ? [stretch(planned ? "work planned" : "work actual", [from, to], span)] : [];
  });
}

/** First and last of what is said of one and the same date. */
function disputes(dates: readonly Dated[]): [number, number][] {
  return [...new Set(dates.map(({ key }) => key))].flatMap((key) => {
    const all = dates.filter((date) => date.key === key).map(({ at }) => at);
    const [from, to] = [Math.min(...all), Math.max(...all)];
    return to > from ? [[from, to] as [number, number]] : [];
  });
}

function mark({ at, planned }: Dated, span: Years): HTMLElement {
  const element = h("span", { class: `date-mark ${planned ? "planned" : "actual"}` });
  element.style.left = `${share(at, span)}%`;
  return element;
}

function stretch(name: string, [from, to]: Years, span: Years, ...inside: Child[]): HTMLElement {
  const element = h("span", { class: name }, ...inside);
  element.style.left = `${share(from, span)}%`;
  element.style.width = `${share(to, span) - share(from, span)}%`;
  return element;
}

function share(at: number, [from, to]: Years): number {
  return Number((((at - from) / (to + 1 - from)) * 100).toFixed(2));
}

function wave(): SVGElement {
  const { width, step, height } = WAVE;
  const d = `M0 ${height}q${step / 2}-${height} ${step} 0${`t${step} 0`.repeat(width / step)}`;
  return svg("svg", { width, height: height * 2 }, svg("path", { d }));
}
