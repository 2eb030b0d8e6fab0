// Which language is spoken, for every page: the desk and the phone.
import { computed, effect, type ReadonlySignal } from "@preact/signals";
import { remembered } from "../ui/remembered";

export type Language = "zh-CN" | "en";
export const language = remembered<Language>("anju.language", "zh-CN");

/// The words of one part of the page; a language that lacks one does not compile.
export function translated<T>(tables: { "zh-CN": T; en: T }): ReadonlySignal<T> {
  return computed(() => tables[language.value] ?? tables["zh-CN"]);
}
/// The word for what the server says, which may be newer than the table.
export const wordIn = (table: Readonly<Partial<Record<string, string>>>, said: string): string | undefined => table[said];
effect(() => { document.documentElement.lang = language.value; });
