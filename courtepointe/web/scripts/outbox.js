// [data-outbox="whose"]: the acts of this page are sent one after the other, and none is lost when the network is cut: what
// could not leave is kept on this device and sent again, in order, also after a reload. The server makes an act once,
// however often it comes (the forms carry the identity of what they add). The element says what waits.
//   data-waiting-word, data-ended-word, data-refused-word, data-sent-word    sentences; # is a number
//   template (a line: [data-what], and two buttons data-see and data-forget)
// form[data-keep]: what is being typed in it survives a reload as well.
const TRY_AGAIN = 5000;
const KEEP = "draft:form:";
const SHORT = 70;

const box = document.querySelector("[data-outbox]");
const store = {
  read: (key, empty) => { try { return JSON.parse(localStorage.getItem(key)) ?? empty; } catch { return empty; } },
  write: (key, value) => { try { value?.length ? localStorage.setItem(key, JSON.stringify(value)) : localStorage.removeItem(key); return true; } catch { return false; } },
};
const whose = box ? `outbox:${box.dataset.outbox}` : "";
const kept = () => store.read(whose, []);
const change = (work) => { const list = kept(); work(list); return store.write(whose, list); };
const pageOf = (address) => { const url = new URL(address, location.href); return url.pathname + url.search; };
const keepKey = (form) => `${KEEP}${box?.dataset.outbox ?? ""}:${pageOf(form.action)}`;

let busy = false;
let again = false; // asked for while it was sending
let sent = 0;
let signedOut = false;
let retry = 0;

const token = (text = document) => text.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
let fresh = "";
const post = async ({ url, pairs }) => {
  const body = new URLSearchParams(pairs);
  body.set("csrfmiddlewaretoken", fresh || token());
  return fetch(url, { method: "POST", body, headers: { "X-Outbox": "1" }, credentials: "same-origin", redirect: "manual" });
};
// After signing in again in another window, the token of this page is an old one: the page is asked for a new one, once.
const postFresh = async (entry) => {
  const answer = await post(entry);
  if (answer.status !== 403) return answer;
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  fresh = token(page);
  return post(entry);
};
const waits = (answer) => answer.status >= 500 || answer.status === 429;

const say = () => {
  const list = kept();
  const refused = list.filter((entry) => entry.refused);
  const lines = [
    [list.length - refused.length, signedOut ? "ended" : "waiting"],
    [refused.length, "refused"],
    [list.length ? 0 : sent, "sent"],
  ].filter(([number]) => number);
  box.hidden = !lines.length;
  box.querySelector("[data-outbox-words]").textContent = lines
    .map(([number, name]) => box.dataset[`${name}Word`].replace("#", number)).join(" ");
  const rows = refused.map((entry) => {
    const row = box.querySelector("template").content.cloneNode(true);
    row.querySelector("[data-what]").textContent = entry.label;
    row.querySelector("[data-see]").addEventListener("click", () => open(entry));
    row.querySelector("[data-forget]").addEventListener("click", () => { remove(entry); say(); });
    return row;
  });
  box.querySelector("ul").replaceChildren(...rows);
};
const remove = (entry) => change((list) => { const at = list.findIndex(({ id }) => id === entry.id); if (at >= 0) list.splice(at, 1); });

// What was refused is posted again as a plain form, in a window of its own: the server's page says why, with the text.
const open = ({ url, pairs }) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: url, target: "_blank" });
  form.dataset.outboxOpen = "";
  for (const [name, value] of [...pairs, ["csrfmiddlewaretoken", fresh || token()]]) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
  form.remove();
};

const flush = async () => {
  if (!box) return;
  if (busy) { again = true; return; }
  busy = true;
  again = false;
  clearTimeout(retry);
  const all = async (lock) => {
    if (lock === null) return; // another window of ours is sending
    for (let entry; (entry = kept().find((one) => !one.refused)); ) {
      const answer = await postFresh(entry);
      signedOut = answer.status === 401;
      if (signedOut || waits(answer)) break;
      if (answer.status === 204) { remove(entry); sent += 1; }
      else change((list) => { const one = list.find(({ id }) => id === entry.id); if (one) one.refused = answer.status; });
      say();
    }
  };
  try {
    if (navigator.locks) await navigator.locks.request(whose, { ifAvailable: true }, all);
    else await all();
  } catch { /* the network is still cut */ }
  busy = false;
  say();
  if (kept().some((entry) => !entry.refused) && !signedOut) retry = setTimeout(flush, again ? 0 : TRY_AGAIN);
};

const keep = (entry) => change((list) => list.push(entry));
const labelOf = (form, submitter) => {
  const typed = [...form.elements].find((one) => /^(text|textarea)$/.test(one.type) && one.value.trim());
  return (typed?.value || submitter?.getAttribute("aria-label") || submitter?.textContent || "").trim().slice(0, SHORT);
};
const went = (address) => {
  const to = new URL(address, location.href);
  const same = to.pathname + to.search === location.pathname + location.search;
  location.assign(to);
  if (same) location.reload();
};

const submit = async (form, submitter, entry) => {
  document.documentElement.dataset.sending = ""; // until the next page, or until it is kept here
  const buttons = [...form.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  let answer = null;
  try { answer = kept().length ? null : await postFresh(entry); } catch { /* no network */ }
  for (const button of buttons) button.disabled = false;
  if (answer?.status === 204) {
    store.write(keepKey(form), []);
    went(answer.headers.get("X-Location"));
  } else if (!answer || answer.status === 401 || waits(answer)) {
    signedOut = answer?.status === 401;
    delete document.documentElement.dataset.sending;
    if (!keep(entry)) return say(); // no room on this device: the form still holds the text
    store.write(keepKey(form), []);
    form.reset();
    const slot = form.closest("[data-slot]");
    if (slot) slot.replaceChildren();
    box.focus();
    flush();
    say();
  } else { // the server has something to say of it: its page says it
    if (submitter?.name) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: submitter.name, value: submitter.value });
      form.append(input);
    }
    HTMLFormElement.prototype.submit.call(form);
  }
};

if (box) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const { submitter } = event;
    if (form.method !== "post" || !form.closest("main") || "autosave" in form.dataset || form.enctype === "multipart/form-data") return;
    if (form.hasAttribute("hx-post") || submitter?.hasAttribute("formtarget")) return;
    event.preventDefault();
    const pairs = [...new FormData(form, submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
    const url = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
    submit(form, submitter, { id: `${Date.now()}-${Math.random()}`, url, pairs, label: labelOf(form, submitter) });
  });
  // What htmx could not send (the marks of the attendance sheet).
  document.addEventListener("htmx:sendError", ({ detail }) => {
    const { verb, path, formData, elt } = detail.requestConfig;
    if (verb !== "post") return;
    const pairs = [...formData].filter(([name]) => name !== "csrfmiddlewaretoken");
    const pressed = detail.requestConfig.triggeringEvent?.submitter;
    if (pressed?.hasAttribute("aria-pressed")) {
      for (const other of pressed.parentElement.children) other.setAttribute("aria-pressed", `${other === pressed && !pressed.value.endsWith(":")}`);
    }
    keep({ id: `${Date.now()}-${Math.random()}`, url: path, pairs, label: labelOf(elt, pressed) });
    say();
    retry = setTimeout(flush, TRY_AGAIN);
  });
  addEventListener("online", flush);
  addEventListener("storage", ({ key }) => key === whose && say());
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  say();
  flush();
}

attach("form[data-keep]", (form) => {
  if (!box) return;
  const key = keepKey(form);
  const controls = () => [...form.elements].filter(({ name, type }) => name && name !== "csrfmiddlewaretoken" && type !== "file" && type !== "submit");
  const before = store.read(key, []);
  if (before.length && !form.querySelector("[aria-invalid=true]")) {
    const values = new Map(before);
    for (const control of controls()) {
      if (/^(radio|checkbox)$/.test(control.type)) control.checked = before.some(([name, value]) => name === control.name && value === control.value);
      else if (values.has(control.name)) control.value = values.get(control.name);
    }
    for (const fold of form.querySelectorAll("details")) if ([...fold.querySelectorAll("input, textarea, select")].some(({ value }) => value)) fold.open = true;
  }
  form.addEventListener("input", () => store.write(key, [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string")));
  form.querySelector("[data-drop]")?.addEventListener("click", () => store.write(key, []));
});

// a[data-kept-form]: a form that was being filled when the page was left opens again by itself.
attach("[data-keeps]", (link) => {
  if (!box || !store.read(`${KEEP}${box.dataset.outbox}:${pageOf(link.href)}`, []).length) return;
  const again = () => link.click();
  if (document.readyState === "complete") again();
  else addEventListener("load", again);
});

// Signing out with acts that were not sent: asked first, then they are forgotten.
attach("form[data-clear-drafts]", (form) => form.addEventListener("submit", (event) => {
  const waiting = (() => { try { return Object.keys(localStorage).filter((key) => key.startsWith("outbox:")); } catch { return []; } })();
  if (!waiting.length) return;
  if (confirm(form.dataset.unsentWord)) for (const key of waiting) localStorage.removeItem(key);
  else { event.preventDefault(); event.stopImmediatePropagation(); }
}));
