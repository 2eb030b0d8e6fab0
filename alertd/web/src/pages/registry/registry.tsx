// The registry: a home's card, each table as a list, and imports.
import { useEffect } from "preact/hooks";
import { mayChangeRegistry } from "../../api/session";
import { href, parameter, route } from "../../route";
import { Page, Tabs } from "../../ui/parts";
import { words } from "../../words";
import { HomeCard } from "./home";
import { Imports } from "./imports";
import { reason } from "./reason";
import "./registry.css";
import { isTable, tableNames } from "./tables";
import { TableView } from "./table-view";
import { tableWord, text } from "./words";

const home = parameter("home");

export default function Registry() {
  // A reason is for what somebody does now.
  useEffect(() => () => { reason.value = ""; }, []);
  const asked = route.value.rest[0];
  const imports = asked === "imports" && mayChangeRegistry.value;
  const table = isTable(asked) ? asked : "homes";
  const card = table === "homes" && home.value !== "";
  const tabs = tableNames.map((name): readonly [string, string, string] => [name, tableWord(name), href("registry", {}, name)]);
  if (mayChangeRegistry.value) tabs.push(["imports", text.value.imports, href("registry", {}, "imports")]);
  return (
    <Page title={words.value.nav.registry} name="registry">
      <Tabs label={text.value.sections} tabs={tabs} current={imports ? "imports" : table} />
      {imports && <Imports />}
      {!imports && card && <HomeCard key={home.value} id={home.value} />}
      {!imports && !card && <TableView key={table} table={table} />}
    </Page>
  );
}
