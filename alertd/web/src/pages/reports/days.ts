// Days as the API writes them, "2026-05-01", and periods of them. Pure.
export const millisOfDay = 86_400_000;
const numberOf = (day: string) => Date.parse(day) / millisOfDay;
export const dayOf = (number: number) => new Date(number * millisOfDay).toISOString().slice(0, 10);
/// A day that there is: not the 31st of February.
export const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(numberOf(text)) && dayOf(numberOf(text)) === text;
export const addDays = (day: string, days: number) => dayOf(numberOf(day) + days);
/// How many days there are with both ends.
export const daysBetween = (from: string, to: string) => numberOf(to) - numberOf(from) + 1;
/// The first and the last day of the month that lies `back` months before the one of `day`, which is the last of its own.
export function monthBack(day: string, back: number): { from: string; to: string } {
  const [year = 0, month = 0] = day.split("-").map(Number);
  const first = (before: number) => new Date(Date.UTC(year, month - 1 - before, 1)).toISOString().slice(0, 10);
  return { from: first(back), to: back === 0 ? day : addDays(first(back - 1), -1) };
}
export function everyDay(from: string, to: string): string[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to)) }, (_, at) => addDays(from, at));
}
/// The period in at most `most` equal pieces; the last may be shorter.
export function pieces(from: string, to: string, most: number): { from: string; to: string }[] {
  const days = Math.max(0, daysBetween(from, to));
  const size = Math.max(1, Math.ceil(days / most));
  return Array.from({ length: Math.ceil(days / size) }, (_, at) => {
    const first = addDays(from, at * size);
    const last = addDays(first, size - 1);
    return { from: first, to: last < to ? last : to };
  });
}
