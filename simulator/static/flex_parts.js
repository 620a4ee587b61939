// The parts of a Flex box: text, button, image, icon, separator, video.

import { make } from "./dom.js";
import { FONT, IMAGE, color, https, length, ratio } from "./flex_units.js";

const ALIGN = { start: "start", center: "center", end: "end" };
const STAND = { start: "flex-start", center: "center", end: "flex-end" };

function letters(to, part, parentSize) {
  to.fontSize = length(part.size, FONT) || parentSize;
  to.color = color(part.color);
  if (part.weight === "bold") to.fontWeight = "700";
  if (part.weight === "regular") to.fontWeight = "400";
  if (part.style === "italic") to.fontStyle = "italic";
  if (part.decoration && part.decoration !== "none") to.textDecoration = part.decoration;
}

export function drawText(part) {
  const drawn = make("div", part.wrap ? "fx-text fx-wrap" : "fx-text");
  const words = make("div", "fx-words");
  const to = words.style;
  letters(to, part, "16px");
  to.textAlign = ALIGN[part.align] ?? "";
  if (part.lineSpacing) to.lineHeight = `calc(1.4em + ${length(part.lineSpacing)})`;
  if (part.wrap && part.maxLines > 0) {
    words.classList.add("fx-clamp");
    to.webkitLineClamp = String(part.maxLines);
  }
  if (part.contents?.length) {
    for (const span of part.contents) {
      const piece = make("span", "", span.text);
      letters(piece.style, span, "");
      words.append(piece);
    }
  } else {
    words.textContent = part.text;
  }
  drawn.append(words);
  if (part.adjustMode === "shrink-to-fit" && !part.wrap) shrink(words);
  return drawn;
}

export function drawButton(part, act) {
  const kind = ["primary", "secondary"].includes(part.style) ? part.style : "link";
  const drawn = make("div", "fx-button-place");
  const pressed = make("button", `fx-button fx-${kind} fx-high-${part.height === "sm" ? "sm" : "md"}`);
  pressed.type = "button";
  const label = make("span", "fx-label", part.action.label ?? "");
  pressed.append(label);
  if (color(part.color)) {
    if (kind === "link") pressed.style.color = part.color;
    else pressed.style.backgroundColor = part.color;
  }
  pressed.addEventListener("click", (event) => { event.stopPropagation(); act(part.action); });
  drawn.append(pressed);
  if (part.adjustMode === "shrink-to-fit") shrink(label);
  return drawn;
}

export function drawImage(part) {
  const drawn = make("div", "fx-image");
  drawn.style.justifyContent = STAND[part.align] ?? "center";
  const frame = make("div", "fx-picture");
  frame.style.width = length(part.size ?? "md", IMAGE);
  frame.style.aspectRatio = ratio(part.aspectRatio);
  frame.style.backgroundColor = color(part.backgroundColor);
  const picture = make("img");
  picture.alt = "";
  picture.referrerPolicy = "no-referrer";
  picture.style.objectFit = part.aspectMode === "cover" ? "cover" : "contain";
  picture.addEventListener("error", () => frame.classList.add("fx-missing"));
  picture.src = https(part.url);
  frame.append(picture);
  drawn.append(frame);
  return drawn;
}

export function drawIcon(part) {
  const drawn = make("span", "fx-icon");
  const picture = make("img");
  picture.alt = "";
  picture.referrerPolicy = "no-referrer";
  picture.style.height = length(part.size ?? "md", FONT);
  picture.style.aspectRatio = ratio(part.aspectRatio);
  picture.src = https(part.url);
  drawn.append(picture);
  return drawn;
}

export function drawSeparator(part, layout) {
  const drawn = make("div", layout === "vertical" ? "fx-line" : "fx-line fx-upright");
  drawn.style.backgroundColor = color(part.color);
  return drawn;
}

export function drawVideo(part, drawOther) {
  return drawOther(part.altContent ?? { type: "image", url: part.previewUrl, size: "full" });
}

// Smaller letters until one line is enough, as LINE does on request.
function shrink(words) {
  new ResizeObserver(() => {
    let size = parseFloat(getComputedStyle(words).fontSize);
    while (words.scrollWidth > words.clientWidth + 1 && size > 9) {
      size -= 0.5;
      words.style.fontSize = `${size}px`;
    }
  }).observe(words);
}
