/** The columns of the table: what stands in a cell, and what orders the rows. */

import { isContext, type Page } from "./app";
import { footnote } from "./card";
import { type Child, h, isolated } from "./dom";
import { certaintyWord } from "./download";
import { dayNumber, factLabel, figure, mainUnit, statementsOf } from "./facts";
import { sectorSign, statusClass, statusSign } from "./symbols";
import type { Feature, Place, Project, Statement } from "./types";

const MOST_PROPERTIES = 12;

export interface Column<T> {
  readonly key: string;
  readonly label: string;
  cell(row: T): readonly Child[];
  /** What orders the rows; empty text and NaN come last either way. */
  order?(row: T): number | string;
}

export function projectColumns(app: Page, shown: readonly Project[]): Column<Project>[] {
  const { style } = app.payload;
  const statuses = Object.keys(style.status);
  const columns: Column<Project>[] = [
    {
      key: "number",
      label: app.word("table.number"),
      cell: (project) => [String(project.number)],
      order: (project) => project.number,
    },
    {
      key: "name",
      label: app.word("table.name"),
      cell: (project) => [opener(app, project), isContext(project) && contextBadge(app)],
      order: (project) => app.text(project.name),
    },
    {
      key: "sector",
      label: app.word("page.sector"),
      cell: ({ sector }) => [
        h("span", { class: "cell-sign" }, sectorSign(style, sector), app.word(`sector.${sector}`)),
      ],
      order: ({ sector }) => app.word(`sector.${sector}`),
    },
    {
      key: "status",
      label: app.word("page.legend_status"),
      cell: (project) => status(app, project),
      // By how far they are, and then by the day of the statement.
      order: (project) =>
        statuses.indexOf(project.status) * 1e9 + (dayNumber(project.status_date_iso) || 0),
    },
    {
      key: "place",
      label: app.word("page.place"),
      cell: (project) => [
        app.text(project.place),
        h("small", {}, app.word(`precision.${project.precision}`)),
      ],
      order: (project) => app.text(project.place),
    },
  ];
  for (const key of ["cost", "planned_finish", "actual_finish"]) {
    const label = factLabel(app, shown, key);
    if (label === "") continue;
    const unit = mainUnit(shown, key);
    columns.push({
      key,
      label,
      cell: (project) => {
        const said = statementsOf(project, key);
        return said.map((statement) => value(app, statement, said.length > 1));
      },
      order: (project) =>
        key === "cost"
          ? figure(project, key, unit)
          : dayNumber(statementsOf(project, key)[0]?.value),
    });
  }
  columns.push({
    key: "sources",
    label: app.word("page.sources"),
    cell: ({ sources = [] }) => [
      h("span", {}, ...sources.flatMap((number) => [footnote(app, number, ""), " "])),
    ],
  });
  return columns;
}

/** A value with who says it; where several disagree, each with its date. Notes are in the card. */
function value(app: Page, statement: Statement, several: boolean): HTMLElement {
  const remarks = [
    several ? app.text(statement.as_of) : "",
    certaintyWord(app, statement.certainty),
  ].filter(Boolean);
  const number = footnote(app, statement.source, app.text(statement.locator));
  return h(
    "div",
    { class: "statement" },
    h("span", { class: "value" }, app.text(statement.text), number),
    remarks.length > 0 && h("small", {}, remarks.join(" · ")),
  );
}

/** The properties of a layer from elsewhere, as they are, in the order in which they come. */
export function featureColumns(app: Page, rows: readonly Feature[]): Column<Feature>[] {
  const keys = new Set(rows.flatMap(({ properties = [] }) => properties.map(([key]) => key)));
  const said = ({ properties = [] }: Feature, key: string): string =>
    properties.find(([name]) => name === key)?.[1] ?? "";
  return [
    {
      key: "name",
      label: app.word("table.name"),
      cell: (feature) => [opener(app, feature)],
      order: (feature) => app.text(feature.name),
    },
    ...[...keys].slice(0, MOST_PROPERTIES).map((key, index) => {
      const figures = rows.every((row) => !Number.isNaN(Number(said(row, key))));
      return {
        key: `property-${index}`,
        label: key,
        cell: (feature: Feature) => [isolated(said(feature, key))],
        order: (feature: Feature) => {
          const text = said(feature, key);
          return figures && text !== "" ? Number(text) : text;
        },
      };
    }),
  ];
}

function opener(app: Page, place: Place): HTMLElement {
  const name = isolated(app.text(place.name));
  return h("button", { type: "button", class: "table-open", "data-open-row": place.id }, name);
}

function contextBadge(app: Page): HTMLElement {
  return h("span", { class: "badge" }, app.word("role.context"));
}

function status(app: Page, project: Project): Child[] {
  return [
    h(
      "span",
      { class: `cell-sign ${statusClass(project.status)}` },
      statusSign(app.payload.style, project.status),
      app.word(`status.${project.status}`),
    ),
    h(
      "small",
      {},
      app.text(project.status_date),
      footnote(app, project.status_source, app.text(project.status_locator)),
    ),
  ];
}
