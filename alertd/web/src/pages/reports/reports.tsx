// Statistics: a tab for each table, with its chart and its CSV; and the report of a month.
import type { FunctionComponent } from "preact";
import { href, parameter, route } from "../../route";
import { optionsOf, Page, Tabs } from "../../ui/parts";
import { words } from "../../words";
import { Cases, Models } from "./cases";
import { Coverage } from "./coverage";
import { Offline, Sources, Stale } from "./lists";
import { Load } from "./load";
import { Month } from "./month";
import { Times } from "./times";
import { text, type TabName } from "./words";
import "./reports.css";

const tabs: Record<TabName, FunctionComponent> = {
  cases: Cases, times: Times, coverage: Coverage, models: Models, load: Load, sources: Sources, offline: Offline, stale: Stale, month: Month,
};
const tab = parameter("tab");

/// The period and the place stay from tab to tab; what only one of them knows goes.
function kept(): Record<string, string> {
  const all: Record<string, string> = {};
  for (const name of ["from", "to", "street", "committee", "class"]) all[name] = route.value.query.get(name) ?? "";
  return all;
}

export default function Reports() {
  const current = (Object.keys(tabs) as TabName[]).find((name) => name === tab.value) ?? "cases";
  const Shown = tabs[current];
  const links = optionsOf(text.value.tabs).map(([name, label]) => [name, label, href("reports", { ...kept(), tab: name })] as const);
  return (
    <Page title={words.value.nav.reports}>
      <div class="reports">
        <Tabs label={text.value.tabsLabel} current={current} tabs={links} />
        <Shown key={current} />
      </div>
    </Page>
  );
}
