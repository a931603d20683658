// Runs before a page's own scripts and among them: tells our world, once, that one of them waits
// for elements to come into view. They find the method as it was.
if (window === window.top) {
  const { prototype } = IntersectionObserver;
  const { apply } = Reflect;
  const { observe } = prototype;
  const tell = document.dispatchEvent.bind(document, new Event("care-audit-observes"));
  const watched = new Proxy(observe, {
    apply(_, observer, given) {
      if (prototype.observe === watched) prototype.observe = observe;
      tell();
      return apply(observe, observer, given);
    },
  });
  prototype.observe = watched;
}
