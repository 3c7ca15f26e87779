// Leaflet as one of the two scripts before this one brought it.
export default window.L;
