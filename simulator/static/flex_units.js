// LINE's keywords in pixels, and the values that may be written instead of a keyword.

const steps = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
export const GAP = steps;
export const RADIUS = steps;
export const BORDER = { none: 0, light: 0.5, normal: 1, medium: 2, "semi-bold": 3, bold: 4 };
export const FONT = {
  xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29, "3xl": 35, "4xl": 48, "5xl": 74,
};
export const IMAGE = {
  xxs: 40, xs: 60, sm: 80, md: 100, lg: 120, xl: 140, xxl: 160, "3xl": 180, "4xl": 200, "5xl": 220,
};
const WRITTEN = /^\d+(\.\d+)?(px|%)$/;

export function length(value, keywords = {}) {
  if (value === undefined || value === null) return "";
  if (Object.hasOwn(keywords, value)) return `${keywords[value]}px`;
  if (value === "full") return "100%";
  return WRITTEN.test(value) ? value : "";
}

const COLOR = /^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$/;
export const color = (value) => (COLOR.test(value ?? "") ? value : "");

export function ratio(value) {
  const found = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(value ?? "");
  return found ? `${found[1]} / ${found[2]}` : "1 / 1";
}

export const https = (url) => (/^https:\/\//i.test(url ?? "") ? url : "");
