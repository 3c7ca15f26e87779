// Builds dist/: page.js and page.css, and folium.* for what an analyst adds to a map.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { parse } from "smol-toml";

const here = dirname(fileURLToPath(import.meta.url));
const text = (...path) => readFileSync(join(here, ...path), "utf8");
const notice = (name, terms) => `/*!\n${name}\n${terms.trim()}\n*/`;
const licence = (name, file) => notice(name, text("node_modules", name, file));

// Said when a map's own words can't be read, so it has to stand in the program.
const broken = readdirSync(join(here, "../locale"))
  .filter((name) => name.endsWith(".toml"))
  .sort()
  .map((name) => ({
    language: name.replace(".toml", ""),
    text: parse(text("../locale", name)).page.broken,
  }));

const common = {
  absWorkingDir: here,
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome87", "firefox91", "safari15"],
  legalComments: "none",
  // The page is UTF-8: a Cyrillic letter is two bytes, and six as an escape.
  charset: "utf8",
  logLevel: "warning",
  loader: {
    ".png": "dataurl",
    ".svg": "empty",
    ".woff2": "dataurl",
    ".woff": "empty",
    ".ttf": "empty",
    ".eot": "empty",
  },
};

/** Bootstrap 3's glyphs without the rest of Bootstrap. */
const glyphicons = {
  name: "glyphicons",
  setup({ onResolve, onLoad }) {
    const file = join(here, "node_modules/bootstrap/dist/css/bootstrap.css");
    onResolve({ filter: /^glyphicons$/ }, () => ({ path: file, namespace: "glyphicons" }));
    onLoad({ filter: /.*/, namespace: "glyphicons" }, () => ({
      contents: [...readFileSync(file, "utf8").matchAll(/^(@font-face|\.glyphicon)[^}]*\}/gm)]
        .map(([rule]) => rule)
        .join("\n"),
      loader: "css",
      resolveDir: dirname(file),
    }));
  },
};

/** Names like private ones that must stay: the page's modules use them, or LineUtil exports them. */
function privateNames() {
  const src = join(here, "src");
  const modules = ["", "packed/"].flatMap((folder) =>
    readdirSync(join(src, folder))
      .filter((name) => name.endsWith(".ts"))
      .map((name) => folder + name),
  );
  const code = modules.map((name) => text(`src/${name}`)).join("\n");
  const exported = text("node_modules/leaflet/src/geometry/LineUtil.js");
  return [...code.matchAll(/\b_[a-zA-Z]\w*/g), ...exported.matchAll(/(?<=export function )_\w+/g)];
}

/**
 * Leaflet's core puts things in their places without a layer of the screen for each: to make
 * and to fill those takes longer than all else when the page opens. See map.css for moves.
 */
const flat = {
  name: "flat",
  setup({ onLoad }) {
    onLoad({ filter: /leaflet\Wsrc\Wdom\WDomUtil\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace("(Browser.ie3d ?", "(true ?"),
    }));
  },
};

/** Leaflet's styles without those for what its core doesn't have, and for older browsers. */
const unused =
  /control-layers|attribution|vml|image-layer|icon|safari|oldie|tile|shadow|tooltip|crosshair|retina|svg\.leaflet-zoom-animated/;
const trimmedLeafletCss = {
  name: "trimmed",
  setup({ onLoad }) {
    onLoad({ filter: /leaflet\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8")
        .replace(/\/\*[\s\S]*?\*\//g, "")
        .replace(/^\s*(-(webkit|moz|ms)-(?!tap|user)|[\w-]+:\s*-(webkit|moz)-).*$/gm, "")
        .replace(/([^{}]+)\{([^{}]*)\}/g, (_rule, selectors, body) => {
          const used = selectors.split(",").filter((selector) => !unused.test(selector));
          return used.length > 0 ? `${used.join(",")}{${body}}` : "";
        }),
      loader: "css",
    }));
  },
};

/** MiniSearch without what changes, stores or completes: the index is made once and asked. */
const unasked = [
  "addAllAsync|remove|removeAll|removeFieldLength|discard|discardAll|maybeAutoVacuum|replace",
  "vacuum|conditionalVacuum|performVacuuming|vacuumConditionsMet|isVacuuming|dirtFactor",
  "autoSuggest|toJSON|loadJSON|loadJSONAsync|loadJS|loadJSAsync|instantiateMiniSearch",
  "warnDocumentChanged|fromObject|getDefault|addAll|has|getStoredFields|clear|forEach",
  "documentCount|termCount",
].join("|");
const trimmedMiniSearch = {
  name: "trimmed",
  setup({ onLoad }) {
    const method = new RegExp(
      `^ {4}(?:static )?(?:async )?(?:get )?(?:${unasked})\\(.*\\) \\{\\n[\\s\\S]*?^ {4}\\}\\n`,
      "gm",
    );
    onLoad({ filter: /minisearch\Wdist\Wes\Windex\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(method, ""),
    }));
  },
};

/** Lets another file stand in for a module, by the end of the address that asks for it. */
const instead = (filter, file) => ({
  name: file,
  setup: ({ onResolve }) => void onResolve({ filter }, () => ({ path: join(here, "src", file) })),
});

/** The page's own script. */
const ours = {
  ...common,
  define: { BROKEN: JSON.stringify(broken) },
  // The private names of libraries, but for those of Leaflet that the page itself uses.
  mangleProps: /^_[a-zA-Z]/,
  reserveProps: new RegExp(`^(_leaflet_.*|${privateNames().join("|")})$`),
};
const own = notice("projectmap", text("../../LICENSE"));
const global = instead(/^leaflet$/, "leaflet/global.js");
await build({
  ...ours,
  entryPoints: { page: "src/main.ts" },
  plugins: [global, trimmedMiniSearch],
  banner: { js: [own, licence("minisearch", "LICENSE.txt")].join("\n") },
});
// In its place where a map has so many features that they come in parts.
await build({
  ...ours,
  entryPoints: { packed: "src/packed/main.ts" },
  plugins: [global],
  banner: { js: own },
});
await build({ ...common, entryPoints: { packed: "src/styles/packed.css" } });
// The page takes one of the two: all of Leaflet only where folium's objects are on the map.
const banner = { js: licence("leaflet", "LICENSE") };
await build({
  ...common,
  entryPoints: { "leaflet-core": "src/leaflet/core.js" },
  plugins: [instead(/\/(Canvas|SVG\.VML)$/, "leaflet/none.js"), flat],
  // Leaflet's private names, but for those that page.js uses and that stand in texts.
  mangleProps: /^_[a-zA-Z]/,
  mangleQuoted: true,
  reserveProps: new RegExp(`^(_leaflet_.*|${privateNames().join("|")})$`),
  banner,
});
await build({ ...common, entryPoints: { leaflet: "src/leaflet/whole.js" }, banner });
// The npm package of pmtiles leaves out its terms, which but for a name are those of pbf.
const [, terms] = text("node_modules/pbf/LICENSE").split(/^(?=Redistribution and use)/m);
await build({
  ...common,
  entryPoints: { pmtiles: "src/pmtiles/main.ts" },
  plugins: [instead(/^leaflet$/, "leaflet/global.js")],
  banner: {
    js: [
      notice(
        "pmtiles",
        `Copyright 2021 Protomaps LLC\n\n${terms.replace(/\bpbf\b/, "the copyright holder")}`,
      ),
      licence("fflate", "LICENSE"),
      licence("@mapbox/vector-tile", "LICENSE.txt"),
      licence("@mapbox/point-geometry", "LICENSE"),
      licence("pbf", "LICENSE"),
    ].join("\n"),
  },
});
await build({ ...common, entryPoints: { embed: "src/embed.ts" } });
await build({
  ...common,
  plugins: [trimmedLeafletCss],
  entryPoints: { page: "src/page.css" },
});
await build({
  ...common,
  entryPoints: { folium: "src/folium/folium.js" },
  banner: {
    js: [licence("jquery", "LICENSE.txt"), licence("leaflet.awesome-markers", "LICENSE")].join(
      "\n",
    ),
  },
});
await build({ ...common, entryPoints: { leaflet: "src/leaflet/whole.css" } });
await build({
  ...common,
  plugins: [glyphicons],
  entryPoints: { folium: "src/folium/folium.css" },
  banner: { css: licence("bootstrap", "LICENSE") },
});
await build({
  ...common,
  entryPoints: { fontawesome: "src/folium/fontawesome.css" },
  banner: { css: licence("@fortawesome/fontawesome-free", "LICENSE.txt") },
});
