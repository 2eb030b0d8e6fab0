// The journal and what belongs to it: its entries, the check of its chain, the deliveries, the quarantine.
import type { FunctionComponent } from "preact";
import { mayReadJournal } from "../../api/session";
import { href, parameter } from "../../route";
import { optionsOf, Page, Tabs } from "../../ui/parts";
import { words } from "../../words";
import { problems } from "../../words/problems";
import { Check } from "./check";
import { Deliveries } from "./deliveries";
import { Entries } from "./entries";
import { Quarantine } from "./quarantine";
import { text, type TabName } from "./words";
import "./journal.css";

const tabs: Record<TabName, FunctionComponent> = { entries: Entries, check: Check, deliveries: Deliveries, quarantine: Quarantine };
const tab = parameter("tab");

export default function Journal() {
  const current = (Object.keys(tabs) as TabName[]).find((name) => name === tab.value) ?? "entries";
  const Shown = tabs[current];
  const links = optionsOf(text.value.tabs).map(([name, label]) => [name, label, href("journal", { tab: name })] as const);
  return (
    <Page title={words.value.nav.journal}>
      {mayReadJournal.value ? (
        <div class="journal">
          <Tabs label={text.value.tabsLabel} current={current} tabs={links} />
          <Shown key={current} />
        </div>
      ) : <p class="wrong">{problems.value.forbidden}</p>}
    </Page>
  );
}
