// The conversation: bubbles in order, day chips, times, read marks, quick replies.

import { drawMessage } from "./bubbles.js";
import { button, byId, make } from "./dom.js";
import { clock, dayChip, isNewDay } from "./thai_time.js";

export class Chat {
  constructor({ act, followLink, unsend, quote }) {
    Object.assign(this, { act, followLink, unsend, quote });
    this.box = byId("chat");
    this.rows = new Map();
    this.words = new Map();
    this.isAtEnd = true;
    this.box.addEventListener("scroll", () => { this.isAtEnd = this.distanceToEnd() < 120; });
    new ResizeObserver(() => { if (this.isAtEnd) this.scrollToEnd(); }).observe(this.box);
    this.clear();
  }

  clear() {
    this.box.replaceChildren();
    this.rows.clear();
    this.words.clear();
    this.last = null;
    this.dots = null;
    byId("quick").replaceChildren();
  }

  get after() {
    return this.last?.seq ?? 0;
  }

  update(chat, now, botName) {
    const wasAtEnd = this.distanceToEnd() < 120;
    this.dots?.remove();
    for (const bubble of chat.messages) this.add(bubble, botName);
    this.nameDays(now);
    this.mark(chat);
    if (chat.loading) this.box.append(this.drawDots());
    if (chat.messages.length > 0) this.drawQuickReplies();
    if (wasAtEnd && (chat.messages.length > 0 || chat.loading)) this.scrollToEnd();
  }

  distanceToEnd() {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight;
  }

  scrollToEnd() {
    requestAnimationFrame(() => { this.box.scrollTop = this.box.scrollHeight; });
  }

  // "Today" is another day once the clock was moved.
  nameDays(now) {
    for (const chip of this.box.querySelectorAll("[data-at]")) {
      chip.textContent = dayChip(chip.dataset.at, now);
    }
  }

  add(bubble, botName) {
    if (isNewDay(bubble.at, this.last?.at)) {
      const chip = make("p", "day");
      chip.dataset.at = bubble.at;
      this.box.append(chip);
    }
    const row = bubble.via ? this.drawBots(bubble, botName) : this.drawOwn(bubble);
    this.box.append(row);
    this.rows.set(bubble.seq, row);
    this.words.set(bubble.id, bubble.message.text ?? bubble.message.altText ?? "");
    this.last = bubble;
  }

  drawBots(bubble, botName) {
    const follows = this.last?.via && !isNewDay(bubble.at, this.last.at);
    const row = make("div", follows ? "row-bot follows" : "row-bot");
    const content = make("div", "content");
    if (!follows) content.append(make("span", "sender", bubble.message.sender?.name ?? botName));
    const line = make("div", "line");
    line.append(drawMessage(bubble.message, this.act, this.followLink), this.meta(bubble));
    content.append(line);
    const face = make("span", "avatar");
    face.setAttribute("aria-hidden", "true");
    row.append(face, content);
    return row;
  }

  drawOwn(bubble) {
    const row = make("div", "row-own");
    const drawn = drawMessage(bubble.message, this.act, this.followLink);
    const quoted = this.words.get(bubble.message.quotedMessageId);
    if (quoted !== undefined) drawn.prepend(make("q", "quoted", quoted));
    row.append(this.meta(bubble), drawn);
    return row;
  }

  meta(bubble) {
    const meta = make("span", "meta");
    if (bubble.via === "push" || bubble.via === "multicast") {
      const sign = make("span", "pushed", "พุช");
      sign.title = "บอตส่งเอง นับโควตา";
      meta.append(sign);
    }
    meta.append(make("span", "mark"), make("time", "", clock(bubble.at)));
    const over = make("span", "over");
    if (!bubble.via) over.append(button("more", "ยกเลิก", () => this.unsend(bubble.id)));
    over.append(button("more", "ตอบกลับ", () => this.quote(bubble.id, this.words.get(bubble.id))));
    over.append(button("more", "JSON", () => this.showSource(bubble)));
    meta.append(over);
    return meta;
  }

  mark(chat) {
    for (const seq of chat.read) this.say(seq, "อ่านแล้ว");
    for (const [seq, status] of Object.entries(chat.failed)) {
      this.say(Number(seq), status === 0 ? "บอตไม่ตอบ" : `บอตตอบ ${status}`, true);
    }
    for (const seq of chat.unsent) {
      const row = this.rows.get(seq);
      if (!row || row.classList.contains("day")) continue;
      const gone = make("p", "day", "ยกเลิกข้อความแล้ว");
      row.replaceWith(gone);
      this.rows.set(seq, gone);
    }
  }

  say(seq, text, isTrouble = false) {
    const mark = this.rows.get(seq)?.querySelector(".mark");
    if (!mark || mark.textContent === text) return;
    mark.textContent = text;
    mark.classList.toggle("trouble", isTrouble);
  }

  drawDots() {
    this.dots = make("div", "row-bot");
    const bubble = make("div", "bubble text dots");
    bubble.append(make("i"), make("i"), make("i"));
    bubble.setAttribute("aria-label", "กำลังพิมพ์");
    this.dots.append(make("span", "avatar"), bubble);
    return this.dots;
  }

  drawQuickReplies() {
    const bar = byId("quick");
    bar.replaceChildren();
    if (!this.last?.via) return;
    for (const { action } of this.last.message.quickReply?.items ?? []) {
      bar.append(button("", action.label, () => {
        bar.replaceChildren();
        this.act(action);
      }));
    }
    bar.scrollLeft = 0;
  }

  showSource(bubble) {
    byId("source-text").textContent = JSON.stringify(bubble.message, null, 2);
    byId("source").showModal();
  }
}
