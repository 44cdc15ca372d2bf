// [data-clock="seconds left"]: counts on this device from when the page was written, by a clock that no one can set: two
// laptops agree whatever their hour. At zero it goes on counting, with other words.
//   data-total, data-paused        the time given; it stands
//   [data-clock-words]             where it is written; data-left-word, data-over-word
//   [data-clock-bar]               a <progress>
const two = (number) => `${number}`.padStart(2, "0");

attach("[data-clock]", (element) => {
  const words = element.querySelector("[data-clock-words]");
  const bar = element.querySelector("[data-clock-bar]");
  const total = Number(element.dataset.total);
  const began = performance.now();
  const write = () => {
    const left = Math.round(Number(element.dataset.clock) - (performance.now() - began) / 1000);
    const seconds = Math.abs(left);
    const hours = Math.floor(seconds / 3600);
    const time = `${hours ? `${hours}:${two(Math.floor(seconds / 60) % 60)}` : Math.floor(seconds / 60)}:${two(seconds % 60)}`;
    const text = `${left < 0 ? "+" : ""}${time} ${words.dataset[left < 0 ? "overWord" : "leftWord"]}`;
    if (words.textContent !== text) words.textContent = text;
    element.classList.toggle("clock-over", left < 0);
    if (bar) bar.value = Math.min(total, Math.max(0, total - left));
  };
  write();
  if ("paused" in element.dataset) return;
  const beat = setInterval(() => (element.isConnected ? write() : clearInterval(beat)), 500);
});

// [data-screen]: says when the page that is projected cannot be reached, and asks again as soon as it may.
attach("[data-screen]", (place) => {
  const cut = place.querySelector("[data-screen-cut]");
  const again = () => {
    const screen = document.getElementById("screen");
    if (screen) globalThis.htmx?.trigger(screen, "screen-again");
  };
  place.addEventListener("htmx:afterRequest", ({ detail }) => {
    cut.hidden = Boolean(detail.xhr?.status) && detail.xhr.status < 500;
  });
  addEventListener("online", again);
  addEventListener("offline", () => { cut.hidden = false; });
  document.addEventListener("visibilitychange", () => document.hidden || again());
});
