// Rosters: who is on duty now, the rosters, a roster's week, and the form that changes it.
import { mayManageDuty } from "../../api/session";
import { href, parameter } from "../../route";
import { Page, PlanFiles } from "../../ui/parts";
import { words } from "../../words";
import { changed } from "./data";
import { DutyNow } from "./duty";
import { Editor } from "./editor";
import { RosterList } from "./list";
import { RosterWeek } from "./roster";
import { text } from "./words";
import "./rosters.css";

const roster = parameter("roster");
const edit = parameter("edit");
const view = parameter("view");

function Views() {
  const links = [["", text.value.dutyView], ["list", text.value.listView]] as const;
  return (
    <nav class="roster-views" aria-label={text.value.views}>
      {links.map(([key, title]) => <a key={key} href={href("rosters", { view: key })} aria-current={view.value === key ? "page" : undefined}>{title}</a>)}
    </nav>
  );
}

export default function View() {
  if (edit.value && mayManageDuty.value) return <Editor key={`${edit.value}/${roster.value}`} id={edit.value === "new" ? null : roster.value} />;
  if (roster.value) return <RosterWeek key={roster.value} id={roster.value} />;
  const tools = mayManageDuty.value && view.value === "list" && (
    <>
      <a class="button main" href={href("rosters", { edit: "new" })}>{text.value.create}</a>
      <PlanFiles sort="rosters" onDone={() => { changed.value++; }} />
    </>
  );
  return (
    <Page title={words.value.nav.rosters} tools={tools} name="rosters">
      <Views />
      {view.value === "list" ? <RosterList /> : <DutyNow />}
    </Page>
  );
}
