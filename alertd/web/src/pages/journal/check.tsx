// The check of the journal's hash chain. The server checks a piece; whoever asks keeps how far it fits.
import { useEffect, useRef, useState } from "preact/hooks";
import { api, type Schemas } from "../../api/client";
import { copyText } from "../../ui/copy";
import { Act, Field, Input } from "../../ui/parts";
import { troubleText } from "../../ui/trouble";
import { text } from "./words";

type Piece = Schemas["VerifyPiece"];
interface Mark {
  seq: number;
  hash: string;
}
interface State {
  phase: "idle" | "running" | "stopped" | "intact" | "broken" | "failed";
  begun: Mark | null;
  reached: Mark | null;
  head: number;
  broken: { row: number; what: string } | null;
  wrong: unknown;
}
const nothing: State = { phase: "idle", begun: null, reached: null, head: 0, broken: null, wrong: null };

const markOf = (piece: Piece): Mark | null => (piece.hash ? { seq: piece.seq, hash: piece.hash } : null);

/// Goes on from `mark` until the end, a break, or until the signal ends it.
async function verify(mark: Mark | null, signal: AbortSignal, show: (change: Partial<State>) => void): Promise<void> {
  const { head } = await api.get("/api/v1/journal", { query: { limit: 1 }, signal });
  show({ head });
  for (let at = mark; ;) {
    const piece = await api.get("/api/v1/journal/verification", { query: at ? { after: at.seq, hash: at.hash } : {}, signal });
    at = markOf(piece);
    show({ reached: at });
    if (piece.broken_at !== null) return show({ phase: "broken", broken: { row: piece.broken_at, what: piece.what ?? "" } });
    if (piece.at_end) return show({ phase: "intact", head: piece.seq });
  }
}

function useCheck() {
  const [state, setState] = useState<State>(nothing);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const run = async (mark: Mark | null, begun: Mark | null) => {
    const stop = new AbortController();
    running.current = stop;
    const show = (change: Partial<State>) => { if (!stop.signal.aborted) setState((before) => ({ ...before, ...change })); };
    setState((before) => ({ ...nothing, head: before.head, phase: "running", begun, reached: mark }));
    try { await verify(mark, stop.signal, show); } catch (wrong) { show({ phase: "failed", wrong }); }
  };
  const stop = () => {
    running.current?.abort();
    setState((before) => ({ ...before, phase: "stopped" }));
  };
  return { state, run, stop };
}

function Result({ state }: { state: State }) {
  const t = text.value.check;
  const rows = state.reached?.seq ?? 0;
  switch (state.phase) {
    case "intact": return <p class="fine">✓ {rows === 0 ? t.empty : state.begun ? t.intactFrom(state.begun.seq, rows) : t.intact(rows)}</p>;
    case "broken": return (
      <>
        <p class="wrong">✗ {t.broken(state.broken!.row)}</p>
        <p class="quiet">{t.why}: <span lang="en">{state.broken!.what}</span></p>
      </>
    );
    case "stopped": return <p>{t.stopped(rows)}</p>;
    case "failed": return <p class="wrong">{troubleText(state.wrong)}</p>;
    default: return null;
  }
}

function KeptMark({ mark }: { mark: Mark }) {
  const t = text.value.check;
  const [copied, setCopied] = useState(false);
  const line = `${mark.seq} ${mark.hash}`;
  return <p>{t.mark}: <code>{line}</code> <Act run={async () => setCopied(await copyText(line))}>{copied ? t.copied : t.copy}</Act></p>;
}

export function Check() {
  const t = text.value.check;
  const { state, run, stop } = useCheck();
  const [seq, setSeq] = useState("");
  const [hash, setHash] = useState("");
  const [bad, setBad] = useState(false);
  const start = () => {
    const given = Boolean(seq.trim() || hash.trim());
    const mark = { seq: Number(seq), hash: hash.trim().toLowerCase() };
    const fits = Number.isInteger(mark.seq) && mark.seq > 0 && /^[0-9a-f]{64}$/.test(mark.hash);
    setBad(given && !fits);
    if (!given) void run(null, null);
    else if (fits) void run(mark, mark);
  };
  const busy = state.phase === "running";
  const halfway = state.reached && (state.phase === "stopped" || state.phase === "failed");
  const share = state.head > 0 ? Math.min(1, (state.reached?.seq ?? 0) / state.head) : 0;
  return (
    <div class="card">
      <p>{t.intro}</p>
      <details>
        <summary>{t.fromMark}</summary>
        <p class="quiet">{t.fromMarkHint}</p>
        <div class="choice">
          <Field label={t.seq}><Input type="number" min="1" value={seq} onValue={setSeq} disabled={busy} /></Field>
          <Field label={t.hash}><Input value={hash} onValue={setHash} maxLength={64} disabled={busy} /></Field>
        </div>
      </details>
      {bad && <p class="wrong" role="alert">{t.badHash}</p>}
      <p class="pager">
        {/* One button, so that the keyboard stays on it when it turns into the other. */}
        <button type="button" class={busy ? "button" : "button main"} onClick={busy ? stop : start}>
          {busy ? t.stop : state.phase === "idle" ? t.start : t.again}
        </button>
        {halfway && <button type="button" class="button" onClick={() => void run(state.reached, state.begun)}>{t.goOn}</button>}
      </p>
      {state.phase !== "idle" && (
        <p>
          <progress value={state.phase === "intact" ? 1 : share} max={1} aria-label={t.label} />{" "}
          <span class="count">{t.progress(state.reached?.seq ?? 0, state.head)}</span>
        </p>
      )}
      <div role={state.phase === "broken" ? "alert" : "status"}><Result state={state} /></div>
      {state.reached && !busy && state.phase !== "broken" && <KeptMark key={state.reached.hash} mark={state.reached} />}
    </div>
  );
}
