import { language } from "../words/language";
import { shown } from "./case";

/// What the district's clocks show; the phone's own as long as the district's zone is not known, or the phone lacks it.
export function clockTime(at: number | string): string {
  const when = new Date(at);
  const parts = { hour: "2-digit", minute: "2-digit" } as const;
  try {
    return when.toLocaleTimeString(language.value, { ...parts, timeZone: shown.value?.time_zone });
  } catch { return when.toLocaleTimeString(language.value, parts); }
}
