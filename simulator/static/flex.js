// Flex bubbles and carousels, laid out the way LINE lays them out.
// https://developers.line.biz/en/docs/messaging-api/flex-message-layout/

import { button, make } from "./dom.js";
import { drawButton, drawIcon, drawImage, drawSeparator, drawText, drawVideo } from "./flex_parts.js";
import { BORDER, GAP, RADIUS, color, length } from "./flex_units.js";

const BUBBLES = ["nano", "micro", "deca", "hecto", "kilo", "mega", "giga"];

export function drawFlex(contents, act) {
  return contents.type === "carousel" ? drawCarousel(contents, act) : drawBubble(contents, act);
}

function drawCarousel(carousel, act) {
  const frame = make("div", "fx-carousel");
  const track = make("div", "fx-track");
  track.tabIndex = 0;
  track.setAttribute("role", "group");
  track.setAttribute("aria-label", `การ์ด ${carousel.contents.length} ใบ เลื่อนซ้ายขวาได้`);
  for (const bubble of carousel.contents) track.append(drawBubble(bubble, act));
  const move = (way) => () => track.scrollBy({ left: way * 260, behavior: "smooth" });
  const back = button("fx-arrow fx-back", "‹", move(-1));
  const on = button("fx-arrow fx-on", "›", move(1));
  back.setAttribute("aria-label", "การ์ดก่อนหน้า");
  on.setAttribute("aria-label", "การ์ดถัดไป");
  const update = () => {
    back.hidden = track.scrollLeft < 8;
    on.hidden = track.scrollLeft + track.clientWidth > track.scrollWidth - 8;
  };
  track.addEventListener("scroll", update, { passive: true });
  new ResizeObserver(update).observe(track);
  frame.append(back, track, on);
  return frame;
}

function drawBubble(bubble, act) {
  const size = BUBBLES.includes(bubble.size) ? bubble.size : "mega";
  const drawn = make("div", `fx-bubble fx-${size}`);
  if (bubble.direction === "rtl") drawn.dir = "rtl";
  for (const name of ["header", "hero", "body", "footer"]) {
    if (!bubble[name]) continue;
    const block = make("div", `fx-block fx-${name}`);
    style(block, bubble.styles?.[name], drawn.childElementCount > 0);
    block.append(drawPart(bubble[name], "vertical", act));
    drawn.append(block);
  }
  tappable(drawn, bubble.action, act);
  return drawn;
}

function style(block, styles, hasOneAbove) {
  if (!styles) return;
  block.style.backgroundColor = color(styles.backgroundColor);
  if (styles.separator && hasOneAbove) {
    block.style.borderTop = `1px solid ${color(styles.separatorColor) || "#d4d6da"}`;
  }
}

export function drawPart(part, layout, act) {
  switch (part.type) {
    case "box": return drawBox(part, act);
    case "text": return tappable(drawText(part), part.action, act);
    case "button": return drawButton(part, act);
    case "image": return tappable(drawImage(part), part.action, act);
    case "icon": return drawIcon(part);
    case "video": return drawVideo(part, (other) => drawPart(other, layout, act));
    case "separator": return drawSeparator(part, layout);
    default: return make("div", "fx-filler");
  }
}

function drawBox(box, act) {
  const drawn = make("div", `fx-box fx-${box.layout}`);
  const to = drawn.style;
  to.backgroundColor = color(box.backgroundColor);
  if (box.background?.type === "linearGradient") to.backgroundImage = gradient(box.background);
  to.borderRadius = length(box.cornerRadius, RADIUS);
  if (box.borderWidth && box.borderWidth !== "none") {
    to.border = `${length(box.borderWidth, BORDER)} solid ${color(box.borderColor) || "#000000"}`;
  }
  for (const name of ["width", "maxWidth", "height", "maxHeight"]) to[name] = length(box[name]);
  pad(to, box);
  if (box.justifyContent) to.justifyContent = box.justifyContent;
  if (box.alignItems) to.alignItems = box.alignItems;
  let isFirst = true;
  for (const child of box.contents ?? []) {
    const part = drawPart(child, box.layout, act);
    place(part, child, box, isFirst);
    if (child.position !== "absolute") isFirst = false;
    drawn.append(part);
  }
  return tappable(drawn, box.action, act);
}

function pad(to, box) {
  const padding = (value) => length(value, GAP);
  if (box.paddingAll) to.padding = padding(box.paddingAll);
  if (box.paddingTop) to.paddingTop = padding(box.paddingTop);
  if (box.paddingBottom) to.paddingBottom = padding(box.paddingBottom);
  if (box.paddingStart) to.paddingInlineStart = padding(box.paddingStart);
  if (box.paddingEnd) to.paddingInlineEnd = padding(box.paddingEnd);
}

function gradient({ angle, startColor, centerColor, centerPosition, endColor }) {
  const centre = color(centerColor) ? `${color(centerColor)} ${length(centerPosition) || "50%"},` : "";
  const turn = /^\d+(\.\d+)?deg$/.test(angle) ? angle : "0deg";
  return `linear-gradient(${turn}, ${color(startColor)}, ${centre} ${color(endColor)})`;
}

// Where a child stands in its box: the gap before it, its share of the room, its gravity.
function place(part, child, box, isFirst) {
  const to = part.style;
  const across = box.layout !== "vertical";
  if (!isFirst && child.position !== "absolute") {
    const gap = length(child.margin ?? box.spacing, GAP);
    if (across) to.marginInlineStart = gap;
    else to.marginTop = gap;
  }
  const share = child.flex ?? (across ? shareAcross(child) : shareDown(child));
  if (child.type === "box" && (across ? child.width : child.height)) to.flex = "0 0 auto";
  else if (share === 0) to.flex = "0 0 auto";
  else to.flex = across ? `${share} 1 0` : `${share} 0 auto`;
  if (across && share === 0) to.maxWidth = to.maxWidth || "100%";
  if (box.layout === "horizontal" && child.gravity) {
    to.alignSelf = { top: "flex-start", center: "center", bottom: "flex-end" }[child.gravity];
  } else if (box.layout === "vertical" && child.gravity && child.type === "text") {
    to.alignContent = { top: "start", center: "center", bottom: "end" }[child.gravity];
  }
  move(to, child);
}

function shareAcross(child) {
  return ["icon", "separator"].includes(child.type) ? 0 : 1;
}

function shareDown(child) {
  return child.type === "filler" ? 1 : 0;
}

function move(to, child) {
  if (child.position === "absolute") to.position = "absolute";
  to.top = length(child.offsetTop, GAP);
  to.bottom = length(child.offsetBottom, GAP);
  to.insetInlineStart = length(child.offsetStart, GAP);
  to.insetInlineEnd = length(child.offsetEnd, GAP);
}

function tappable(part, action, act) {
  if (!action) return part;
  part.classList.add("fx-tappable");
  part.tabIndex = 0;
  part.setAttribute("role", "button");
  const press = (event) => { event.stopPropagation(); act(action); };
  part.addEventListener("click", press);
  part.addEventListener("keydown", (event) => { if (event.key === "Enter") press(event); });
  return part;
}
