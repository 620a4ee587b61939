// The two sides: whom to be, and the control room (clock, quota, faults, last calls).

import { button, byId, make, toast } from "./dom.js";
import { post } from "./net.js";
import { asBangkok, clock, forField, fullClock, fullDay } from "./thai_time.js";

const trouble = (error) => toast(`ทำไม่ได้: ${error.message}`);

export function drawPeople(people, chosen, choose) {
  const wanted = byId("search").value.trim().toLowerCase();
  const found = people.filter((each) => `${each.name} ${each.label}`.toLowerCase().includes(wanted));
  byId("people-list").replaceChildren(...found.map((each) => drawPerson(each, chosen, choose)));
}

function drawPerson(person, chosen, choose) {
  const item = make("li");
  const open = button("person", null, () => choose(person.id));
  if (person.id === chosen) open.setAttribute("aria-current", "true");
  const face = make("span", "face", [...person.name.replace(/^(นางสาว|นาง|นาย)/, "").trim()][0]);
  face.style.setProperty("--hue", hue(person.id));
  face.setAttribute("aria-hidden", "true");
  const lines = make("span", "lines");
  lines.append(make("b", "", person.name));
  if (person.label) lines.append(make("span", "label", person.label));
  const state = person.blocked ? "บล็อกบัญชีอยู่" : person.friend ? "" : "ยังไม่เพิ่มเพื่อน";
  lines.append(make("span", "soft", state || person.last?.text || "ยังไม่เคยคุย"));
  const right = make("span", "right");
  if (person.last) right.append(make("time", "", clock(person.last.at)));
  if (person.unread) {
    const count = make("span", "count", String(person.unread));
    count.setAttribute("aria-label", `ยังไม่อ่าน ${person.unread} ข้อความ`);
    right.append(count);
  }
  open.append(face, lines, right);
  item.append(open);
  return item;
}

function hue(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 360;
  return String(sum);
}

export function drawControl(state) {
  byId("quota-used").textContent = state.quota.used.toLocaleString("th-TH");
  const limit = state.quota.limit;
  byId("quota-limit").textContent = limit === null ? "ข้อความ (ไม่จำกัด)" : `จาก ${limit.toLocaleString("th-TH")} ข้อความ`;
  const meter = byId("quota-meter");
  meter.hidden = limit === null;
  meter.max = limit || 1;
  meter.high = meter.max * 0.85;
  meter.value = state.quota.used;
  byId("fault-count").textContent = state.faults ? `รออยู่ ${state.faults} ครั้ง` : "ไม่มีรายการรออยู่";
  byId("log").replaceChildren(...state.log.map(drawCall));
  for (const id of ["clock-buttons", "clock-set"]) byId(id).hidden = !state.movable;
}

function drawCall({ at, what, status }) {
  const item = make("li");
  const kind = status >= 200 && status < 300 ? "good" : status === 409 ? "same" : "bad";
  item.append(
    make("time", "", fullClock(at)),
    make("span", "what", what === "webhook" ? "→ บอต webhook" : `← ${what}`),
    make("span", `status ${kind}`, status === 0 ? "ไม่ตอบ" : String(status)),
  );
  return item;
}

// The clock runs on between two answers of the server.
export function runClock() {
  let ahead = 0;
  const show = () => {
    const now = Date.now() + ahead;
    byId("clock-time").textContent = fullClock(now);
    byId("clock-day").textContent = fullDay(now);
    byId("phone-time").textContent = clock(now);
  };
  setInterval(show, 1000);
  return (now) => { ahead = new Date(now).getTime() - Date.now(); show(); };
}

export function wireControl(currentTime) {
  const move = (body) => post("clock", body).catch(trouble);
  for (const each of document.querySelectorAll("[data-hours]")) {
    each.addEventListener("click", () => move({ hours: Number(each.dataset.hours) }));
  }
  const form = byId("clock-set");
  form.at.addEventListener("focus", () => { form.at.value ||= forField(currentTime()); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    move({ at: asBangkok(form.at.value) });
  });
  byId("clock-real").addEventListener("click", () => move({}));
  for (const each of document.querySelectorAll("[data-fault]")) {
    each.addEventListener("click", () => post("fault", { fault: each.dataset.fault }).catch(trouble));
  }
}

export function wirePeople(redraw, choose) {
  byId("search").addEventListener("input", redraw);
  byId("newcomer").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    try {
      const { id } = await post("people", { name: form.elements.name.value });
      form.reset();
      choose(id);
    } catch (error) {
      trouble(error);
    }
  });
}
