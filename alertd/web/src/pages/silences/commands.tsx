// What gateways were asked, and whether they have confirmed it.
import { useEffect } from "preact/hooks";
import { api, type Schemas } from "../../api/client";
import { parameter, setQuery } from "../../route";
import { Act, HomeName, optionsOf, Select, Shown, Table, usePaged, type Column } from "../../ui/parts";
import { actorText, dateText, words } from "../../words";
import { changed } from "./list";
import { text } from "./words";

export type Command = Schemas["Command"];

const lookAgainAfter = 3_000;
/// While a gateway has not answered, what is shown of it is asked for again.
export function useAnswers(commands: readonly Command[]): void {
  const waits = commands.some((one) => one.state === "waiting");
  useEffect(() => {
    if (!waits) return undefined;
    const timer = window.setInterval(() => { changed.value++; }, lookAgainAfter);
    return () => window.clearInterval(timer);
  }, [waits]);
}

function columns(): Column<Command>[] {
  const t = text.value;
  const common = words.value.common;
  return [
    { title: t.asked, cell: (one) => dateText(one.created_at) },
    { title: common.home, cell: (one) => <><HomeName id={one.home} />{one.device && <> · <code>{one.device}</code></>}</> },
    { title: t.gateway, cell: (one) => <code>{one.gateway}</code> },
    { title: t.command, cell: (one) => <>{t.commandKinds[one.kind]} {one.whole_path && <span class="badge">{t.wholePathMark}</span>}</> },
    { title: common.until, cell: (one) => dateText(one.until) },
    { title: common.state, cell: (one) => (
      <>
        <b class={`command ${one.state}`}>{t.commandStates[one.state]}</b> {one.settled_at && dateText(one.settled_at)}
        {one.attempts > 0 && <small class="under">{t.sentTimes(one.attempts)} {dateText(one.sent_at)}</small>}
        {one.state === "waiting" && <small class="under">{t.validUntil} {dateText(one.expires_at)}</small>}
      </>
    ) },
    { title: common.author, cell: (one) => actorText(one.author) },
  ];
}

export function CommandTable({ query, title }: { query: { home?: string; state?: Command["state"] }; title: string }) {
  const found = usePaged(async (cursor, signal) => {
    const page = await api.get("/api/v1/commands", { query: { ...query, limit: 100, ...(cursor ? { cursor } : {}) }, signal });
    return { rows: page.commands, next: page.next };
  }, [query], [changed.value]);
  useAnswers(found.value?.rows ?? []);
  return (
    <Shown of={found}>{(all) => (
      <>
        <p><Act run={found.again}>{words.value.common.refresh}</Act></p>
        <Table columns={columns()} rows={all.rows} keyOf={(one) => one.id} caption={title} empty={text.value.noCommands} />
        {all.more && <Act run={found.more}>{text.value.moreRows}</Act>}
      </>
    )}</Shown>
  );
}

const askedState = parameter("asked");

export function CommandsTab() {
  const t = text.value;
  const state = (Object.hasOwn(t.commandStates, askedState.value) ? askedState.value : "") as Command["state"] | "";
  return (
    <>
      <div class="tools">
        <Select aria-label={words.value.common.state} value={state} onValue={(asked) => setQuery({ asked })}
          options={[["", t.allStates], ...optionsOf(t.commandStates)]} />
      </div>
      <CommandTable query={state ? { state } : {}} title={t.commands} />
    </>
  );
}
