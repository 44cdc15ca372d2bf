// [data-session-expires="ISO time"]: five minutes before the end, says so and offers
// to stay. Nothing typed is touched. The element holds the sentence, a button and, in a <template>, the last words.
const BEFORE = 5 * 60 * 1000;

attach("[data-session-expires]", (element) => {
  const button = element.querySelector("button");
  let ends = Date.parse(element.dataset.sessionExpires);
  let timer = 0;

  const ended = () => {
    const last = element.querySelector("template");
    if (last) element.querySelector("[data-session-words]").replaceChildren(last.content.cloneNode(true));
    button.hidden = true;
  };
  const warn = () => {
    corner().append(element);
    element.hidden = false;
    timer = setTimeout(ended, Math.max(0, ends - Date.now()));
  };
  const plan = () => {
    clearTimeout(timer);
    element.hidden = true;
    timer = setTimeout(warn, Math.min(Math.max(0, ends - BEFORE - Date.now()), 2 ** 31 - 1));
  };
  const extend = async (event) => {
    event.preventDefault();
    const form = element.querySelector("form");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Requested-With": "fetch" } });
      const next = answer.ok ? Date.parse(answer.headers.get("X-Session-Expires") ?? "") : NaN;
      if (Number.isNaN(next)) throw new Error("not extended");
      ends = next;
      plan();
    } catch {
      form.submit();
    }
  };
  element.querySelector("form")?.addEventListener("submit", extend);
  plan();
});
