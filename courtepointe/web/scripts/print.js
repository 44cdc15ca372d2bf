// button[data-print]
attach("[data-print]", (button) => button.addEventListener("click", () => print()));

// details[data-print-open]: closed on the screen, open on paper, also where styles alone cannot do it
attach("details[data-print-open]", (details) => {
  let closed = false;
  addEventListener("beforeprint", () => {
    closed = !details.open;
    details.open = true;
  });
  addEventListener("afterprint", () => {
    if (closed) details.open = false;
  });
});
