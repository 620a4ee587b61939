// Moments as people in Bangkok read them, with Buddhist-era years.

const ZONE = "Asia/Bangkok";
const format = (options) =>
  new Intl.DateTimeFormat("th-TH-u-ca-buddhist-nu-latn", { timeZone: ZONE, ...options });
const CLOCK = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const FULL_CLOCK = format({
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
const DAY = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const CHIP = format({ weekday: "short", day: "numeric", month: "short" });

const plain = (text) => text.replace("พุทธศักราช ", "").replace(" พ.ศ.", "");

export const clock = (at) => CLOCK.format(new Date(at));
export const fullClock = (at) => FULL_CLOCK.format(new Date(at));
export const fullDay = (at) => plain(DAY.format(new Date(at)));

const sameDay = (a, b) => DAY.format(new Date(a)) === DAY.format(new Date(b));

export function dayChip(at, now) {
  return sameDay(at, now) ? "วันนี้" : CHIP.format(new Date(at));
}

export const isNewDay = (at, before) => !before || !sameDay(at, before);

// What a datetime-local field shows is read as Bangkok time wherever the browser is.
export const asBangkok = (local) => `${local.length === 16 ? `${local}:00` : local}+07:00`;

export function forField(at) {
  return new Date(new Date(at).getTime() + 7 * 3600e3).toISOString().slice(0, 16);
}
