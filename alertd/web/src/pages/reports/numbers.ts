// Figures as people write them, and what day it is.
import { computed } from "@preact/signals";
import { now, zone } from "../../live/clock";
import { dayIn } from "../../live/zone";
import { language } from "../../words";
import { millisOfDay } from "./days";

// Made once for each language: a table of a thousand rows has thousands of figures.
const formats = computed(() => ({
  count: new Intl.NumberFormat(language.value),
  rate: new Intl.NumberFormat(language.value, { maximumFractionDigits: 3 }),
  share: new Intl.NumberFormat(language.value, { style: "percent", maximumFractionDigits: 1 }),
}));
export const countText = (value: number) => formats.value.count.format(value);
export const rateText = (value: number) => formats.value.rate.format(value);
export const shareText = (value: number | null) => (value === null ? "—" : formats.value.share.format(value));

/// How many days ago that was, by the server's clock.
export const daysSince = (at: string) => (now.peek() - Date.parse(at)) / millisOfDay;
/// By the server's clock and the district's calendar; at midnight it becomes another.
export const today = computed(() => dayIn(zone.value, now.value));
