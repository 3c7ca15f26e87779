// The parts of Leaflet that the page draws with. leaflet.js has all of it, for maps with online
// base maps and for what an analyst adds with folium.
import { version } from "leaflet/package.json";
import { Control } from "leaflet/src/control/Control";
import { Scale } from "leaflet/src/control/Control.Scale";
import { Zoom, zoom } from "leaflet/src/control/Control.Zoom";
import * as DomEvent from "leaflet/src/dom/DomEvent";
import * as DomUtil from "leaflet/src/dom/DomUtil";
import { LatLng, toLatLng as latLng } from "leaflet/src/geo/LatLng";
import { LatLngBounds, toLatLngBounds as latLngBounds } from "leaflet/src/geo/LatLngBounds";
import { toBounds as bounds } from "leaflet/src/geometry/Bounds";
import { Point, toPoint as point } from "leaflet/src/geometry/Point";
import { Popup, popup } from "leaflet/src/layer/Popup";
import { SVG, svg } from "leaflet/src/layer/vector/SVG";
import { Map as LeafletMap, createMap as map } from "leaflet/src/map/Map";
import "leaflet/src/map/handler/Map.BoxZoom";
import "leaflet/src/map/handler/Map.DoubleClickZoom";
import "leaflet/src/map/handler/Map.Drag";
import "leaflet/src/map/handler/Map.Keyboard";
import "leaflet/src/map/handler/Map.ScrollWheelZoom";
import "leaflet/src/map/handler/Map.TouchZoom";

Object.assign(Control, { Scale, Zoom });

window.L = {
  version,
  Control,
  control: { zoom },
  DomEvent,
  DomUtil,
  LatLng,
  latLng,
  LatLngBounds,
  latLngBounds,
  bounds,
  Point,
  point,
  Popup,
  popup,
  SVG,
  svg,
  Map: LeafletMap,
  map,
};
