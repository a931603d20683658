// Says what of the page may wait to be scrolled to: "something", "nothing", or, where only the
// page's own scripts could tell, "unknown".
() => {
  const root = document.scrollingElement;
  if (!root || root.scrollHeight <= innerHeight) return "nothing";
  if (careAudit.waits) return "something";
  const lazy = [...document.querySelectorAll("img[loading=lazy i]")];
  if (lazy.some((image) => !image.complete)) return "something";
  // What is in frames may watch the window that they are in, and have been kept from loading.
  if (document.querySelector("iframe, frame, object, embed")) return "something";
  // Animations that are driven by scrolling have another timeline.
  const isDriven = (animation) => !(animation.timeline instanceof DocumentTimeline);
  if (document.getAnimations().some(isDriven)) return "something";
  // What is in shadow roots does not show from outside.
  for (const element of document.getElementsByTagName("*")) {
    if (element.shadowRoot || element.localName.includes("-")) return "something";
  }
  return "unknown";
}
