// form[data-autosave]: changed fields are posted half a second after typing stops. Nothing typed is ever lost:
// until the server has it, it is kept on this device, and sent again when the network is back.
//   data-autosave="/address"        where to post (the form's action when empty)
//   [data-saved]                    the quiet word (macro saved_state)
//   [data-conflict-slot]            where the fragment of a 409 answer is shown
//   input[name=version]             carried along; the answer's X-Version header renews it
const PAUSE = 500;
const RETRY = 5000;
const PREFIX = "draft:";

const draftKey = (form) => `${PREFIX}${form.dataset.draft || form.dataset.autosave || form.action}`;
const storage = {
  read: (key) => { try { return JSON.parse(localStorage.getItem(key)) ?? {}; } catch { return {}; } },
  write: (key, version, changes) => {
    try {
      if (changes.length) localStorage.setItem(key, JSON.stringify({ version, changes }));
      else localStorage.removeItem(key);
    } catch { /* private window or full: the page itself still holds the text */ }
  },
};

// A form sent by its button: what is kept here is forgotten when the next page of ours says that it was received, not
// before (a cut, an error page, a session that had ended: the text comes back with the form).
const SUBMITTED = "submitted";
const session = (() => { try { return sessionStorage; } catch { return { getItem: () => null, setItem() {}, removeItem() {} }; } })();
const submitted = session.getItem(SUBMITTED);
if (submitted) {
  session.removeItem(SUBMITTED);
  const status = performance.getEntriesByType("navigation")[0]?.responseStatus ?? 0;
  const signedIn = document.querySelector("form[data-clear-drafts]");
  if (status >= 200 && status < 400 && signedIn) storage.write(submitted, "", []);
}

// The values of one name, as the form would send them: several for boxes, none for an unticked one.
const valuesOf = (form, name) => new FormData(form).getAll(name).filter((value) => typeof value === "string");

const putBack = (form, name, values) => {
  for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else if (control.multiple) for (const option of control.options) option.selected = values.includes(option.value);
    else control.value = values[0] ?? "";
  }
};

attach("form[data-autosave]", (form) => {
  const word = form.querySelector("[data-saved]");
  const slot = form.querySelector("[data-conflict-slot]") ?? document.getElementById(form.dataset.conflict ?? "");
  const key = draftKey(form);
  const waiting = new Map();
  const known = new Map(); // what the server has, of what was typed here
  let timer = 0;
  let sending = null;
  let stopped = false;

  const say = (state) => {
    form.dataset.state = state;
    if (!word) return;
    const text = word.dataset[state === "saved" ? "savedWord" : state] ?? "";
    if (word.dataset.state === state && word.textContent === text) return;
    word.dataset.state = state;
    word.textContent = text;
  };

  const versionOf = () => form.elements.namedItem("version")?.value ?? "";
  const keep = () => storage.write(key, versionOf(), [...new Map([...(sending ?? []), ...waiting])]);

  const body = (changes) => {
    const data = new URLSearchParams();
    for (const name of ["csrfmiddlewaretoken", "version"]) {
      const control = form.elements.namedItem(name);
      if (control?.value) data.append(name, control.value);
    }
    for (const [name, values] of changes) {
      data.append("changed", name);
      for (const value of values) data.append(name, value);
    }
    return data;
  };

  const renew = (answer) => {
    const version = answer.headers.get("X-Version");
    const control = form.elements.namedItem("version");
    if (version && control) control.value = version;
  };

  const retriable = (answer) => answer.status >= 500 || answer.status === 429;

  const settle = async (answer) => {
    if (answer.ok) {
      renew(answer);
      for (const [name, values] of sending) known.set(name, values);
      sending = null;
      keep();
      say(waiting.size ? "unsaved" : "saved");
      return;
    }
    if (answer.status === 409 && slot) {
      stopped = true;
      slot.innerHTML = await answer.text();
      globalThis.htmx?.process(slot);
      slot.tabIndex = -1;
      slot.focus();
      say("conflict");
    } else if (answer.type === "opaqueredirect") {
      say("ended");
    } else {
      say(retriable(answer) ? "offline" : "failed");
    }
    giveBack();
    if (retriable(answer)) later(RETRY);
  };

  const giveBack = () => {
    for (const [name, values] of sending ?? []) if (!waiting.has(name)) waiting.set(name, values);
    sending = null;
    keep();
  };

  const send = async () => {
    if (sending || stopped || !waiting.size) return;
    sending = new Map(waiting);
    waiting.clear();
    keep();
    say("saving");
    try {
      const sentBody = body(sending);
      await settle(await fetch(form.dataset.autosave || form.action, {
        method: "POST",
        body: sentBody,
        headers: { "X-Autosave": "1", "X-Requested-With": "fetch" },
        credentials: "same-origin",
        keepalive: `${sentBody}`.length < 60_000, // browsers refuse more
        redirect: "manual",
      }));
    } catch {
      giveBack();
      say("offline");
      later(RETRY);
    }
    if (waiting.size && form.dataset.state === "unsaved") later(PAUSE);
  };

  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  };

  const changed = (event) => {
    const name = event.target.name;
    if (!name || event.target.type === "file" || ["csrfmiddlewaretoken", "version"].includes(name)) return;
    const values = valuesOf(form, name);
    const latest = waiting.get(name) ?? sending?.get(name) ?? known.get(name);
    if (latest && `${latest}` === `${values}`) return;
    waiting.set(name, values);
    keep();
    if (!stopped) say(navigator.onLine ? "unsaved" : "offline");
    later(PAUSE);
  };

  // The answer to a conflict (macro conflict): either way the reader's next save is made on the version shown to them.
  const resolve = (event) => {
    const button = event.target.closest("[data-conflict-keep], [data-conflict-take]");
    const shown = button?.closest("[data-version]");
    if (!shown) return;
    const version = form.elements.namedItem("version");
    if (version) version.value = shown.dataset.version;
    for (const theirs of shown.querySelectorAll("[data-theirs]")) {
      if (!("conflictTake" in button.dataset)) continue;
      putBack(form, theirs.dataset.theirs, [theirs.textContent]);
      known.set(theirs.dataset.theirs, [theirs.textContent]);
      waiting.delete(theirs.dataset.theirs);
    }
    shown.remove();
    stopped = false;
    keep();
    say(waiting.size ? "unsaved" : "saved");
    later(0);
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
  };
  slot?.addEventListener("click", resolve);

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    stopped = true;
    keep();
    session.setItem(SUBMITTED, key);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) stopped = false; });
  addEventListener("online", () => later(0));
  addEventListener("offline", () => waiting.size && say("offline"));
  addEventListener("pagehide", () => { if (waiting.size && !stopped) navigator.sendBeacon(form.dataset.autosave || form.action, body(waiting)); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });

  // A text kept earlier goes back in its field, with the version it was written on: if somebody else has changed the
  // thing since, the server says so and both are shown. What the server already has is dropped.
  const kept = storage.read(key);
  const missing = (kept.changes ?? []).filter(([name, values]) => `${valuesOf(form, name)}` !== `${values}`);
  if (missing.length) {
    for (const [name, values] of missing) {
      putBack(form, name, values);
      waiting.set(name, values);
    }
    const version = form.elements.namedItem("version");
    if (version && kept.version) version.value = kept.version;
    say("kept");
    later(PAUSE);
  } else {
    keep();
  }
});

// details[data-opens-draft] (id "a-" and the name of the draft): its form comes when it is opened; a text kept on this device for it must not wait for that.
attach("details[data-opens-draft]", (item) => {
  const open = () => { if (storage.read(PREFIX + item.id.slice(2)).changes) item.open = true; };
  if (document.readyState === "complete") open();
  else addEventListener("load", open); // once htmx listens
});

// form[data-clear-drafts] (signing out): what is kept on this device is forgotten, it may be a shared one.
attach("form[data-clear-drafts]", (form) => form.addEventListener("submit", () => {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch { /* nothing was kept */ }
}));
