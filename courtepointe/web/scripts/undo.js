// [data-undo="10"]: stays that many seconds, longer while it is pointed at or holds the focus.
attach("[data-undo]", (element) => {
  let left = Number(element.dataset.undo) || 10;
  const watched = () => element.matches(":hover, :focus-within") || document.hidden;
  corner().append(element);
  const clock = setInterval(() => {
    if (watched()) return;
    left -= 1;
    if (left > 0 && element.isConnected) return;
    clearInterval(clock);
    element.remove();
  }, 1000);
});
