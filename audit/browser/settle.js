// Waits until nothing moves any more, at most `limit` milliseconds; gives what still does.
async (quiet, limit) => {
  const end = performance.now() + limit;
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

  for (;;) {
    finish();
    const still = [];
    if (document.readyState !== "complete") still.push("loading");
    if (document.fonts.status !== "loaded") still.push("fonts");
    if ([...document.images].some(isAwaited)) still.push("images");
    if (performance.now() - careAudit.changed < quiet) still.push("changes");
    if (!still.length || performance.now() >= end) {
      careAudit.settled = performance.now();
      return still;
    }
    await sleep(Math.min(25, quiet));
  }
}
