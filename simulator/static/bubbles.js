// One chat bubble for each kind of message, the bot's and the person's.

import { make, textWithLinks } from "./dom.js";
import { drawFlex } from "./flex.js";
import { asFlex } from "./template.js";

const NAMED = { image: "รูปภาพตัวอย่าง", video: "วิดีโอ", audio: "เสียง", imagemap: "แผนที่รูปภาพ" };

export function drawMessage(message, act, followLink) {
  switch (message.type) {
    case "text":
    case "textV2": {
      const bubble = make("div", "bubble text");
      bubble.append(textWithLinks(message.text, followLink));
      return bubble;
    }
    case "flex": return labelled(drawFlex(message.contents, act), message.altText);
    case "template": return labelled(drawFlex(asFlex(message.template), act), message.altText);
    case "sticker": return picture("sticker", "สติกเกอร์");
    case "location": return place(message);
    case "file": return file(message);
    case "image":
      return message.originalContentUrl ? photo(message) : picture("photo", NAMED.image);
    default: return make("div", "bubble text soft", `[${NAMED[message.type] ?? message.type}]`);
  }
}

function labelled(drawn, altText) {
  const frame = make("div", "bubble flex");
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", altText ?? "");
  frame.append(drawn);
  return frame;
}

function picture(kind, name) {
  const drawn = make("div", `bubble ${kind}`);
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", name);
  return drawn;
}

function photo(message) {
  const frame = make("div", "bubble photo");
  const shown = make("img");
  shown.alt = NAMED.image;
  if (/^https:/i.test(message.previewImageUrl)) shown.src = message.previewImageUrl;
  frame.append(shown);
  return frame;
}

function place(message) {
  const drawn = make("div", "bubble card place");
  drawn.append(make("span", "map"), make("b", "", message.title), make("span", "soft", message.address));
  return drawn;
}

function file(message) {
  const drawn = make("div", "bubble card file");
  const size = `${Math.max(1, Math.round((message.fileSize ?? 0) / 1024))} KB`;
  drawn.append(make("b", "", message.fileName), make("span", "soft", size));
  return drawn;
}
