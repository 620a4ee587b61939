// Building elements. Text from messages only ever enters the page as text, never as markup.

export const byId = (id) => document.getElementById(id);

export function make(tag, className = "", text = null) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== null) element.textContent = text;
  return element;
}

export function button(className, text, onClick) {
  const element = make("button", className, text);
  element.type = "button";
  if (onClick) element.addEventListener("click", onClick);
  return element;
}

let hiding;
export function toast(text) {
  const shown = byId("toast");
  shown.textContent = text;
  shown.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { shown.hidden = true; }, 3200);
}

export function textWithLinks(text, onLink) {
  const part = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"“”]+/g)) {
    part.append(text.slice(from, found.index));
    const link = make("a", "", found[0]);
    link.href = found[0];
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.addEventListener("click", (event) => onLink(event, found[0]));
    part.append(link);
    from = found.index + found[0].length;
  }
  part.append(text.slice(from));
  return part;
}
