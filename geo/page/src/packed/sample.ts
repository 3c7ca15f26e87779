/** What a few rows tell of all: how facts are called, and in which unit they are counted. */

import { factOf } from "../facts";
import type { Project } from "../types";
import type { PackedApp } from "./app";

export const KEYS = ["cost", "planned_finish", "actual_finish"] as const;

export interface Sample {
  /** A listed project with each fact that listed projects have. */
  readonly projects: readonly Project[];
  /** In which the column of costs is. */
  readonly unit: string;
}

export async function sampleOf({ atlas, facets }: PackedApp): Promise<Sample> {
  const rows: number[] = [];
  for (const key of KEYS) {
    const having = await atlas.load(`fact_${key}_row`);
    const first = having.find((row) => facets.lists(row));
    if (first !== undefined) rows.push(first);
  }
  const costs = await atlas.load("fact_cost_row");
  const values = await atlas.load("fact_cost_value");
  const cost = costs[0];
  await atlas.details(cost === undefined ? rows : [...rows, cost]);
  const of = (row: number): Project | undefined => atlas.detail(row) as Project | undefined;
  const said = cost === undefined ? undefined : of(cost);
  const statements = said ? (factOf(said, "cost")?.statements ?? []) : [];
  const unit = statements.find(({ value }) => value === values[0])?.unit ?? "";
  return { projects: rows.flatMap((row) => of(row) ?? []), unit };
}
