// Scrolls through the page once, as a reader does, so that what waits to be seen begins to load;
// ends at the top again. Gives up after `limit` milliseconds.
async (limit) => {
  const end = performance.now() + limit;
  const root = document.scrollingElement;
  if (!root) return;
  // The height at the start: a page that grows as it is scrolled would never end.
  const height = root.scrollHeight;
  const step = Math.max(innerHeight, 200);
  const frame = () =>
    new Promise((done) => {
      requestAnimationFrame(done);
      setTimeout(done, 100);
    });
  for (let top = step; top < height && performance.now() < end; top += step) {
    scrollTo({ top, behavior: "instant" });
    await frame();
  }
  scrollTo({ top: 0, left: 0, behavior: "instant" });
  await frame();
}
