// What folium's own objects expect to find beside Leaflet.
import jQuery from "jquery";
import icon from "leaflet/dist/images/marker-icon.png";
import retina from "leaflet/dist/images/marker-icon-2x.png";
import shadow from "leaflet/dist/images/marker-shadow.png";
import "leaflet.awesome-markers/dist/leaflet.awesome-markers.js";

window.$ = jQuery;
window.jQuery = jQuery;
// Leaflet would look for its images beside its style sheet.
window.L.Icon.Default.imagePath = "";
window.L.Icon.Default.mergeOptions({ iconUrl: icon, iconRetinaUrl: retina, shadowUrl: shadow });
