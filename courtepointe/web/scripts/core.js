// Every behaviour is attached to an element by a data- attribute, once, also when htmx brings it later.
const attached = new WeakMap();

const attach = (selector, setup) => {
  const scan = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.unshift(root);
    for (const element of found) {
      const done = attached.get(element) ?? new Set();
      if (done.has(selector)) continue;
      attached.set(element, done.add(selector));
      setup(element);
    }
  };
  scan(document);
  document.addEventListener("htmx:load", (event) => scan(event.target));
};

document.documentElement.classList.add("has-script");

// The summary of errors takes the focus when the page comes back with it.
attach("[data-focus]", (element) => element.focus());

// htmx does not see the button that was pressed when it stands outside its form (`form="…"`).
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const { name, value } = detail.triggeringEvent?.submitter ?? {};
  if (name && !detail.formData.has(name)) detail.formData.append(name, value);
});

// What floats in a corner of the window, made only when something floats.
const corner = () => {
  let place = document.querySelector(".corner");
  if (!place) {
    place = document.createElement("div");
    place.className = "corner";
    document.body.append(place);
  }
  return place;
};
