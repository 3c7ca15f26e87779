import * as L from "leaflet/dist/leaflet-src.esm.js";

// Leaflet's own name before the credits is markup in a string, which the page's policy refuses.
L.Control.Attribution.mergeOptions({ prefix: false });

window.L = { ...L };
