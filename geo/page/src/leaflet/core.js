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
import { Point, toPoint as point } from "leaflet/src/geometry/Point";
import { Layer } from "leaflet/src/layer/Layer";
import { LayerGroup, layerGroup } from "leaflet/src/layer/LayerGroup";
import { DivIcon, divIcon } from "leaflet/src/layer/marker/DivIcon";
import { Marker, marker } from "leaflet/src/layer/marker/Marker";
import { Popup, popup } from "leaflet/src/layer/Popup";
import { Tooltip } from "leaflet/src/layer/Tooltip";
import { CircleMarker, circleMarker } from "leaflet/src/layer/vector/CircleMarker";
import { Path } from "leaflet/src/layer/vector/Path";
import { Polygon, polygon } from "leaflet/src/layer/vector/Polygon";
import { Polyline, polyline } from "leaflet/src/layer/vector/Polyline";
import "leaflet/src/layer/vector/Renderer.getRenderer";
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
  Point,
  point,
  Layer,
  LayerGroup,
  layerGroup,
  Popup,
  popup,
  Tooltip,
  DivIcon,
  divIcon,
  Marker,
  marker,
  CircleMarker,
  circleMarker,
  Path,
  Polygon,
  polygon,
  Polyline,
  polyline,
  SVG,
  svg,
  Map: LeafletMap,
  map,
};
