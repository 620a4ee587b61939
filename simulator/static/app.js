// The page: one person's phone, drawn from a state that is asked for again after every change.

import { actor } from "./actions.js";
import { Chat } from "./chat.js";
import { byId, toast } from "./dom.js";
import { Menu } from "./menu.js";
import { post, state as ask } from "./net.js";
import { drawControl, drawPeople, runClock, wireControl, wirePeople } from "./panel.js";

const asked = new URLSearchParams(location.search);
const seen = { chosen: asked.get("person") ?? "", pc: asked.get("pc") === "1", last: null };
let polling = new AbortController();

const person = () => seen.last?.people.find((each) => each.id === seen.chosen);
const setClock = runClock();

async function act(body) {
  if (!seen.chosen) return;
  try {
    const { status } = await post("act", { person: seen.chosen, ...body });
    if (status !== 200) toast(status === 0 ? "บอตไม่ตอบ webhook" : `บอตตอบ webhook ด้วย ${status}`);
  } catch (error) {
    toast(`ส่งไม่ได้: ${error.message}`);
  }
}

// A text answers the message that was chosen with "ตอบกลับ", once.
let quoted = "";
function quote(id, words = "") {
  quoted = id;
  byId("quoting").hidden = id === "";
  byId("quoting-text").textContent = words;
  if (id) byId("text").focus();
}
function say(text) {
  const body = { do: "say", text, message_id: quoted };
  quote("");
  return act(body);
}
const tap = (data, displayText, params) =>
  act({ do: "tap", data, display_text: displayText, params });
const { act: press, followLink } = actor({
  say,
  tap,
  switchMenu: (_id, isOpen) => menu.open(isOpen),
  isPc: () => seen.pc,
  currentMenu: (alias) =>
    (seen.last?.chat.aliases[alias] ? "SUCCESS" : "RICHMENU_ALIAS_ID_NOTFOUND"),
});
const unsend = (id) => act({ do: "unsend", message_id: id });
const chat = new Chat({ act: press, followLink, unsend, quote });
const menu = new Menu(press);

function remember() {
  const query = new URLSearchParams();
  if (seen.chosen) query.set("person", seen.chosen);
  if (seen.pc) query.set("pc", "1");
  history.replaceState(null, "", `?${query}`);
}

function choose(id) {
  seen.chosen = id;
  quote("");
  chat.clear();
  menu.update(null);
  document.body.removeAttribute("data-open");
  remember();
  polling.abort();
}

function usePc(isPc) {
  seen.pc = isPc;
  document.body.classList.toggle("pc", isPc);
  byId("as-phone").setAttribute("aria-pressed", String(!isPc));
  byId("as-pc").setAttribute("aria-pressed", String(isPc));
  remember();
  chat.scrollToEnd();
}

function draw(state) {
  seen.last = state;
  setClock(state.now);
  byId("bot-name").textContent = state.bot.name;
  drawPeople(state.people, seen.chosen, choose);
  drawControl(state);
  drawFriendship(person());
  chat.update(state.chat, state.now, state.bot.name);
  menu.update(state.chat.menu);
}

function drawFriendship(who) {
  byId("as-whom").textContent = who ? `ในฐานะ ${who.name}` : "";
  const isFriend = who?.friend ?? false;
  const toggle = byId("friendship");
  toggle.hidden = !who;
  toggle.textContent = isFriend ? "บล็อก" : who?.blocked ? "เลิกบล็อก" : "เพิ่มเพื่อน";
  toggle.onclick = () => act({ do: isFriend ? "unfollow" : "follow" });
  const banner = byId("banner");
  banner.hidden = !who || isFriend;
  banner.textContent = who?.blocked
    ? "บล็อกบัญชีนี้อยู่ บอตส่งข้อความถึงคนนี้ไม่ได้"
    : "ยังไม่ได้เพิ่มบัญชีนี้เป็นเพื่อน";
  byId("composer").inert = who?.blocked ?? !who;
}

async function watch() {
  let version = -1;
  for (;;) {
    polling = new AbortController();
    const chosen = seen.chosen;
    try {
      const state = await ask(chosen, chat.after, version, polling.signal);
      if (chosen !== seen.chosen) { version = -1; continue; }
      version = state.version;
      if (!person() && !chosen && state.people.length > 0 && innerWidth > 700) {
        choose(state.people[0].id);
        version = -1;
        continue;
      }
      draw(state);
      document.body.classList.remove("lost");
    } catch (error) {
      if (error.name === "AbortError") { version = -1; continue; }
      document.body.classList.add("lost");
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

function send() {
  const field = byId("text");
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  grow();
  say(text);
}

function grow() {
  const field = byId("text");
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 110)}px`;
  byId("composer").classList.toggle("typing", field.value.trim() !== "");
}

byId("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
byId("text").addEventListener("input", grow);
byId("quoting-end").addEventListener("click", () => quote(""));
byId("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  }
});
for (const each of document.querySelectorAll("[data-sends]")) {
  each.addEventListener("click", () => act({ do: each.dataset.sends }));
}
for (const each of document.querySelectorAll("[data-opens]")) {
  each.addEventListener("click", () => { document.body.dataset.open = each.dataset.opens; });
}
byId("stage").addEventListener("click", (event) => {
  if (!event.target.closest("[data-opens]")) document.body.removeAttribute("data-open");
});
byId("as-phone").addEventListener("click", () => usePc(false));
byId("as-pc").addEventListener("click", () => usePc(true));
wireControl(() => seen.last?.now ?? Date.now());
wirePeople(() => seen.last && drawPeople(seen.last.people, seen.chosen, choose), choose);
usePc(seen.pc);
if (!seen.chosen) document.body.dataset.open = "people";
watch();
