// The rich menu under the chat: an image with areas that act.

import { button, byId } from "./dom.js";

export class Menu {
  constructor(act) {
    this.act = act;
    this.id = null;
    byId("menu-bar").addEventListener("click", () => this.open(byId("menu").hidden));
  }

  update(menu) {
    if ((menu?.id ?? null) === this.id) return;
    this.id = menu?.id ?? null;
    const box = byId("menu");
    const bar = byId("menu-bar");
    box.replaceChildren();
    bar.hidden = !menu;
    if (!menu) { box.hidden = true; return; }
    bar.textContent = menu.chatBarText;
    const { width, height } = menu.size;
    box.style.aspectRatio = `${width} / ${height}`;
    box.style.backgroundImage = `url("phone/menu/${encodeURIComponent(menu.id)}")`;
    for (const area of menu.areas) box.append(this.area(area, width, height));
    this.open(menu.selected);
  }

  area({ bounds, action }, width, height) {
    const spot = button("area", null, () => this.act(action));
    spot.setAttribute("aria-label", action.label ?? action.displayText ?? action.text ?? "เมนู");
    spot.style.left = `${(bounds.x / width) * 100}%`;
    spot.style.top = `${(bounds.y / height) * 100}%`;
    spot.style.width = `${(bounds.width / width) * 100}%`;
    spot.style.height = `${(bounds.height / height) * 100}%`;
    return spot;
  }

  open(isOpen) {
    byId("menu").hidden = !isOpen || this.id === null;
    byId("menu-bar").setAttribute("aria-expanded", String(isOpen));
  }
}
