// Administration: who is let in, what is held, and what one resident may ask for.
import type { FunctionComponent } from "preact";
import { mayAdminister } from "../../api/session";
import { href, parameter } from "../../route";
import { optionsOf, Page } from "../../ui/parts";
import { words } from "../../words";
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
  return (
    <Page title={words.value.nav.admin}>
      {mayAdminister.value ? (
        <div class="admin">
          <nav class="tabs" aria-label={text.value.tabsLabel}>
            {optionsOf(text.value.tabs).map(([name, label]) => <a key={name} href={href("admin", { tab: name })} aria-current={name === current ? "page" : undefined}>{label}</a>)}
          </nav>
          <Shown key={current} />
        </div>
      ) : <p class="wrong">{words.value.trouble.forbidden}</p>}
    </Page>
  );
}
