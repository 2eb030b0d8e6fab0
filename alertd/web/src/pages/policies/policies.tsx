// How cases climb: what holds for each class, changing it, and asking what would hold.
import { api, type Schemas } from "../../api/client";
import { mayAdminister } from "../../api/session";
import { href, parameter } from "../../route";
import { Page, PlanFiles, Shown, Tabs, useLoaded } from "../../ui/parts";
import { words } from "../../words";
import { AskTab } from "./ask";
import { ClassView } from "./class";
import "./policies.css";
import { text } from "./words";

const view = parameter("class");

export default function View() {
  const names = words.value.class;
  const current = Object.hasOwn(names, view.value) || view.value === "ask" ? view.value : "emergency";
  const found = useLoaded((signal) => api.get("/api/v1/policies", { signal }), []);
  const titles = [...Object.entries(names), ["ask", text.value.ask] as const];
  const tabs = titles.map(([key, title]) => [key, title, href("policies", { class: key })] as const);
  return (
    <Page title={words.value.nav.policies} tools={mayAdminister.value && <PlanFiles sort="policies" onDone={found.again} />} name="policies">
      <Tabs label={text.value.tabs} tabs={tabs} current={current} />
      {current === "ask" ? <AskTab /> : (
        <Shown of={found}>{({ policies }) => {
          const kept = policies.find((one) => one.class === current);
          return kept && <ClassView key={current} kept={kept as Schemas["Policies"]} again={found.again} />;
        }}</Shown>
      )}
    </Page>
  );
}
