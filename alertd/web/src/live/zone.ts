// What the clocks on the wall show in the district, whatever this machine's own zone is. Pure.

/// Local times are milliseconds as if the clock on the wall showed UTC.
export interface Zone {
  name: string;
  toLocal(utc: number): number;
  toUtc(local: number): number;
}

const minute = 60_000;
const quarter = 15 * minute;
const dayLength = 24 * 60 * minute;

/// A zone by its name in the time zone database; throws for a name that the browser does not know.
export function zoneOf(name: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  });
  const known = new Map<number, number>();
  // Clocks are set on a quarter of an hour; asking the browser for each time anew would take most of the time.
  const offsetAt = (utc: number) => {
    const at = Math.floor(utc / quarter);
    let offset = known.get(at);
    if (offset === undefined) {
      const part: Record<string, number> = {};
      for (const { type, value } of format.formatToParts(at * quarter)) part[type] = Number(value);
      const local = Date.UTC(part["year"]!, part["month"]! - 1, part["day"]!, part["hour"]!, part["minute"]!, part["second"]!);
      known.set(at, (offset = local - at * quarter));
    }
    return offset;
  };
  const toLocal = (utc: number) => Math.floor((utc + offsetAt(utc)) / minute) * minute;
  const toUtc = (local: number) => {
    const before = offsetAt(local - dayLength);
    const after = offsetAt(local + dayLength);
    const fitting = [local - before, local - after].filter((utc) => offsetAt(utc) === local - utc);
    if (fitting.length > 0) return Math.min(...fitting);
    // The clock leaves this time out: the moment of the change.
    let early = Math.floor((local - dayLength) / quarter);
    let late = Math.ceil((local + dayLength) / quarter);
    while (late - early > 1) {
      const middle = Math.floor((early + late) / 2);
      if (offsetAt(middle * quarter) === before) early = middle;
      else late = middle;
    }
    return late * quarter;
  };
  return { name, toLocal, toUtc };
}

/// As a field of the browser has it: "2026-05-01T08:00".
export const inputOf = (zone: Zone, utc: number) => new Date(zone.toLocal(utc)).toISOString().slice(0, 16);
/// NaN where the text is no time.
export function instantOf(zone: Zone, input: string): number {
  const local = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(input) ? Date.parse(`${input.slice(0, 16)}:00Z`) : NaN;
  return Number.isFinite(local) ? zone.toUtc(local) : NaN;
}
/// "2026-05-01": the day on which `utc` falls.
export const dayIn = (zone: Zone, utc: number) => new Date(zone.toLocal(utc)).toISOString().slice(0, 10);
