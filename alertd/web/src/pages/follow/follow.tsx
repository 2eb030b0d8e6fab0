// What is left to do: tasks after a case, devices that are due for a test, and drills.
import { href, parameter } from "../../route";
import { Page, Tabs } from "../../ui/parts";
import { words } from "../../words";
import { DrillsTab } from "./drills";
import "./follow.css";
import { TasksTab } from "./tasks";
import { TestsTab } from "./tests";
import { text } from "./words";

const tab = parameter("tab");
const views = { tasks: TasksTab, tests: TestsTab, drills: DrillsTab };

export default function View() {
  const current = (Object.keys(views) as (keyof typeof views)[]).find((one) => one === tab.value) ?? "tasks";
  const Shown = views[current];
  const tabs = Object.entries(text.value.tabs).map(([key, title]) => [key, title, href("follow", { tab: key === "tasks" ? undefined : key })] as const);
  return (
    <Page title={words.value.nav.follow}>
      <div class="follow">
        <Tabs label={words.value.nav.follow} tabs={tabs} current={current} />
        <Shown />
      </div>
    </Page>
  );
}
