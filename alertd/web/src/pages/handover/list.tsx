// Handovers that wait for a signature, the list of all of them, and one of them as a sheet to be printed.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { mayAct, ownActor, seesDistrict } from "../../api/session";
import { now } from "../../live/clock";
import { complete, incidents, loaded } from "../../live/incidents";
import type { Incident } from "../../live/order";
import { href, parameter, setQuery } from "../../route";
import { Act, optionsOf, Select, Shown, Table, useLoaded, usePaged, type Column } from "../../ui/parts";
import { actorText, dateText, words } from "../../words";
import { areaText } from "./area";
import { handoversChanged, unnamed, type Handover, type OpenWork } from "./calls";
import { Cases, Numbers } from "./open";
import { text } from "./words";
import { SignDialog } from "./write";

const which = parameter("signed");
const sums = (work: OpenWork) => {
  const { emergency, welfare, technical } = words.value.class;
  return `${emergency} ${work.emergency} · ${welfare} ${work.welfare} · ${technical} ${work.technical} · ${text.value.waiting} ${work.waiting}`;
};

const isOwn = (handover: Handover) => handover.author === ownActor.value;

/// The button, or why there is none.
function SignButton({ handover, onSign }: { handover: Handover; onSign: (handover: Handover) => void }) {
  if (handover.signed_by) return null;
  if (isOwn(handover)) return <small>{text.value.boxOwn}</small>;
  return mayAct.value ? <Act kind="main" run={() => onSign(handover)}>{text.value.sign}</Act> : null;
}

/// What the coming officer must not overlook.
export function Waiting({ street }: { street: string }) {
  const t = text.value;
  const [signing, setSigning] = useState<Handover | null>(null);
  const found = useLoaded(async (signal) => (await api.get("/api/v1/handovers", { query: { signed: false, limit: 500 }, signal })).handovers,
    [], [handoversChanged.value]);
  const here = (found.value ?? []).filter((one) => (one.street ?? "") === street);
  const others = (found.value ?? []).length - here.length;
  const says = here.length === 0 ? "" : here.every(isOwn) ? t.boxOwn : t.box(here.length);
  return (
    <div class="no-print">
      <p class="unseen" role="status">{says}</p>
      {found.error !== null && <Shown of={found}>{() => null}</Shown>}
      {here.length > 0 && (
        <section class={`card waiting-box ${here.every(isOwn) ? "own" : ""}`} aria-labelledby="handover-waiting">
          <h2 id="handover-waiting">{says}</h2>
          <ul>
            {here.map((one) => (
              <li key={one.id}>
                <p><b>{actorText(one.author)}</b> · {dateText(one.written_at)} · {sums(one.open)}</p>
                <p class="words short">{one.text || t.forgotten}</p>
                <p class="tools">
                  {!isOwn(one) && <SignButton handover={one} onSign={setSigning} />}
                  <a class="button plain" href={href("handover", { street, id: one.id })}>{t.open}</a>
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {others > 0 && <p>{seesDistrict.value ? <a href={href("handover", { signed: "false" })}>{t.boxElse(others)}</a> : t.boxElse(others)}</p>}
      {signing && <SignDialog handover={signing} onClose={() => setSigning(null)} />}
    </div>
  );
}

const Signed = ({ of }: { of: Handover }) => of.signed_by
  ? <>{actorText(of.signed_by)}<small class="under">{dateText(of.signed_at)}</small>{of.comment && <small class="under words">{of.comment}</small>}</>
  : <b class="pending">{text.value.pending}</b>;

export function List({ street }: { street: string }) {
  const t = text.value;
  const [signing, setSigning] = useState<Handover | null>(null);
  const wanted = which.value === "false" || which.value === "true" ? which.value : "";
  const found = usePaged(async (cursor, signal) => {
    const query = { limit: 50, street: street || undefined, signed: wanted === "" ? undefined : wanted === "true", cursor };
    const page = await api.get("/api/v1/handovers", { query, signal });
    return { rows: page.handovers, next: page.next };
  }, [street, wanted], [handoversChanged.value]);
  const choices = { "": t.all, false: t.unsigned, true: t.signedOnly };
  const columns: Column<Handover>[] = [
    { title: t.writtenAt, cell: (one) => dateText(one.written_at) },
    { title: t.area, cell: (one) => areaText(one.street) },
    { title: t.author, cell: (one) => actorText(one.author) },
    { title: t.content, cell: (one) => <><span class="words short">{one.text || t.forgotten}</span><small class="under">{sums(one.open)}</small></> },
    { title: t.signedBy, cell: (one) => <Signed of={one} /> },
    { title: words.value.common.actions, cell: (one) => (
      <span class="tools">
        <a class="button plain" href={href("handover", { street, signed: wanted, id: one.id })}
          aria-label={`${t.open} ${dateText(one.written_at)} ${actorText(one.author)}`}>{t.open}</a>
        <SignButton handover={one} onSign={setSigning} />
      </span>
    ) },
  ];
  return (
    <section class="card no-print" aria-labelledby="handover-list">
      <header class="list-top">
        <h2 id="handover-list">{t.list}</h2>
        <Select aria-label={words.value.common.state} value={wanted} onValue={(value) => setQuery({ signed: value })} options={optionsOf(choices)} />
      </header>
      <Shown of={found}>{(all) => (
        <>
          <Table caption={`${t.list} · ${choices[wanted]}`} empty={t.none} rows={all.rows} keyOf={(one) => one.id} columns={columns} />
          {all.more && <Act run={found.more}>{t.more}</Act>}
        </>
      )}</Shown>
      {signing && <SignDialog handover={signing} onClose={() => setSigning(null)} />}
    </section>
  );
}

/// The cases of a handover: those that are still open as the list has them, the others by their number. It names a part
/// of many, and counts them all.
function CasesThen({ of }: { of: OpenWork }) {
  const t = text.value;
  const ids = of.incidents;
  const more = unnamed(of);
  const open = new Map(incidents.value.map((one) => [one.id, one]));
  const still = ids.map((id) => open.get(id)).filter((one): one is Incident => one !== undefined);
  const gone = ids.filter((id) => !open.has(id));
  return (
    <>
      <h3>{t.casesThen}</h3>
      {(still.length > 0 || ids.length === 0) && <Cases rows={still} caption={t.casesThen} more={0} />}
      {gone.length > 0 && (
        <>
          <h4>{!loaded.value ? words.value.common.loading : complete.value ? t.closedSince : t.notInList}</h4>
          <ul class="gone">{gone.map((id) => <li key={id}><a href={href("incidents", { id })}><code>{id}</code></a></li>)}</ul>
        </>
      )}
      {more > 0 && <p><b>{t.unnamed(more)}</b></p>}
    </>
  );
}

/// By itself, because the clock moves on each second.
const PrintedAt = () => <p class="print-only quiet">{text.value.printed(dateText(now.value))}</p>;

export function Sheet({ id, street }: { id: string; street: string }) {
  const t = text.value;
  const [signing, setSigning] = useState(false);
  const found = useLoaded(async (signal) => (await api.get("/api/v1/handovers/{id}", { path: { id }, signal })).handover,
    [id], [handoversChanged.value]);
  return (
    <article class="card sheet" aria-label={t.sheet}>
      <p class="no-print"><a href={href("handover", { street, signed: which.value })}>← {t.back}</a></p>
      <Shown of={found}>{(one) => (
        <>
          <header class="list-top">
            <h2>{t.sheet} · {areaText(one.street)}</h2>
            <span class="no-print"><SignButton handover={one} onSign={() => setSigning(true)} /></span>
          </header>
          <dl class="facts">
            <div><dt>{t.author}</dt><dd>{actorText(one.author)}</dd></div>
            <div><dt>{t.writtenAt}</dt><dd>{dateText(one.written_at)}</dd></div>
            <div><dt>{t.signedBy}</dt><dd>{one.signed_by ? actorText(one.signed_by) : <b class="pending">{t.pending}</b>}</dd></div>
            {one.signed_at && <div><dt>{t.signedAt}</dt><dd>{dateText(one.signed_at)}</dd></div>}
          </dl>
          <h3>{t.content}</h3>
          <p class="words">{one.text || t.forgotten}</p>
          {one.signed_by && <><h3>{t.comments}</h3><p class="words">{one.comment || t.noComment}</p></>}
          <h3>{t.left}</h3>
          <Numbers work={one.open} />
          <CasesThen of={one.open} />
          <p class="print-only signs"><span>{t.printSigns.from}</span><span>{t.printSigns.to}</span></p>
          <PrintedAt />
          {signing && <SignDialog handover={one} onClose={() => setSigning(false)} />}
        </>
      )}</Shown>
    </article>
  );
}
