// Administration: who is let in, what is held, and what one resident may ask for.
import type { FunctionComponent } from "preact";
import { mayAdminister } from "../../api/session";
import { href, parameter } from "../../route";
import { optionsOf, Page, Tabs } from "../../ui/parts";
import { words } from "../../words";
import { problems } from "../../words/problems";
import { Accounts } from "./accounts";
import { Holds } from "./holds";
import { Residents } from "./residents";
import { Tokens } from "./tokens";
import { text, type TabName } from "./words";
import "./admin.css";

const tabs: Record<TabName, FunctionComponent> = { accounts: Accounts, tokens: Tokens, holds: Holds, residents: Residents };
const tab = parameter("tab");

export default function Admin() {
  const current = (Object.keys(tabs) as TabName[]).find((name) => name === tab.value) ?? "accounts";
  const Shown = tabs[current];
  const links = optionsOf(text.value.tabs).map(([name, label]) => [name, label, href("admin", { tab: name })] as const);
  return (
    <Page title={words.value.nav.admin}>
      {mayAdminister.value ? (
        <div class="admin">
          <Tabs label={text.value.tabsLabel} current={current} tabs={links} />
          <Shown key={current} />
        </div>
      ) : <p class="wrong">{problems.value.forbidden}</p>}
    </Page>
  );
}
