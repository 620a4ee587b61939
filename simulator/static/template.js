// The older template messages, told as Flex bubbles: LINE draws them much the same.

const text = (words, more) => ({ type: "text", text: words, wrap: true, ...more });
const press = (action) => ({ type: "button", height: "sm", action });

function card({ title, text: words, actions, thumbnailImageUrl, imageAspectRatio, defaultAction }) {
  const lines = [text(words, { size: "sm", color: title ? "#666666" : "#111111" })];
  if (title) lines.unshift(text(title, { weight: "bold" }));
  const hero = thumbnailImageUrl && {
    type: "image",
    url: thumbnailImageUrl,
    size: "full",
    aspectMode: "cover",
    aspectRatio: imageAspectRatio === "square" ? "1:1" : "151:100",
  };
  return {
    type: "bubble",
    size: "kilo",
    ...(hero ? { hero } : {}),
    body: { type: "box", layout: "vertical", spacing: "sm", contents: lines, action: defaultAction },
    footer: { type: "box", layout: "vertical", contents: actions.map(press) },
    styles: { footer: { separator: true } },
  };
}

function confirm(template) {
  const bubble = card(template);
  bubble.footer.layout = "horizontal";
  return bubble;
}

function imageColumn({ imageUrl, action }) {
  const hero = { type: "image", url: imageUrl, size: "full", aspectMode: "cover", action };
  const footer = { type: "box", layout: "vertical", contents: [press(action)] };
  return { type: "bubble", size: "kilo", hero, ...(action.label ? { footer } : {}) };
}

export function asFlex(template) {
  switch (template.type) {
    case "confirm": return confirm(template);
    case "carousel":
      return {
        type: "carousel",
        contents: template.columns.map((column) => card({ ...template, ...column })),
      };
    case "image_carousel":
      return { type: "carousel", contents: template.columns.map(imageColumn) };
    default: return card(template);
  }
}
