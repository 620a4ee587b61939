// Small comforts only; every page works without this file.
document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-ask]");
  if (asked && !window.confirm(asked.dataset.ask)) event.preventDefault();
  if (event.target.closest("[data-print]")) window.print();
  const copied = event.target.closest("[data-copy]");
  if (copied && navigator.clipboard) {
    navigator.clipboard.writeText(copied.dataset.copy).then(() => {
      const before = copied.textContent;
      copied.textContent = "คัดลอกแล้ว";
      setTimeout(() => { copied.textContent = before; }, 1500);
    });
  }
});
document.addEventListener("change", (event) => {
  const filters = event.target.closest("form.filters");
  if (filters && event.target.tagName === "SELECT") filters.requestSubmit();
  const filled = event.target.closest("[data-fill]");
  if (filled) {
    const target = document.getElementById(filled.dataset.fill);
    if (target && filled.value) target.value = filled.value;
  }
});
