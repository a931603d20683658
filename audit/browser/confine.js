// Runs before a page's own scripts and among them, in each of its frames and workers: takes away
// the two ways to other machines that the gate does not see. Browsers without them are many, so
// pages ask before they use them.
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) {
  if ("document" in globalThis) delete globalThis[name];
  // A worker is given it only later.
  else Object.defineProperty(globalThis, name, { value: undefined });
}
