// Lets the page do what has come due while it was kept busy: its timers, a frame, its idle callbacks.
async () => {
  await new Promise((done) => {
    requestAnimationFrame(() => requestIdleCallback(done, { timeout: 100 }));
    setTimeout(done, 200);
  });
}
