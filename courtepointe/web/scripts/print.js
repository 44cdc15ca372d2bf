// button[data-print]
attach("[data-print]", (button) => button.addEventListener("click", () => print()));
