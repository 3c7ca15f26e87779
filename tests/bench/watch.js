// Runs in each page before its own scripts, the same for all: says when it has come to rest.
//
// A page is at rest when two frames have come since it began, what the reader waits for is
// there, and the main thread has had no task of 50 ms or more for a while. The time taken is
// that of the first frame of this rest, in milliseconds.
window.bench = (() => {
  const REST = 400;
  const LIMIT = 110_000;
  // A frame may be the end of the very task that delays it: only later ones hear of that task.
  const CALM = 3;
  let busy = 0;
  const watch = new PerformanceObserver((list) => note(list.getEntries()));
  const note = (tasks) => {
    for (const task of tasks) busy = Math.max(busy, task.startTime + task.duration);
  };
  watch.observe({ type: "longtask", buffered: true });

  const rest = (since, there) =>
    new Promise((done) => {
      const frames = [];
      let seen = Number.POSITIVE_INFINITY;
      let calm = 0;
      const frame = () => {
        const now = performance.now();
        frames.push(now);
        note(watch.takeRecords());
        if (seen > now && there()) seen = now;
        const until = Math.max(frames[1] ?? now, seen, busy);
        calm = now - until > REST ? calm + 1 : 0;
        if (now - since > LIMIT) done(null);
        else if (calm === CALM) done(frames.find((each) => each >= until) - since);
        else requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });

  const map = () =>
    window.projectMap?.leaflet ??
    Object.values(window).find((each) => window.L && each instanceof window.L.Map);
  const ready = () =>
    document.querySelector("#map-data") === null || "ready" in document.documentElement.dataset;

  const opened = new Promise((done) => {
    addEventListener("load", () => rest(0, ready).then(done));
  });

  // What the reader waits for after an input; each is asked in every frame.
  const AWAITED = {
    zoom: () => {
      const before = map().getZoom();
      return () => map().getZoom() !== before;
    },
    pan: () => {
      let moved = false;
      map().once("moveend", () => {
        moved = true;
      });
      return () => moved;
    },
    popup: () => () => document.querySelector(".leaflet-popup") !== null,
    // The list may be written by a timer or when something has been read: the last change counts.
    list: () => {
      let changed = 0;
      const watch = new MutationObserver(() => {
        changed = performance.now();
        busy = Math.max(busy, changed);
      });
      const list = document.querySelector("#list");
      watch.observe(list, { childList: true, characterData: true, subtree: true });
      return () => changed > 0;
    },
  };

  let answered;
  // Waits for an event of a kind; `answer` says how long all that it set off took.
  const await_ = (kind, what) => {
    const there = AWAITED[what]();
    answered = new Promise((done) => {
      const heard = (event) => rest(event.timeStamp, there).then(done);
      addEventListener(kind, heard, { capture: true, once: true, passive: true });
      setTimeout(() => done(null), LIMIT);
    });
  };

  return {
    opened,
    rest: () => rest(performance.now(), () => true),
    await: await_,
    answer: () => answered,
    hasMap: () => map() !== undefined,
    look: (latitude, longitude, zoom) => {
      const deepest = Math.min(zoom, map().getMaxZoom());
      map().setView([latitude, longitude], deepest, { animate: false });
    },
    middle: () => {
      const { left, top, width, height } = map().getContainer().getBoundingClientRect();
      return [left + width / 2, top + height / 2];
    },
    place: (latitude, longitude) => {
      const { left, top } = map().getContainer().getBoundingClientRect();
      const { x, y } = map().latLngToContainerPoint([latitude, longitude]);
      return [left + x, top + y];
    },
    box: (selector) => {
      const element = document.querySelector(selector);
      element.scrollIntoView({ block: "center" });
      const { left, top, width, height } = element.getBoundingClientRect();
      return [left + width / 2, top + height / 2];
    },
  };
})();
