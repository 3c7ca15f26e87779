// In place of the canvas renderer and of VML, which the page doesn't draw with.
export const canvas = () => null;
export const vmlCreate = null;
export const vmlMixin = {};
