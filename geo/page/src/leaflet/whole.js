import * as L from "leaflet/dist/leaflet-src.esm.js";

window.L = { ...L };
