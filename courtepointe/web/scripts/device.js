// form[data-device-draft]: what is typed is kept on this device, and nowhere else, until the page that says it was received.
//   [data-device-word]         says so; [data-device-forget] in it empties the form and what is kept
//   [data-typed]               the server gave back what was typed: it is what counts
//   [data-device-received]     on the next page: the draft of this name is over
// Its name begins as those of autosave.js: signing out forgets it too.
const DEVICE = "draft:device:";
const device = {
  read: (key) => { try { return JSON.parse(localStorage.getItem(DEVICE + key)) ?? []; } catch { return []; } },
  write: (key, pairs) => {
    try {
      if (pairs.length) localStorage.setItem(DEVICE + key, JSON.stringify(pairs));
      else localStorage.removeItem(DEVICE + key);
    } catch { /* private window or full: the page itself still holds it */ }
  },
};

attach("form[data-device-draft]", (form) => {
  const key = form.dataset.deviceDraft;
  const word = form.querySelector("[data-device-word]");
  const typed = () => [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string" && value);
  const kept = new Map("typed" in form.dataset ? [] : device.read(key));
  for (const control of form.elements) {
    if (!kept.has(control.name)) continue;
    if (control.type === "radio") control.checked = control.value === kept.get(control.name);
    else control.value = kept.get(control.name);
    if (control.type === "textarea" && control.value) control.closest("details").open = true;
  }
  word.hidden = !kept.size;
  form.addEventListener("input", () => { device.write(key, typed()); word.hidden = false; });
  form.querySelector("[data-device-forget]").addEventListener("click", () => { device.write(key, []); form.reset(); word.hidden = true; });
});

attach("[data-device-received]", (place) => device.write(place.dataset.deviceReceived, []));
