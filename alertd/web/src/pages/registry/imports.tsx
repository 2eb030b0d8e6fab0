// Imports of CSV files: begin one, see what it would do, bring it in, and what was brought in before.
import { useEffect, useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client";
import { isNamed } from "../../incident/acts";
import { loadPlaces } from "../../live/places";
import { href, go, parameter, setQuery } from "../../route";
import { Act, Dialog, Form, Shown, Table, useLoaded, type Column } from "../../ui/parts";
import { needName, tell, tellTrouble } from "../../ui/trouble";
import { actorText, dateText, wordIn, words } from "../../words";
import { mistakeIn, type Mistake } from "./expected";
import { Changes } from "./import-changes";
import { ImportFiles } from "./import-files";
import { countMistakes, isCounted, isUnderWay, mayBeMended } from "./import-state";
import { text } from "./words";

type Import = Schemas["Import"];
const chosen = parameter("import");
const after = parameter("after");
const lookAgainAfter = 1_000;

function Counts({ one }: { one: Import }) {
  const { rowsIn, added, changed, unchanged, preview, result } = text.value;
  const counts: [string, number][] = [[rowsIn, one.rows], [added, one.added], [changed, one.changed], [unchanged, one.unchanged]];
  return (
    <section aria-label={one.state === "checked" ? preview : result}>
      <h3>{one.state === "checked" ? preview : result}</h3>
      <dl class="registry-counts">{counts.map(([name, count]) => <div key={name}><dt>{name}</dt><dd>{count}</dd></div>)}</dl>
    </section>
  );
}

function Errors({ lines }: { lines: readonly string[] }) {
  const columns: Column<Mistake>[] = [
    { title: text.value.file, cell: (one) => one.file },
    { title: text.value.line, cell: (one) => one.line, number: true },
    { title: text.value.place, cell: (one) => one.place, number: true },
    { title: text.value.problem, cell: (one) => one.what },
  ];
  return (
    <>
      <p class="wrong" role="alert">{text.value.errors(countMistakes(lines))}</p>
      <Table columns={columns} rows={lines.map(mistakeIn)} keyOf={(_, at) => at} caption={text.value.problem} />
    </>
  );
}

function Progress({ one }: { one: Import }) {
  const applying = one.state === "applying";
  const said = applying ? text.value.progress(one.done, one.rows) : text.value.checkingText;
  return (
    <div role="status">
      <label class="registry-progress">
        <span>{said}</span>{applying ? <progress value={one.done} max={Math.max(1, one.rows)} /> : <progress />}
      </label>
      {applying && <p class="quiet">{text.value.applyingText}</p>}
    </div>
  );
}

function DiscardDialog({ id, onClose }: { id: string; onClose: () => void }) {
  return (
    <Dialog title={text.value.discard} onClose={onClose}>
      <Form submit={text.value.discard} onCancel={onClose} onSubmit={async () => {
        needName();
        await api.delete("/api/v1/imports/{id}", { path: { id } });
        tell(text.value.discarded);
        onClose();
        go(href("registry", {}, "imports"));
      }}><p>{text.value.discardText}</p></Form>
    </Dialog>
  );
}

function ImportContent({ one, again }: { one: Import; again: () => void }) {
  const [discarding, setDiscarding] = useState(false);
  const bringIn = async () => {
    if (!isNamed()) return;
    try {
      await api.post("/api/v1/imports/{id}/commit", { path: { id: one.id }, body: { dry_run: false } });
    } catch (error) {
      tellTrouble(error);
    }
    again();
  };
  const encoding = wordIn(text.value.importEncodings, one.encoding) ?? one.encoding;
  return (
    <section class="card" aria-label={text.value.importOf(dateText(one.created_at))}>
      <p>
        <b role="status">{text.value.importStates[one.state]}</b>{" "}
        <small>{actorText(one.actor)} · {one.reason} · {text.value.encoding} {encoding}</small>
      </p>
      {isUnderWay(one.state) && <Progress one={one} />}
      {isCounted(one.state) && <Counts one={one} />}
      {one.state === "checked" && <Changes one={one} />}
      {one.state === "failed" ? <p class="wrong" role="alert">{one.errors.join("; ")}</p> : one.errors.length > 0 && <Errors lines={one.errors} />}
      {one.state === "checked" && <p>{text.value.bringInText}</p>}
      <div class="tools">
        {one.state === "checked" && <Act kind="main" run={bringIn}>{text.value.bringIn}</Act>}
        {!isUnderWay(one.state) && <Act kind="plain" run={() => { if (isNamed()) setDiscarding(true); }}>{text.value.discard}</Act>}
      </div>
      {mayBeMended(one.state) && (
        <details open={one.state !== "checked"}>
          <summary>{text.value.replaceTitle}</summary>
          <ImportFiles id={one.id} onChecking={again} />
        </details>
      )}
      {discarding && <DiscardDialog id={one.id} onClose={() => setDiscarding(false)} />}
    </section>
  );
}

function ImportView({ id }: { id: string }) {
  const loaded = useLoaded((signal) => api.get("/api/v1/imports/{id}", { path: { id }, signal }), [id]);
  const one = loaded.value;
  const underWay = one !== undefined && isUnderWay(one.state);
  useEffect(() => {
    // Also after an answer that failed: the import goes on.
    if (!underWay || loaded.loading) return undefined;
    const timer = window.setTimeout(loaded.again, lookAgainAfter);
    return () => window.clearTimeout(timer);
  }, [underWay, loaded.loading]);
  // Streets and committees may have come in, and their names are shown everywhere.
  useEffect(() => { if (one?.state === "finished") loadPlaces().catch(() => undefined); }, [one?.state]);
  return (
    <>
      <div class="registry-head">
        <h2>{one ? text.value.importOf(dateText(one.created_at)) : text.value.importTitle}</h2>
        <a class="button" href={href("registry", {}, "imports")}>{text.value.allImports}</a>
      </div>
      <Shown of={loaded}>{(found) => <ImportContent one={found} again={loaded.again} />}</Shown>
    </>
  );
}

function Past() {
  const page = useLoaded((signal) => {
    const query = { limit: 50, ...(after.value ? { cursor: after.value } : {}) };
    return api.get("/api/v1/imports", { query, signal });
  }, [after.value]);
  const columns: Column<Import>[] = [
    { title: text.value.createdAt, cell: (one) => <a href={href("registry", { import: one.id }, "imports")}>{dateText(one.created_at)}</a> },
    { title: words.value.common.state, cell: (one) => text.value.importStates[one.state] },
    { title: words.value.common.author, cell: (one) => actorText(one.actor) },
    { title: text.value.column.reason, cell: (one) => one.reason },
    { title: text.value.rowsIn, cell: (one) => one.rows, number: true },
    { title: text.value.added, cell: (one) => one.added, number: true },
    { title: text.value.changed, cell: (one) => one.changed, number: true },
    { title: text.value.unchanged, cell: (one) => one.unchanged, number: true },
  ];
  return (
    <section class="card">
      <h3>{text.value.past}</h3>
      <Shown of={page}>
        {(found) => (
          <>
            <Table columns={columns} rows={found.imports} keyOf={(one) => one.id} caption={text.value.past} empty={text.value.noImports} />
            <nav class="registry-pages" aria-label={text.value.pages}>
              {after.value && <Act run={() => setQuery({ after: "" }, true)}>{text.value.first}</Act>}
              {found.next !== null && <Act run={() => setQuery({ after: found.next ?? "" }, true)}>{text.value.next}</Act>}
            </nav>
          </>
        )}
      </Shown>
    </section>
  );
}

export function Imports() {
  if (chosen.value) return <ImportView key={chosen.value} id={chosen.value} />;
  return (
    <>
      <div class="registry-head"><h2>{text.value.importTitle}</h2></div>
      <section class="card" aria-label={text.value.newImport}>
        <h3>{text.value.newImport}</h3>
        <ImportFiles onChecking={(id) => go(href("registry", { import: id }, "imports"))} />
      </section>
      <Past />
    </>
  );
}
