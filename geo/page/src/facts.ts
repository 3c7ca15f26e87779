/** What is said of a project under one key, and what to order or count it by. */

import type { Page } from "./app";
import type { Fact, Project, Statement } from "./types";

export function factOf(project: Project, key: string): Fact | undefined {
  return project.facts?.find((fact) => fact.key === key);
}

export function statementsOf(project: Project, key: string): readonly Statement[] {
  return factOf(project, key)?.statements ?? [];
}

/** What a key is called, as the projects have it; empty where none has it. */
export function factLabel(app: Page, projects: readonly Project[], key: string): string {
  for (const project of projects) {
    const fact = factOf(project, key);
    if (fact) return app.text(fact.label);
  }
  return "";
}

/** The unit in which most of the projects have this figure. */
export function mainUnit(projects: readonly Project[], key: string): string {
  const counts = new Map<string, number>();
  for (const project of projects) {
    for (const { unit = "" } of statementsOf(project, key)) {
      counts.set(unit, (counts.get(unit) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? "";
}

/** The first figure in that unit; NaN for none. */
export function figure(project: Project, key: string, unit: string): number {
  const found = statementsOf(project, key).find((statement) => statement.unit === unit);
  return typeof found?.value === "number" ? found.value : Number.NaN;
}

/** A day, a month or a year as a number that orders them; NaN for none. */
export function dayNumber(iso: number | string | undefined): number {
  return iso === undefined || iso === ""
    ? Number.NaN
    : Number(`${iso}`.replace(/-/g, "").padEnd(8, "0"));
}
