// Custom elements of the quality page: a seal with its caption, and a story card.

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { display: block; }
  figure, article { margin: 0; padding: 1.4rem 1rem; border: 1px solid #cddcda; border-radius: 14px; background: #fff; }
  figure { text-align: center; }
  img { width: 120px; height: 120px; }
  figcaption strong, h3 { display: block; margin: .6rem 0 .35rem; color: #123f45; font: 700 1.1rem/1.3 Georgia, serif; }
  figcaption span, p { margin: 0; color: #3f5655; font-size: .98rem; }
`);

class Part extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(...this.parts());
  }

  make(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }
}

customElements.define("award-seal", class extends Part {
  parts() {
    const { image, label, caption, note } = this.dataset;
    return [this.make("figure", {},
      this.make("img", { src: image, alt: label, width: 120, height: 120 }),
      this.make("figcaption", {},
        this.make("strong", { textContent: caption }),
        this.make("span", { textContent: note })))];
  }
});

customElements.define("result-card", class extends Part {
  parts() {
    return [this.make("article", {},
      this.make("h3", { textContent: this.dataset.title }),
      this.make("p", {}, this.make("slot", {})))];
  }
});
