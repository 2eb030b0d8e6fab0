// Rosters, policies and silences as CSV files. What a file would change is shown before it changes anything.
import { useRef, useState } from "preact/hooks";
import { api, Refusal, type Schemas } from "../api/client";
import { isNamed } from "../incident/acts";
import { translated, words } from "../words";
import { Act, Dialog, Field, Input, Select } from "./parts";
import { saveFile } from "./save_file";
import { needName, tell, tellTrouble, troubleText } from "./trouble";

type Sort = "rosters" | "policies" | "silences";
type Encoding = "utf-8-bom" | "utf-8" | "gb18030";

const zh = {
  file: "CSV 文件（UTF-8 或 GB18030）", choose: "请选择文件", encoding: "导出编码", encodings: { "utf-8-bom": "UTF-8（Excel）", "utf-8": "UTF-8", gb18030: "GB18030" },
  whole: "整个文件一起生效，有一处错误则全部不导入；不会删除文件中没有的内容。请先试算。", check: "试算", bring: "正式导入",
  would: (added: number, changed: number, same: number) => `试算通过：将新增 ${added} 条，修改 ${changed} 条，${same} 条不变`,
  did: (added: number, changed: number, same: number) => `已导入：新增 ${added} 条，修改 ${changed} 条，${same} 条不变`,
  mistakes: (count: number) => `文件中有 ${count} 处错误，未做任何更改`,
};
const en: typeof zh = {
  file: "CSV file (UTF-8 or GB18030)", choose: "Choose a file", encoding: "Encoding of the export", encodings: { "utf-8-bom": "UTF-8 (Excel)", "utf-8": "UTF-8", gb18030: "GB18030" },
  whole: "All of the file or nothing is brought in; what it does not name stays. Check it first.", check: "Check", bring: "Bring it in",
  would: (added, changed, same) => `Checked: ${added} would be added, ${changed} changed, ${same} stay as they are`,
  did: (added, changed, same) => `Imported: ${added} added, ${changed} changed, ${same} unchanged`,
  mistakes: (count) => `${count} mistakes in the file; nothing was changed`,
};
const text = translated({ "zh-CN": zh, en });

function Mistakes({ error }: { error: unknown }) {
  const errors = error instanceof Refusal ? (error.problem as { errors?: string[] }).errors : undefined;
  if (!errors?.length) return <p class="wrong" role="alert">{troubleText(error)}</p>;
  return (
    <div role="alert">
      <p class="wrong">{text.value.mistakes(errors.length)}</p>
      <ul class="home-hits">{errors.map((line, at) => <li key={at}><code>{line}</code></li>)}</ul>
    </div>
  );
}

function ImportDialog({ sort, title, onClose, onDone }: { sort: Sort; title: string; onClose: () => void; onDone: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [reason, setReason] = useState("");
  const [checked, setChecked] = useState<Schemas["PlansImported"] | null>(null);
  const [wrong, setWrong] = useState<unknown>(null);
  // A file that was mended is chosen again, and of the same name nothing would change. The answer to a check says nothing about a file that was chosen meanwhile.
  const newest = useRef<File | null>(null);
  const choose = (next: File | null) => { newest.current = next; setFile(next); setChecked(null); setWrong(null); };
  const send = async (dryRun: boolean) => {
    if (!file) return;
    setWrong(null);
    try {
      needName();
      const counts = await api.post(`/api/v1/plans/${sort}`, { query: { dry_run: dryRun }, body: file, mediaType: "text/csv", reason });
      if (dryRun) {
        if (newest.current === file) setChecked(counts);
        return;
      }
      tell(text.value.did(counts.added, counts.changed, counts.unchanged));
      onDone();
      onClose();
    } catch (error) {
      if (dryRun && newest.current !== file) return;
      setChecked(null);
      setWrong(error);
    }
  };
  const ready = file !== null && reason.trim() !== "";
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="quiet">{text.value.whole}</p>
      <Field label={text.value.file}>
        <input type="file" accept=".csv,text/csv" onChange={(event) => choose(event.currentTarget.files?.[0] ?? null)}
          onClick={(event) => { event.currentTarget.value = ""; choose(null); }} />
      </Field>
      <Field label={words.value.common.reason}><Input value={reason} onValue={setReason} maxLength={200} required /></Field>
      {checked && <p role="status"><b>{text.value.would(checked.added, checked.changed, checked.unchanged)}</b></p>}
      {wrong !== null && <Mistakes error={wrong} />}
      <div class="buttons">
        <Act kind={checked ? undefined : "main"} disabled={!ready} run={() => send(true)}>{text.value.check}</Act>
        <Act kind="main" disabled={!ready || !checked} run={() => send(false)}>{text.value.bring}</Act>
      </div>
    </Dialog>
  );
}

async function save(sort: Sort, encoding: Encoding): Promise<void> {
  try {
    saveFile(`${sort}.csv`, await api.file(`/api/v1/plans/${sort}`, { query: { encoding } }));
  } catch (error) {
    tellTrouble(error);
  }
}

/// Two buttons: out as a file, and in from one.
export function PlanFiles({ sort, onDone }: { sort: Sort; onDone: () => void }) {
  const [encoding, setEncoding] = useState<Encoding>("utf-8-bom");
  const [open, setOpen] = useState(false);
  const common = words.value.common;
  return (
    <>
      <Select aria-label={text.value.encoding} value={encoding} onValue={setEncoding} options={Object.entries(text.value.encodings) as [Encoding, string][]} />
      <Act run={() => save(sort, encoding)}>{common.export}</Act>
      <Act run={() => setOpen(isNamed())}>{common.import}</Act>
      {open && <ImportDialog sort={sort} title={common.import} onClose={() => setOpen(false)} onDone={onDone} />}
    </>
  );
}
