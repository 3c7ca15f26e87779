/**
 * What the things in a vector tile are, for the painter. Two schemas are known: that of the
 * Protomaps basemap (`kind`, in older ones `pmap:kind`) and OpenMapTiles (`class`), which
 * Planetiler writes. Layers of the same names in other archives are drawn as far as they fit.
 */

export type Properties = Readonly<Record<string, unknown>>;

/** What is drawn alike, from the ground up. */
export const GROUPS = [
  "earth",
  "town",
  "green",
  "sand",
  "ice",
  "water",
  "stream",
  "river",
  "building",
  "path",
  "minor",
  "major",
  "main",
  "rail",
  "county",
  "region",
  "country",
] as const;
export type Group = (typeof GROUPS)[number];

export type NameKind =
  | "country"
  | "region"
  | "city"
  | "town"
  | "village"
  | "hamlet"
  | "suburb"
  | "water"
  | "river";

const POINT = 1;
const LINE = 2;
const AREA = 3;

const GREEN =
  /wood|forest|park|nature|reserve|protected|grass|meadow|scrub|shrub|garden|golf|cemetery|orchard|vineyard|wetland|recreation|farm|pitch/;
const TOWN =
  /residential|urban|commercial|industrial|retail|neighbo|suburb|quarter|railway|military/;

/** The group of an area or a line; null for what an atlas of this scale leaves out. */
export function groupOf(layer: string, type: number, said: Properties): Group | null {
  const kind = kindOf(said);
  const area = type === AREA;
  switch (layer) {
    case "earth":
    case "land":
      return area ? "earth" : null;
    case "landcover":
    case "landuse":
    case "natural":
    case "park":
      if (!area) return null;
      return cover(kind || layer);
    case "water":
    case "ocean":
    case "water_polygons":
      return area ? "water" : type === LINE ? flow(kind) : null;
    case "waterway":
    case "physical_line":
    case "water_lines":
      return type === LINE ? flow(kind) : null;
    case "roads":
    case "transportation":
    case "streets":
    case "transit":
      return type === LINE ? road(kind, said) : null;
    case "boundaries":
    case "boundary":
      return type === LINE && !said["maritime"] ? border(kind, said) : null;
    case "buildings":
    case "building":
      return area ? "building" : null;
    default:
      return null;
  }
}

function cover(kind: string): Group | null {
  if (/glacier|ice|snow/.test(kind)) return "ice";
  if (/sand|beach|desert|barren|dune/.test(kind)) return "sand";
  if (TOWN.test(kind)) return "town";
  return GREEN.test(kind) ? "green" : null;
}

function flow(kind: string): Group {
  return /stream|ditch|drain|intermittent/.test(kind) ? "stream" : "river";
}

function road(kind: string, said: Properties): Group | null {
  if (/rail|transit/.test(kind)) return "rail";
  if (/ferry|pier|aerial|aeroway|runway|taxiway|construction/.test(kind)) return null;
  const detail = text(said["kind_detail"]) || text(said["pmap:kind_detail"]) || kind;
  if (/motorway|trunk/.test(detail) || kind === "highway") return "main";
  if (/primary|secondary|tertiary|major|medium/.test(detail + kind)) return "major";
  return /path|track|footway|cycleway|steps|bridleway/.test(kind) ? "path" : "minor";
}

function border(kind: string, said: Properties): Group | null {
  const level = Number(said["admin_level"] ?? said["pmap:min_admin_level"] ?? said["kind_detail"]);
  if (kind === "country" || level === 2) return "country";
  if (kind === "region" || level === 3 || level === 4) return "region";
  return kind === "county" || level === 5 || level === 6 ? "county" : null;
}

/** What a name in a layer is the name of, and how it ranks among others: lower ones come first. */
export function nameOf(
  layer: string,
  type: number,
  said: Properties,
): { kind: NameKind; rank: number } | null {
  switch (layer) {
    case "places":
    case "place":
    case "place_labels":
      return type === POINT ? place(said) : null;
    case "water":
    case "ocean":
      if (type === LINE) return { kind: "river", rank: 60 };
      return { kind: "water", rank: 30 + number(said["min_zoom"], 9) };
    case "water_name":
    case "physical_point":
    case "water_polygons_labels":
      return type === POINT && !/peak|cape|bay|island/.test(kindOf(said))
        ? { kind: "water", rank: 30 + number(said["min_zoom"] ?? said["rank"], 9) }
        : null;
    case "waterway":
    case "physical_line":
      return type === LINE && flow(kindOf(said)) === "river" ? { kind: "river", rank: 60 } : null;
    default:
      return null;
  }
}

/** Each kind of place has its tens; people, or the rank that the tiles give, are the ones. */
function place(said: Properties): { kind: NameKind; rank: number } | null {
  const kind = kindOf(said);
  const detail = text(said["kind_detail"]) || text(said["pmap:kind_detail"]) || kind;
  const people = said["population_rank"] ?? said["pmap:population_rank"];
  const ones =
    people === undefined ? Math.min(9, number(said["rank"], 9)) : 9 - number(people, 0) / 2;
  if (kind === "continent") return null;
  if (kind === "country") return { kind: "country", rank: ones };
  if (/^(state|province|region)$/.test(kind)) return { kind: "region", rank: 25 + ones };
  if (/city/.test(detail)) return { kind: "city", rank: 10 + ones };
  if (/town/.test(detail)) return { kind: "town", rank: 20 + ones };
  if (/hood|suburb|quarter|neighbo|borough/.test(kind)) return { kind: "suburb", rank: 70 + ones };
  if (/hamlet|dwelling|farm|locality$/.test(detail)) return { kind: "hamlet", rank: 50 + ones };
  return { kind: "village", rank: 40 + ones };
}

function kindOf(said: Properties): string {
  return text(said["kind"]) || text(said["pmap:kind"]) || text(said["class"]);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function number(value: unknown, otherwise: number): number {
  const found = Number(value);
  return Number.isFinite(found) ? Math.max(0, Math.min(40, found)) : otherwise;
}
