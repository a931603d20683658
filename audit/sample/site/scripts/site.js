// Tabs and the carousel. Without this file every panel and slide is still in the page.

for (const tabs of document.querySelectorAll(".tabs")) {
  const buttons = [...tabs.querySelectorAll('[role="tab"]')];
  const select = (chosen) => {
    for (const button of buttons) {
      const on = button === chosen;
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
      document.getElementById(button.getAttribute("aria-controls")).hidden = !on;
    }
  };
  buttons.forEach((button, at) => {
    button.addEventListener("click", () => select(button));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = buttons[(at + step + buttons.length) % buttons.length];
      select(next);
      next.focus();
    });
  });
  select(buttons[0]);
}

for (const carousel of document.querySelectorAll(".carousel")) {
  const track = carousel.querySelector(".track");
  const slides = [...track.children];
  let first = 0;
  const show = () => {
    slides.forEach((slide, at) => {
      const seen = at >= first && at < first + 2;
      slide.classList.toggle("away", !seen);
    });
  };
  // Clones at both ends keep the row full while it turns. They are copies: nobody reads them twice.
  const clone = (slide) => {
    const copy = slide.cloneNode(true);
    copy.classList.add("clone", "away");
    copy.setAttribute("aria-hidden", "true");
    copy.inert = true;
    return copy;
  };
  track.prepend(clone(slides.at(-1)));
  track.append(clone(slides[0]));
  carousel.querySelector("[data-turn='back']").addEventListener("click", () => {
    first = Math.max(0, first - 1);
    show();
  });
  carousel.querySelector("[data-turn='on']").addEventListener("click", () => {
    first = Math.min(slides.length - 2, first + 1);
    show();
  });
  show();
}
