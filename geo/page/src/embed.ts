/** For a page that frames maps: gives each frame the height that its map asks for. */

const HIGHEST = 2000;

addEventListener("message", ({ data, source }: MessageEvent) => {
  if (data?.type !== "projectmap:height" || !(data.height > 0)) return;
  for (const frame of document.querySelectorAll<HTMLIFrameElement>("iframe[data-projectmap]")) {
    // An attribute and not a style, which a strict policy of the host would refuse.
    if (frame.contentWindow === source) frame.height = String(Math.min(data.height, HIGHEST));
  }
});
