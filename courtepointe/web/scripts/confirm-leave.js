// form[data-confirm-leave]: the browser asks before a page with unsent text is closed.
attach("form[data-confirm-leave]", (form) => {
  let dirty = false;
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
  addEventListener("beforeunload", (event) => { if (dirty && form.isConnected) event.preventDefault(); });
});
