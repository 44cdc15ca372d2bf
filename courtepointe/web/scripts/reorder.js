// [data-reorder="/address"]: a list whose items are dragged by their grip. The buttons "up" and "down" of each item are
// the reference (plain forms); a drop does the same act: it posts the item and its new place.
//   <ol class="reorder" data-reorder="/address" data-token="…">
//     <li data-item="uid"> … </li>   or <li id="a-uid" data-item>; the grip is put in here
//   data-reorder-group="name"       lists that exchange items (grouping); the list's data-list is posted too
// Posts item, position (from 0), list and csrfmiddlewaretoken; if the answer is not a success the item goes back.
const EDGE = 60;

attach("[data-reorder]", (list) => {
  list.dataset.ready = "";
  for (const item of list.querySelectorAll(":scope > [data-item]:not(:has([data-grip]))")) {
    if (item.querySelector(":scope > form")) continue; // being changed
    const grip = document.createElement("span");
    grip.className = "reorder-grip";
    grip.dataset.grip = "";
    item.prepend(grip);
  }

  const itemsOf = (place) => [...place.children].filter((child) => "item" in child.dataset);
  const uidOf = (item) => item.dataset.item || item.id.replace(/^[a-z]+-/, "");
  const lists = () => list.dataset.reorderGroup
    ? [...document.querySelectorAll(`[data-reorder-group="${CSS.escape(list.dataset.reorderGroup)}"]`)]
    : [list];

  const listUnder = (x, y) => lists().find((place) => {
    const box = place.getBoundingClientRect();
    return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  });

  const follow = (drag, event) => {
    const place = listUnder(event.clientX, event.clientY);
    if (!place) return;
    const after = itemsOf(place).find((other) => {
      if (other === drag.item) return false;
      const box = other.getBoundingClientRect();
      const sameRow = event.clientY <= box.bottom && event.clientY >= box.top;
      return event.clientY < box.top + box.height / 2 || (sameRow && place.dataset.reorder === "row" && event.clientX < box.left + box.width / 2);
    });
    if (after) { if (after.previousElementSibling !== drag.item) place.insertBefore(drag.item, after); }
    else if (place.lastElementChild !== drag.item) place.append(drag.item);
  };

  const scrollNearEdge = (event) => {
    if (event.clientY < EDGE) scrollBy(0, -14);
    else if (event.clientY > innerHeight - EDGE) scrollBy(0, 14);
  };

  const goBack = (drag) => drag.home.insertBefore(drag.item, drag.next);

  const post = async (drag) => {
    const place = drag.item.parentElement;
    const position = itemsOf(place).indexOf(drag.item);
    if (place === drag.home && position === drag.position) return;
    const token = list.dataset.token || document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
    const body = new URLSearchParams({ item: uidOf(drag.item), position, list: place.dataset.list ?? "", csrfmiddlewaretoken: token });
    try {
      const answer = await fetch(list.dataset.reorder, { method: "POST", body, headers: { "HX-Request": "true", "X-Requested-With": "fetch" } });
      if (!answer.ok) throw new Error("refused");
      const text = await answer.text();
      list.dispatchEvent(new CustomEvent("reordered", { bubbles: true, detail: { item: uidOf(drag.item), position } }));
      const target = list.dataset.reorderTarget && document.querySelector(list.dataset.reorderTarget);
      if (target && text) {
        target.innerHTML = text;
        globalThis.htmx?.process(target);
        target.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
      }
    } catch {
      goBack(drag);
    }
  };

  const start = (event) => {
    const grip = event.target.closest("[data-grip]");
    const item = grip?.closest("[data-item]");
    if (!item || item.parentElement !== list || event.button > 0) return;
    event.preventDefault();
    const drag = { item, home: list, next: item.nextElementSibling, position: itemsOf(list).indexOf(item) };
    const stop = new AbortController();
    const signal = stop.signal;
    item.classList.add("reorder-lifted");
    const end = (done) => {
      stop.abort();
      item.classList.remove("reorder-lifted");
      if (done) post(drag);
      else goBack(drag);
    };
    addEventListener("pointermove", (move) => { follow(drag, move); scrollNearEdge(move); }, { signal });
    addEventListener("pointerup", () => end(true), { signal });
    addEventListener("pointercancel", () => end(false), { signal });
    addEventListener("keydown", (key) => { if (key.key === "Escape") end(false); }, { signal });
  };

  list.addEventListener("pointerdown", start);
});

// A button that moves an item keeps the focus when the list comes back, to be pressed again.
let pressed = null;
document.addEventListener("htmx:beforeSwap", () => {
  const { name, value } = document.activeElement?.closest("[data-reorder] button[name]") ?? {};
  pressed = name ? `[data-reorder] button[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]` : null;
});
document.addEventListener("htmx:afterSettle", () => {
  if (pressed && document.activeElement === document.body) document.querySelector(pressed)?.focus();
  pressed = null;
});
