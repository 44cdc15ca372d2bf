// form[data-budget]: how many dots are left is said as they are placed. The server refuses too many, whatever happens here.
attach("form[data-budget]", (form) => {
  const left = form.querySelector("[data-budget-left]");
  const all = [...form.querySelectorAll("[data-dots]")];
  const say = () => {
    const placed = all.reduce((sum, input) => sum + Math.max(0, Number.parseInt(input.value, 10) || 0), Number(form.dataset.elsewhere));
    const rest = Number(form.dataset.budget) - placed;
    left.textContent = left.dataset.word.replace("§", String(rest));
    left.classList.toggle("budget-over", rest < 0);
  };
  form.addEventListener("input", say);
  say();
});
