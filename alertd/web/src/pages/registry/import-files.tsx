// The files of an import: chosen, named after their tables, sent one by one, then checked.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { Act, Field, Form, optionsOf, Select, Table, type Column } from "../../ui/parts";
import { needName } from "../../ui/trouble";
import { words } from "../../words";
import { addFile } from "./calls";
import { reason, ReasonField } from "./reason";
import { fileMistake, tableOf } from "./import-state";
import { inFormWords } from "./refusals";
import { tableNames, type TableName } from "./tables";
import { tableWord, text } from "./words";

interface Chosen {
  file: File;
  /// Undefined: its name is that of no table.
  table: TableName | undefined;
  state: "waiting" | "sending" | "sent";
}
type ImportEncoding = keyof typeof text.value.importEncodings;

const chosenOf = (file: File): Chosen => ({ file, table: tableOf(file.name), state: "waiting" });
/// A file that is chosen again takes the place of the one before.
const withMore = (chosen: readonly Chosen[], files: readonly File[]) =>
  [...chosen.filter((one) => !files.some((file) => file.name === one.file.name)), ...files.map(chosenOf)];

function ChosenFiles({ chosen, remove }: { chosen: readonly Chosen[]; remove: (one: Chosen) => void }) {
  const stateOf = (one: Chosen) => {
    const wrong = fileMistake(one.table, chosen);
    return wrong ? <span class="wrong">{text.value[wrong]}</span> : text.value[one.state];
  };
  const columns: Column<Chosen>[] = [
    { title: text.value.file, cell: (one) => one.file.name },
    { title: text.value.table, cell: (one) => (one.table ? tableWord(one.table) : "") },
    { title: text.value.size, cell: (one) => text.value.bytes(Math.max(1, Math.ceil(one.file.size / 1024))), number: true },
    { title: words.value.common.state, cell: stateOf },
    { title: words.value.common.actions, cell: (one) => (
      one.state === "waiting" && <Act kind="plain" aria-label={text.value.removeFile(one.file.name)} run={() => remove(one)}>×</Act>
    ) },
  ];
  return <Table columns={columns} rows={chosen} keyOf={(one) => one.file.name} caption={text.value.chosen} />;
}

/// `id`: the import whose files are replaced; without it a new one is begun. `onChecking`: everything was sent.
export function ImportFiles({ id, onChecking }: { id?: string; onChecking: (id: string) => void }) {
  const [chosen, setChosen] = useState<readonly Chosen[]>([]);
  const [encoding, setEncoding] = useState<ImportEncoding>("detect");
  // What was begun when a file could not be sent is gone on with.
  const [begun, setBegun] = useState(id);
  const wrong = chosen.some((one) => fileMistake(one.table, chosen) !== null);
  const mark = (file: File, state: Chosen["state"]) =>
    setChosen((all) => all.map((one) => (one.file === file ? { ...one, state } : one)));
  const begin = async () => {
    const draft = await api.post("/api/v1/imports", { body: { encoding, reason: reason.value } });
    setBegun(draft.id);
    return draft.id;
  };
  const send = async () => {
    needName();
    try {
      const draft = begun ?? await begin();
      for (const one of chosen) {
        if (!one.table || one.state === "sent") continue;
        mark(one.file, "sending");
        try { await addFile(draft, one.table, one.file); } catch (error) { mark(one.file, "waiting"); throw error; }
        mark(one.file, "sent");
      }
      await api.post("/api/v1/imports/{id}/commit", { path: { id: draft }, body: { dry_run: true } });
      // Whoever mends a file chooses it again: what was sent is what it was then.
      setChosen([]);
      onChecking(draft);
    } catch (error) { throw inFormWords("homes", error); }
  };
  return (
    <div class="registry-import">
      <Form submit={id ? text.value.checkAgain : text.value.check} onSubmit={send} disabled={wrong || chosen.length === 0}>
        <p>{id ? text.value.replaceText : text.value.importIntro}</p>
        <p class="quiet">{text.value.fileNames} {tableNames.map((name) => words.value.common.bracketed(`${name}.csv`, tableWord(name))).join(" ")}</p>
        <Field label={text.value.choice}>
          <input type="file" accept=".csv,text/csv" multiple onChange={(event) => setChosen(withMore(chosen, [...(event.currentTarget.files ?? [])]))}
            onClick={(event) => { event.currentTarget.value = ""; }} />
        </Field>
        {chosen.length > 0 && <ChosenFiles chosen={chosen} remove={(one) => setChosen(chosen.filter((other) => other !== one))} />}
        {!begun && (
          <Field label={text.value.encoding}><Select value={encoding} onValue={setEncoding} options={optionsOf(text.value.importEncodings)} /></Field>
        )}
        {!begun && <ReasonField />}
      </Form>
    </div>
  );
}
