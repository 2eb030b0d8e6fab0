// Windows of one row: look, add, change, remove; and to take a table along as a file.
import { useState } from "preact/hooks";
import { mayChangeRegistry, mayReveal } from "../../api/session";
import { href } from "../../route";
import { Dialog, Field, Form, Select, Shown, useLoaded } from "../../ui/parts";
import { saveFile } from "../../ui/save_file";
import { needName, tell } from "../../ui/trouble";
import { words } from "../../words";
import { problems } from "../../words/problems";
import { exportTable, getRow, removeRow, type Encoding } from "./calls";
import { Facts, rowHref } from "./cells";
import { reason, ReasonField } from "./reason";
import { inFormWords, isStatus, usesIn, type Use } from "./refusals";
import { RowForm } from "./row-form";
import { isTable, keyOf, tables, type Cells, type Row, type TableName } from "./tables";
import { tableWord, text } from "./words";

/// Whether there is more to a row than its key.
export const isChangeable = (table: TableName) => tables[table].columns.length > tables[table].keys;

interface RowProps {
  table: TableName;
  onClose: () => void;
  onDone: () => void;
}

export function AddDialog({ table, preset, onClose, onDone }: RowProps & { preset?: Cells | undefined }) {
  return (
    <Dialog title={text.value.addTo(tableWord(table))} onClose={onClose} wide>
      <RowForm table={table} row={null} preset={preset} onCancel={onClose} onSaved={() => { onDone(); onClose(); }} />
    </Dialog>
  );
}

function Content({ row, table, onClose, onDone }: RowProps & { row: Row }) {
  if (mayChangeRegistry.value && isChangeable(table)) {
    return <RowForm table={table} row={row} onCancel={onClose} onSaved={() => { onDone(); onClose(); }} />;
  }
  return <Facts table={table} columns={tables[table].columns} row={row} />;
}

function titleOf(table: TableName, key: readonly string[]): string {
  const { changeOf, viewOf } = text.value;
  return (mayChangeRegistry.value && isChangeable(table) ? changeOf : viewOf)(tableWord(table), key.join(" / "));
}

/// How to get in: shown for a reason only.
function SecretDialog({ table, rowKey, onClose, onDone }: RowProps & { rowKey: readonly string[] }) {
  const [row, setRow] = useState<Row | null>(null);
  const show = async () => {
    needName();
    try { setRow(await getRow(table, rowKey, reason.value)); } catch (error) { throw inFormWords(table, error); }
  };
  return (
    <Dialog title={titleOf(table, rowKey)} onClose={onClose} wide>
      {row && <Content row={row} table={table} onClose={onClose} onDone={onDone} />}
      {!row && !mayReveal.value && <p>{problems.value.forbidden}</p>}
      {!row && mayReveal.value && (
        <Form submit={text.value.show} onSubmit={show} onCancel={onClose}>
          <p>{text.value.accessWhy}</p>
          <ReasonField />
        </Form>
      )}
    </Dialog>
  );
}

function PlainDialog({ table, rowKey, onClose, onDone }: RowProps & { rowKey: readonly string[] }) {
  const row = useLoaded((signal) => getRow(table, rowKey, undefined, signal), [table, ...rowKey]);
  return (
    <Dialog title={titleOf(table, rowKey)} onClose={onClose} wide>
      <Shown of={row}>{(found) => <Content row={found} table={table} onClose={onClose} onDone={onDone} />}</Shown>
    </Dialog>
  );
}

/// A row as it is now, to be looked at or, by who may, to be changed.
export function RowDialog(props: RowProps & { rowKey: readonly string[] }) {
  return props.table === "access_notes" ? <SecretDialog {...props} /> : <PlainDialog {...props} />;
}

function Uses({ uses, onLeave }: { uses: readonly Use[]; onLeave: () => void }) {
  const link = ({ table, row }: Use) => {
    if (table === "incidents") return href("registry", { home: row }, "homes");
    if (table === "rosters") return href("rosters", { roster: row });
    if (!isTable(table)) return undefined;
    // The server joins a key by slashes, and ids of devices have some too: only the first one parts.
    const slash = tables[table].keys > 1 ? row.indexOf("/") : -1;
    return rowHref(table, slash < 0 ? [row] : [row.slice(0, slash), row.slice(slash + 1)]);
  };
  return (
    <div role="alert">
      <p class="wrong">{text.value.inUse}</p>
      <ul class="registry-uses">
        {uses.map((use) => {
          const to = link(use);
          return <li key={`${use.table}/${use.row}`}>{tableWord(use.table)} {to ? <a href={to} onClick={onLeave}>{use.row}</a> : use.row}</li>;
        })}
      </ul>
      {uses.length >= 20 && <p class="quiet">{text.value.inUseMost}</p>}
    </div>
  );
}

export function RemoveDialog({ table, row, onClose, onDone }: RowProps & { row: Row }) {
  const key = keyOf(table, row);
  const [uses, setUses] = useState<readonly Use[] | null>(null);
  const remove = async () => {
    needName();
    setUses(null);
    try {
      await removeRow(table, key, row.version, reason.value);
    } catch (error) {
      const needing = usesIn(error);
      if (needing) return setUses(needing);
      if (isStatus(error, 412)) { onDone(); throw new Error(text.value.changedBeforeRemove); }
      throw inFormWords(table, error);
    }
    tell(text.value.removed);
    onDone();
    onClose();
  };
  return (
    <Dialog title={text.value.removeOf(tableWord(table), key.join(" / "))} onClose={onClose}>
      <p>{text.value.removeText} {table === "homes" && text.value.removeHome}</p>
      {uses && <Uses uses={uses} onLeave={onClose} />}
      <Form submit={words.value.common.remove} onSubmit={remove} onCancel={onClose}><ReasonField /></Form>
    </Dialog>
  );
}

export function ExportDialog({ table, onClose }: { table: TableName; onClose: () => void }) {
  const [encoding, setEncoding] = useState<Encoding>("utf-8-bom");
  const options = Object.entries(text.value.encodings) as [Encoding, string][];
  return (
    <Dialog title={text.value.exportTitle(tableWord(table))} onClose={onClose}>
      <Form submit={text.value.exportDo} onCancel={onClose} onSubmit={async () => {
        needName();
        saveFile(`${table}.csv`, await exportTable(table, encoding));
        tell(text.value.exported);
        onClose();
      }}>
        <p>{text.value.exportText}</p>
        <Field label={text.value.exportEncoding}><Select value={encoding} onValue={setEncoding} options={options} /></Field>
      </Form>
    </Dialog>
  );
}
