// Figures and days as people write them.
import { language } from "../../words";

export const countText = (value: number) => new Intl.NumberFormat(language.value).format(value);
export const rateText = (value: number) => new Intl.NumberFormat(language.value, { maximumFractionDigits: 3 }).format(value);
export const shareText = (value: number | null) => (value === null ? "—" : new Intl.NumberFormat(language.value, { style: "percent", maximumFractionDigits: 1 }).format(value));

const millisOfDay = 86_400_000;
export const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
const numberOf = (day: string) => Date.parse(day) / millisOfDay;
const dayOf = (number: number) => new Date(number * millisOfDay).toISOString().slice(0, 10);
export const addDays = (day: string, days: number) => dayOf(numberOf(day) + days);
export const daysBetween = (from: string, to: string) => numberOf(to) - numberOf(from) + 1;

/// Today on this machine's calendar.
export function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
/// The first and the last day of the month that lies `back` months before this one.
export function monthBack(back: number): { from: string; to: string } {
  const [year = 0, month = 0] = today().split("-").map(Number);
  const first = (before: number) => new Date(Date.UTC(year, month - 1 - before, 1)).toISOString().slice(0, 10);
  return { from: first(back), to: back === 0 ? today() : addDays(first(back - 1), -1) };
}
export function everyDay(from: string, to: string): string[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to)) }, (_, at) => addDays(from, at));
}
/// The period in at most `most` equal pieces; the last may be shorter.
export function pieces(from: string, to: string, most: number): { from: string; to: string }[] {
  const days = daysBetween(from, to);
  const size = Math.max(1, Math.ceil(days / most));
  return Array.from({ length: Math.ceil(days / size) }, (_, at) => {
    const first = addDays(from, at * size);
    const last = addDays(first, size - 1);
    return { from: first, to: last < to ? last : to };
  });
}
