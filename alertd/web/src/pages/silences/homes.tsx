// One home: nobody is there, or a technician is; and every home for which that holds now.
import { useState } from "preact/hooks";
import { allPages, api, type Schemas } from "../../api/client";
import { mayManageDuty } from "../../api/session";
import { isNamed } from "../../incident/acts";
import { fieldTime, hour, isoOf, now, serverNow } from "../../live/clock";
import { parameter, setQuery } from "../../route";
import { Act, Field, Form, HomeName, HomePick, Input, Shown, Table, TextArea, useLoaded, usePaged } from "../../ui/parts";
import { tellTrouble } from "../../ui/trouble";
import { actorText, dateText, words } from "../../words";
import { CommandTable, useAnswers, type Command } from "./commands";
import { DeviceField } from "./device";
import { MakeDialog } from "./form";
import { change, changed, SilenceTable } from "./list";
import { longestTestMode, standing } from "./rules";
import { text } from "./words";

const act = async (run: () => Promise<unknown>, done: string) => { if (isNamed()) await change(run, done); };
const told = async (run: () => Promise<unknown>, done: string) => {
  try { await act(run, done); } catch (error) { tellTrouble(error); }
};
const endAway = (id: string) => told(() => api.post("/api/v1/homes/{id}/away/end", { path: { id }, body: {} }), text.value.awayEnded);
const endTest = ({ home, device }: Command) =>
  told(() => api.post("/api/v1/homes/{id}/test-mode/end", { path: { id: home }, body: device ? { device } : {} }), text.value.testEnded);

/// As far back as a test mode may have begun that still holds.
async function recentCommands(home: string | undefined, signal: AbortSignal): Promise<Command[]> {
  const since = serverNow() - longestTestMode;
  return allPages(async (cursor) => {
    const page = await api.get("/api/v1/commands", { query: { limit: 500, ...(home ? { home } : {}), ...(cursor ? { cursor } : {}) }, signal });
    const oldest = page.commands.at(-1);
    return { rows: page.commands, next: oldest && Date.parse(oldest.created_at) > since ? page.next : null };
  });
}

function AwayForm({ home, away }: { home: string; away: Schemas["Silence"] | null }) {
  const t = text.value;
  const [until, setUntil] = useState(fieldTime(away ? Date.parse(away.until) - serverNow() : 72 * hour));
  const [note, setNote] = useState("");
  return (
    <Form submit={away ? t.moveAway : t.setAway} onSubmit={() => act(async () => {
      await api.post("/api/v1/homes/{id}/away", { path: { id: home }, body: { until: isoOf(until), ...(note ? { note } : {}) } });
      setNote("");
    }, t.awaySet)}>
      <Field label={t.awayUntilField}>
        <Input type="datetime-local" required value={until} onValue={setUntil} min={fieldTime(0)} max={fieldTime(180 * 24 * hour)} />
      </Field>
      <Field label={t.note}><TextArea value={note} onValue={setNote} maxLength={500} rows={2} /></Field>
    </Form>
  );
}

function AwayCard({ home }: { home: string }) {
  const t = text.value;
  const found = useLoaded((signal) => api.get("/api/v1/homes/{id}/away", { path: { id: home }, signal }), [home], [changed.value]);
  return (
    <section class="card" aria-label={t.away}>
      <h2>{t.away}</h2>
      <p class="quiet">{t.awayText}</p>
      <Shown of={found}>{({ away, command }) => (
        <>
          <p><b>{away ? t.awayUntil(dateText(away.until)) : t.notAway}</b>
            {away && <small> {actorText(away.author)} {away.note}</small>}
            {command && <> <span class="badge">{t.commandStates[command.state]}</span></>}</p>
          {away && mayManageDuty.value && <Act run={() => endAway(home)}>{t.endAway}</Act>}
          {mayManageDuty.value && <AwayForm home={home} away={away} />}
        </>
      )}</Shown>
    </section>
  );
}

function TestForm({ home }: { home: string }) {
  const t = text.value;
  const [device, setDevice] = useState("");
  const [minutes, setMinutes] = useState("60");
  const [wholePath, setWholePath] = useState(false);
  return (
    <Form submit={t.startTest} onSubmit={() => act(() => api.post("/api/v1/homes/{id}/test-mode", {
      path: { id: home }, body: { minutes: Number(minutes), whole_path: wholePath, ...(device ? { device } : {}) },
    }), t.testSet)}>
      <DeviceField home={home} value={device} onValue={setDevice} label={t.device} whole={t.wholeHome} />
      <Field label={t.minutes}><Input type="number" required min="1" max="120" value={minutes} onValue={setMinutes} /></Field>
      <label class="check"><input type="checkbox" checked={wholePath} onChange={() => setWholePath(!wholePath)} /> {t.wholePath}</label>
    </Form>
  );
}

function Standing({ home, title, empty }: { home?: string; title: string; empty: string }) {
  const t = text.value;
  const common = words.value.common;
  const found = useLoaded((signal) => recentCommands(home, signal), [home], [changed.value]);
  // The commands of one home stand below it and look for themselves.
  useAnswers(home ? [] : standing(found.value ?? [], now.value));
  return (
    <Shown of={found}>{(commands) => (
      <Table caption={title} empty={empty} rows={standing(commands, now.value)} keyOf={(one) => one.id} columns={[
        { title: common.home, cell: (one) => <HomeName id={one.home} /> },
        { title: t.device, cell: (one) => <>{one.device ?? t.wholeHome} {one.whole_path && <span class="badge">{t.wholePathMark}</span>}</> },
        { title: common.until, cell: (one) => dateText(one.until) },
        { title: common.state, cell: (one) => t.commandStates[one.state] },
        { title: common.author, cell: (one) => actorText(one.author) },
        ...(mayManageDuty.value ? [{ title: common.actions, cell: (one: Command) => <Act run={() => endTest(one)}>{t.endTest}</Act> }] : []),
      ]} />
    )}</Shown>
  );
}

function AwayList() {
  const t = text.value;
  const common = words.value.common;
  const found = usePaged(async (cursor, signal) => {
    const page = await api.get("/api/v1/silences", { query: { away: true, state: "active", limit: 100, ...(cursor ? { cursor } : {}) }, signal });
    return { rows: page.silences, next: page.next };
  }, [], [changed.value]);
  return (
    <Shown of={found}>{(all) => (
      <>
        <Table caption={t.awayList} empty={t.noAway} rows={all.rows} keyOf={(one) => one.id} columns={[
          { title: common.home, cell: (one) => <HomeName id={one.of} /> },
          { title: common.since, cell: (one) => dateText(one.from) },
          { title: common.until, cell: (one) => dateText(one.until) },
          { title: t.note, cell: (one) => one.note },
          { title: common.author, cell: (one) => actorText(one.author) },
          ...(mayManageDuty.value ? [{
            title: common.actions, cell: (one: Schemas["ListedSilence"]) => <Act run={() => endAway(one.of)}>{t.endAway}</Act>,
          }] : []),
        ]} />
        {all.more && <Act run={found.more}>{t.moreRows}</Act>}
      </>
    )}</Shown>
  );
}

function HomePanel({ home }: { home: string }) {
  const t = text.value;
  const [making, setMaking] = useState(false);
  return (
    <>
      <div class="home-cards">
        <AwayCard home={home} />
        <section class="card" aria-label={t.testMode}>
          <h2>{t.testMode}</h2>
          <p class="quiet">{t.testText}</p>
          <p class="warning">{t.testWarning}</p>
          <Standing home={home} title={t.testList} empty={t.noTests} />
          {mayManageDuty.value && <TestForm home={home} />}
        </section>
      </div>
      <h2>{t.silencesOf}</h2>
      {mayManageDuty.value && <p><Act run={() => setMaking(isNamed())}>{t.make}</Act></p>}
      <SilenceTable query={{ home }} empty={words.value.common.none} title={t.silencesOf} />
      <h2>{t.commandsOf}</h2>
      <CommandTable query={{ home }} title={t.commandsOf} />
      {making && <MakeDialog home={home} onClose={() => setMaking(false)} onDone={() => { changed.value++; setMaking(false); }} />}
    </>
  );
}

const homeOf = parameter("home");

export function HomesTab() {
  const t = text.value;
  const home = homeOf.value;
  return (
    <>
      <div class="card narrow"><HomePick label={t.pickHome} value={home} onValue={(value) => setQuery({ home: value }, true)} /></div>
      {home ? <HomePanel key={home} home={home} /> : (
        <>
          <h2>{t.awayList}</h2>
          <AwayList />
          <h2>{t.testList}</h2>
          <Standing title={t.testList} empty={t.noTests} />
        </>
      )}
    </>
  );
}
