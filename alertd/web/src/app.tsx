// The frame: who works here, where one can go, what is wrong with the connection; below it the page of the address.
import type { ComponentType } from "preact";
import { effect } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { api, Unreachable } from "./api/client";
import { lastSight, mayAct, mayAdminister, mayReadJournal, operatorName, session } from "./api/session";
import { Desk } from "./desk/desk";
import { KeyHelp, startKeys } from "./desk/keys";
import { HomeSearch } from "./desk/search";
import { SoundButton, startSound } from "./desk/sound";
import { Login } from "./login";
import { clockOffset } from "./live/clock";
import { complete, loaded, sums } from "./live/incidents";
import { connected, failing, isDeaf, silentFor } from "./live/stream";
import { href, route } from "./route";
import { remembered } from "./ui/remembered";
import { dismiss, notices, tellTrouble, troubleText } from "./ui/trouble";
import { language, words } from "./words";
import type { Words } from "./words/zh";

interface PageOf {
  name: keyof Words["nav"];
  load: () => Promise<{ default: ComponentType }>;
  shown?: () => boolean;
}
/// Everything but the list comes when it is asked for.
const pages: readonly PageOf[] = [
  { name: "incidents", load: () => Promise.resolve({ default: Desk }) },
  { name: "wall", load: () => import("./pages/wall/wall") },
  { name: "handover", load: () => import("./pages/handover/handover"), shown: () => mayAct.value },
  { name: "rosters", load: () => import("./pages/rosters/rosters") },
  { name: "silences", load: () => import("./pages/silences/silences") },
  { name: "follow", load: () => import("./pages/follow/follow") },
  { name: "registry", load: () => import("./pages/registry/registry") },
  { name: "reports", load: () => import("./pages/reports/reports") },
  { name: "policies", load: () => import("./pages/policies/policies") },
  { name: "journal", load: () => import("./pages/journal/journal"), shown: () => mayReadJournal.value },
  { name: "admin", load: () => import("./pages/admin/admin"), shown: () => mayAdminister.value },
];
const pageOf = (name: string) => pages.find((one) => one.name === name) ?? pages[0]!;
const Loading = () => <main class="page" id="main" tabIndex={-1}><p class="quiet" role="status">{words.value.common.loading}</p></main>;

function PageView() {
  const page = pageOf(route.value.page);
  const [shown, setShown] = useState<{ name: string; View: ComponentType } | null>(null);
  const [wrong, setWrong] = useState<unknown>(null);
  useEffect(() => {
    let wanted = true;
    setWrong(null);
    page.load().then(
      (module) => { if (wanted) setShown({ name: page.name, View: module.default }); },
      (error: unknown) => { if (wanted) setWrong(error); },
    );
    return () => { wanted = false; };
  }, [page.name]);
  if (page.name === "incidents") return <Desk />;
  if (wrong !== null) return <main class="page" id="main"><p class="wrong" role="alert">{troubleText(wrong)}</p></main>;
  return shown?.name === page.name ? <shown.View /> : <Loading />;
}

type Theme = "system" | "light" | "dark";
const theme = remembered<Theme>("anju.theme", "system");

function useTheme() {
  useEffect(() => {
    if (theme.value === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme.value;
  }, [theme.value]);
}

/// What is read of a page that stands behind others.
function startTitle(): void {
  effect(() => {
    const { nav, title } = words.value;
    const { waiting } = sums.value;
    document.title = `${isDeaf.value ? "⚠ " : ""}${waiting ? `(${waiting}) ` : ""}${nav[pageOf(route.value.page).name]} · ${title}`;
  });
}

function Header() {
  const text = words.value;
  const current = route.value.page;
  const logOut = async () => {
    try { await api.delete("/api/v1/session"); } catch (error) {
      tellTrouble(error);
      // Still logged in, and the page could not be had again.
      if (error instanceof Unreachable) return;
    }
    location.reload();
  };
  return (
    <header class="top">
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{text.skip}</a>
      <strong class="brand">{text.brand}</strong>
      <nav aria-label={text.brand}>
        {pages.filter((page) => page.shown?.() ?? true).map((page) => (
          <a key={page.name} href={href(page.name)} aria-current={current === page.name ? "page" : undefined}>{text.nav[page.name]}</a>
        ))}
      </nav>
      <p class="sums" role="status" aria-live="polite">{loaded.value && text.list.summary(sums.value.waiting, sums.value.open)}</p>
      <HomeSearch />
      <SoundButton />
      {session.value?.name === null && (
        <label class="operator"><span>{text.login.operator}</span>
          <input value={operatorName.value} maxLength={20} autocomplete="name" onInput={(event) => { operatorName.value = event.currentTarget.value.trim(); }} />
        </label>
      )}
      {session.value?.name && <span class="account" title={text.role[session.value.role]}>{session.value.name} <button type="button" class="button plain" onClick={() => void logOut()}>{text.login.logout}</button></span>}
      <button type="button" class="button plain" lang={language.value === "en" ? "zh-CN" : "en"} onClick={() => { language.value = language.value === "en" ? "zh-CN" : "en"; }}>{text.otherLanguage}</button>
      <button type="button" class="button plain" onClick={() => { theme.value = theme.value === "system" ? "dark" : theme.value === "dark" ? "light" : "system"; }}>{text.theme[theme.value]}</button>
    </header>
  );
}

/// Says within 10 s that what is shown may be old.
function Banners() {
  const text = words.value.trouble;
  return (
    <>
      {silentFor.value > 0 && <p class="banner lost" role="alert" id="lost">{text.lost(silentFor.value)}</p>}
      {connected.value && failing.value.map((name) => <p key={name} class="banner lost" role="alert">{text.failing[name] ?? text.failed(name)}</p>)}
      {loaded.value && !complete.value && <p class="banner" role="alert">{text.incomplete}</p>}
      {Math.abs(clockOffset.value) > 60_000 && <p class="banner" role="status">{text.clock(Math.round(clockOffset.value / -1000))}</p>}
    </>
  );
}

function Notices() {
  return (
    <div class="notices">
      {notices.value.map((notice) => (
        <p key={notice.id} class={`notice ${notice.kind}`} role={notice.kind === "error" ? "alert" : "status"}>
          {notice.text} <button type="button" class="button plain" aria-label={words.value.common.close} onClick={() => dismiss(notice.id)}>×</button>
        </p>
      ))}
    </div>
  );
}

export function App() {
  useTheme();
  useEffect(() => {
    startKeys();
    startSound();
    startTitle();
  }, []);
  const who = session.value;
  // A login that ended meanwhile is asked for above the page, so that nothing typed below it is lost.
  const [wasIn, setWasIn] = useState(false);
  useEffect(() => { if (who && !who.must_change_password) setWasIn(true); }, [who]);
  const inside = wasIn || (who && !who.must_change_password);
  return (
    <>
      {inside && <Header />}
      {inside && <Banners />}
      {inside && <PageView key={lastSight.value} />}
      {(who === null || who?.must_change_password) && <Login again={wasIn && who === null} />}
      {who === undefined && !wasIn && <Loading />}
      <KeyHelp />
      <Notices />
    </>
  );
}
