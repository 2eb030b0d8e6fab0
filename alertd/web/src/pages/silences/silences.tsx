// What calls nobody for a while: silences, absences, a technician's test mode; and what gateways were asked about it.
import { mayManageDuty } from "../../api/session";
import { href, parameter } from "../../route";
import { Page, PlanFiles, Tabs } from "../../ui/parts";
import { words } from "../../words";
import { CommandsTab } from "./commands";
import { HomesTab } from "./homes";
import { changed, SilencesTab } from "./list";
import "./silences.css";
import { text } from "./words";

const tab = parameter("tab");
const views = { silences: SilencesTab, homes: HomesTab, commands: CommandsTab };

export default function View() {
  const current = (Object.hasOwn(views, tab.value) ? tab.value : "silences") as keyof typeof views;
  const Shown = views[current];
  const tabs = Object.entries(text.value.tabs).map(([key, title]) =>
    [key, title, href("silences", { tab: key === "silences" ? undefined : key })] as const);
  const mayPlan = mayManageDuty.value && current === "silences";
  return (
    <Page title={words.value.nav.silences} tools={mayPlan && <PlanFiles sort="silences" onDone={() => { changed.value++; }} />} name="silences">
      <Tabs label={words.value.nav.silences} tabs={tabs} current={current} />
      <Shown />
    </Page>
  );
}
