// Fills the events page from events.json: the coming classes, the talks, and the line of news.

const list = (id) => document.getElementById(id);

const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

const card = ({ title, when, where, text, image, label }) =>
  make("li", { className: "card" },
    make("img", { className: "icon", src: image, alt: label, width: 46, height: 46 }),
    make("h3", { textContent: title }),
    make("p", { className: "event-when", textContent: when }),
    make("p", { className: "meta", textContent: where }),
    make("p", { textContent: text }));

const answer = await fetch("/events/events.json");
const { classes, talks, coach } = await answer.json();
list("classes").replaceChildren(...classes.map(card));
list("talks").replaceChildren(...talks.map(card));
list("coach").textContent = `Questions about a class? Ask ${coach} at 555-0147.`;
