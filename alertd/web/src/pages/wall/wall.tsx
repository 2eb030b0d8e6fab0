// The wallboard: read from five metres, touched by nobody. Everything grows with the screen.
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../../api/client";
import { now, zone } from "../../live/clock";
import { connected, lastHeard } from "../../live/stream";
import { Act } from "../../ui/parts";
import { tell } from "../../ui/trouble";
import { durationText, language, timeText } from "../../words";
import { OnDuty } from "./duty";
import { Gauges } from "./gauges";
import { Counts, WaitingClock } from "./head";
import { LastRows } from "./last";
import { usePolled } from "./polled";
import { Streets } from "./streets";
import { text } from "./words";
import "./wall.css";

function useFullScreen(box: { current: HTMLElement | null }): { full: boolean; toggle: () => Promise<void> } {
  const [full, setFull] = useState(document.fullscreenElement !== null);
  const toggle = async () => {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await box.current?.requestFullscreen();
    } catch { tell(text.value.noFull, "error"); }
  };
  useEffect(() => {
    const changed = () => setFull(document.fullscreenElement !== null);
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "f" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest("input, select, textarea, dialog")) return;
      event.preventDefault();
      void toggle();
    };
    document.addEventListener("fullscreenchange", changed);
    document.addEventListener("keydown", pressed);
    return () => {
      document.removeEventListener("fullscreenchange", changed);
      document.removeEventListener("keydown", pressed);
    };
  }, []);
  return { full, toggle };
}

/// Since when nothing was heard; null: all is well. The stream sets `lastHeard` anew when it tries again, and the
/// wall must not begin to count anew.
function useLostSince(): number | null {
  const since = useRef<number | null>(null);
  since.current = connected.value ? null : Math.min(since.current ?? Infinity, lastHeard.value);
  // Connecting takes a moment, and this second's tick asks again.
  return since.current !== null && (now.value, Date.now()) - since.current > 2_000 ? since.current : null;
}

function Lost({ since }: { since: number }) {
  const say = text.value;
  return (
    <div class="wall-lost">
      <strong role="alert">⚠ {say.lost}</strong>
      <span>{say.lostFor(durationText((now.value, Date.now()) - since), timeText(since))}</span>
    </div>
  );
}

/// A lost connection takes the place of the clock, which would go on as if all were well.
function Head({ lost, full, toggle }: { lost: number | null; full: boolean; toggle: () => Promise<void> }) {
  const say = text.value;
  const day = new Intl.DateTimeFormat(language.value, { timeZone: zone.value.name, dateStyle: "full" }).format(now.value);
  return (
    <header class="wall-head">
      <h1 class={lost === null ? "" : "unseen"}>{say.title}</h1>
      {lost === null ? <p>{day} <b>{timeText(now.value)}</b></p> : <Lost since={lost} />}
      <Act run={toggle}>{full ? say.leaveFull : say.full} <kbd>f</kbd></Act>
    </header>
  );
}

export default function Wall() {
  const box = useRef<HTMLElement>(null);
  const { full, toggle } = useFullScreen(box);
  const lost = useLostSince();
  const duty = usePolled((signal) => api.get("/api/v1/on-duty", { signal }), 60_000);
  const people = (duty.value?.scopes ?? []).flatMap((scope) => scope.people);
  const responders = new Map(people.map((one) => [one.responder, one.name ?? one.responder]));
  return (
    <main class={`wall ${lost === null ? "" : "lost"}`} id="main" tabIndex={-1} ref={box}>
      <div class="wall-board">
        <Head lost={lost} full={full} toggle={toggle} />
        <div class="wall-top">
          <WaitingClock />
          <Counts />
          <Gauges />
        </div>
        <div class="wall-below">
          <LastRows responders={responders} />
          <Streets />
          <OnDuty of={duty} />
        </div>
      </div>
    </main>
  );
}
