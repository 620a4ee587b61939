// What happens when a button of the bot's is tapped.

import { byId, toast } from "./dom.js";

// LINE opens a chat with the text typed in when a link of this form is followed.
const TYPED_IN = /^https:\/\/line\.me\/R\/oaMessage\/[^/]+\/?\?(.+)$/;

export function actor({ say, tap, switchMenu, isPc, currentMenu }) {
  function type(text) {
    const field = byId("text");
    field.value = text;
    field.dispatchEvent(new Event("input"));
    field.focus();
  }

  function followLink(event, url) {
    const typed = TYPED_IN.exec(url);
    if (!typed) return;
    event?.preventDefault();
    type(decodeURIComponent(typed[1].replaceAll("+", " ")));
  }

  function open(action) {
    const url = (isPc() && action.altUri?.desktop) || action.uri;
    if (TYPED_IN.test(url)) followLink(null, url);
    else if (/^https?:/i.test(url)) window.open(url, "_blank", "noopener");
    else toast(`บนมือถือจะเปิด ${url}`);
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      toast("คัดลอกแล้ว");
    } catch {
      toast(text);
    }
  }

  function pick(action) {
    const dialog = byId("picker");
    const field = byId("picker-value");
    field.type = action.mode === "datetime" ? "datetime-local" : action.mode;
    for (const [from, to] of [["initial", "value"], ["min", "min"], ["max", "max"]]) {
      field[to] = (action[from] ?? "").toLowerCase().replace("t", "T");
    }
    byId("picker-label").textContent = action.label ?? "เลือกวันเวลา";
    dialog.onclose = () => {
      if (dialog.returnValue === "ok" && field.value) {
        tap(action.data, undefined, { [action.mode]: field.value });
      }
    };
    dialog.returnValue = "";
    dialog.showModal();
  }

  function postback(action) {
    tap(action.data, action.displayText ?? action.text);
    if (action.inputOption === "openKeyboard") type(action.fillInText ?? "");
    if (action.inputOption === "closeRichMenu") switchMenu(null, false);
    if (action.inputOption === "openRichMenu") switchMenu(null, true);
  }

  function act(action) {
    switch (action.type) {
      case "message": return say(action.text);
      case "postback": return postback(action);
      case "uri": return open(action);
      case "datetimepicker": return pick(action);
      case "clipboard":
        return isPc() ? toast("ปุ่มคัดลอกใช้ได้เฉพาะบนมือถือ") : copy(action.clipboardText);
      case "richmenuswitch": {
        const status = currentMenu(action.richMenuAliasId);
        return tap(action.data, undefined, { newRichMenuAliasId: action.richMenuAliasId, status });
      }
      default: return toast("ใช้ปุ่มรูป ไฟล์ หรือตำแหน่งด้านล่างแทน");
    }
  }

  return { act, followLink };
}
