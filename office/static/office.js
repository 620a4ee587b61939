// Small comforts only; every page works without this file.
const copy = async (text) => {
  // Without TLS browsers offer no clipboard object; the old way still works there.
  if (navigator.clipboard) {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* the old way */ }
  }
  const box = document.createElement("textarea");
  box.value = text;
  box.readOnly = true;
  box.className = "unseen";
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  return done;
};
const say = (button, words) => {
  let told = button.nextElementSibling;
  if (!told || !told.matches(".told")) {
    told = document.createElement("span");
    told.className = "told";
    told.setAttribute("role", "status");
    button.after(told);
  }
  told.textContent = words;
  clearTimeout(button.telling);
  button.telling = setTimeout(() => { told.textContent = ""; }, 1800);
};
document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-ask]");
  if (asked && !window.confirm(asked.dataset.ask)) event.preventDefault();
  if (event.target.closest("[data-print]")) window.print();
  const copied = event.target.closest("[data-copy]");
  if (copied) {
    copy(copied.dataset.copy).then((done) => {
      say(copied, done ? "✓ คัดลอกแล้ว" : "คัดลอกไม่ได้ ให้เลือกข้อความเอง");
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
// A file is read and compared on the server; until the answer comes the button says so.
document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("[data-busy]");
  if (!button) return;
  button.textContent = button.dataset.busy;
  button.setAttribute("aria-disabled", "true");
  event.target.setAttribute("aria-busy", "true");
});
const tab = document.querySelector(".tabs [aria-current]");
if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - 24;
