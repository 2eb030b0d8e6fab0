// The language of the page, and times as people of that language write them.
import { computed, type ReadonlySignal } from "@preact/signals";
import { serverNow, zone } from "../live/clock";
import { dayIn } from "../live/zone";
import { en } from "./en";
import { language, translated, wordIn } from "./language";
import { zh, type Words } from "./zh";

export { language, translated, wordIn, type Language } from "./language";

export const words: ReadonlySignal<Words> = translated<Words>({ "zh-CN": zh, en });

const formats = computed(() => {
  // Without a cycle of hours that is named, English has 24:05 after midnight.
  const format = (parts: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language.value, { timeZone: zone.value.name, hourCycle: "h23", ...parts });
  return {
    time: format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    day: format({ month: "2-digit", day: "2-digit" }),
    date: format({ year: "numeric", month: "2-digit", day: "2-digit" }),
    days: new Intl.NumberFormat(language.value, { style: "unit", unit: "day", unitDisplay: "short" }),
    full: format({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }),
  };
});

/// "14:03:05" of today, with the day in front of another, and its year of another year; all by the district's clocks.
export function timeText(at: string | number | null | undefined): string {
  if (at === null || at === undefined) return "";
  const date = new Date(at);
  const time = formats.value.time.format(date);
  const day = dayIn(zone.value, date.getTime());
  const today = dayIn(zone.value, serverNow());
  if (day === today) return time;
  return `${formats.value[day.slice(0, 4) === today.slice(0, 4) ? "day" : "date"].format(date)} ${time}`;
}
export const dateText = (at: string | number | null | undefined) => (at ? formats.value.full.format(new Date(at)) : "");

/// "2:03:05", "03:05"; after two days "3 d".
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  if (hours >= 48) return formats.value.days.format(Math.floor(hours / 24));
  return `${hours > 0 ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/// Who did something, as people say it.
export const actorText = (actor: string | null | undefined) => (actor ?? "").replace(/^(user|responder|token|gateway|platform):/, "");
export const kindText = (kind: string) => wordIn(words.value.kind, kind) ?? kind;
/// "A, B and C", as the language says it.
export const listText = (parts: readonly string[]) => new Intl.ListFormat(language.value).format(parts);
