// What is chosen, as it stands in the address.
import { computed } from "@preact/signals";
import { parameter } from "../../route";
import { daysBetween, isDay } from "./days";
import { today } from "./numbers";
import type { Schemas } from "../../api/client";

const from = parameter("from");
const to = parameter("to");
export const street = parameter("street");
export const committee = parameter("committee");
export const by = parameter("by");
export const kind = parameter("kind");
export const order = parameter("order");
const limit = parameter("limit");
const ofClass = parameter("class");
const ofMeasure = parameter("measure");

/// Without a choice: this month until today.
export const period = computed(() => {
  const last = isDay(to.value) ? to.value : today.value;
  return { from: isDay(from.value) ? from.value : `${last.slice(0, 8)}01`, to: last };
});
const mostDays = 366;
export const isPeriod = computed(() => {
  const days = daysBetween(period.value.from, period.value.to);
  return days >= 1 && days <= mostDays;
});

export const classes: readonly Schemas["Class"][] = ["emergency", "welfare", "technical"];
export const chosenClass = computed(() => classes.find((one) => one === ofClass.value) ?? "");

export const measures = ["answered", "reacted", "departed", "travelled", "attended"] as const;
export const chosenMeasure = computed(() => oneOf(measures, ofMeasure.value));

export const limits = ["100", "500", "1000"] as const;
export const chosenLimit = computed(() => Number(oneOf(limits, limit.value)));

/// The one of `all` that the address says, or the first.
export const oneOf = <T extends string>(all: readonly T[], said: string): T => all.find((one) => one === said) ?? all[0]!;

export const place = computed(() => ({ ...(street.value ? { street: street.value } : {}), ...(committee.value ? { committee: committee.value } : {}) }));
