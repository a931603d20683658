// Waits until nothing moves any more, at most `limit` milliseconds. Gives what `still` does, and
// whether anything `moved` since it was last found that nothing does.
async (quiet, limit) => {
  const end = performance.now() + limit;
  const before = careAudit.settled;
  let moved = false;
  const sleep = (time) => new Promise((done) => setTimeout(done, time));

  // Animations are put where they end, and those without an end where they begin.
  const finish = () => {
    for (const animation of document.getAnimations()) {
      if (animation.playState !== "running" || !animation.effect) continue;
      const { delay, endTime } = animation.effect.getComputedTiming();
      // One that is driven by scrolling stands where the page stands.
      if (!(animation.timeline instanceof DocumentTimeline)) continue;
      try {
        if (Number.isFinite(endTime)) {
          animation.finish();
        } else {
          animation.pause();
          animation.currentTime = Math.max(delay, 0);
        }
        moved = true;
      } catch {
        // A playback rate of 0 has no end.
      }
    }
  };

  const isAwaited = (image) => {
    if (image.complete) return false;
    if (image.loading !== "lazy") return true;
    // A lazy image loads only near the window; what no scrolling brings there never does.
    const box = image.getBoundingClientRect();
    return box.width > 0 && box.right > 0 && box.left < innerWidth;
  };

  // What shows of changes that leave the DOM as it is: to style sheets, and to what opens by itself.
  const look = () => {
    const count = (sheet) => {
      try {
        return sheet.cssRules.length;
      } catch {
        return null; // It is another site's.
      }
    };
    const sheets = [...document.styleSheets, ...document.adoptedStyleSheets];
    const { scrollWidth, scrollHeight } = document.documentElement;
    return JSON.stringify([scrollWidth, scrollHeight, ...sheets.map(count)]);
  };

  for (;;) {
    finish();
    const still = [];
    if (document.readyState !== "complete") still.push("loading");
    if (document.fonts.status !== "loaded") still.push("fonts");
    if ([...document.images].some(isAwaited)) still.push("images");
    if (performance.now() - careAudit.changed < quiet) still.push("changes");
    if (!still.length || performance.now() >= end) {
      const looked = look();
      moved ||= careAudit.changed > before || looked !== careAudit.look;
      careAudit.settled = performance.now();
      careAudit.look = looked;
      return { still, moved };
    }
    await sleep(Math.min(25, quiet));
  }
}
