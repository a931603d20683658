// Says what of the page may wait to be scrolled to, `waits`: "something", "nothing", or, where only the
// page's own scripts could tell, "unknown"; and whether it stands as it was parsed, `untouched`.
() => {
  const root = document.scrollingElement;
  // What is in frames may watch the window that they are in, and have been kept from loading.
  const hasFrames = Boolean(document.querySelector("iframe, frame, object, embed"));
  // What is in shadow roots does not show from outside.
  let hasShadows = false;
  for (const element of document.getElementsByTagName("*")) {
    hasShadows ||= Boolean(element.shadowRoot) || element.localName.includes("-");
  }
  const waits = () => {
    if (!root || root.scrollHeight <= innerHeight) return "nothing";
    if (careAudit.waits || hasFrames || hasShadows) return "something";
    const lazy = [...document.querySelectorAll("img[loading=lazy i]")];
    if (lazy.some((image) => !image.complete)) return "something";
    // Animations that are driven by scrolling have another timeline.
    const isDriven = (animation) => !(animation.timeline instanceof DocumentTimeline);
    if (document.getAnimations().some(isDriven)) return "something";
    return "unknown";
  };
  return { waits: waits(), untouched: !careAudit.touched && !hasFrames && !hasShadows };
}
