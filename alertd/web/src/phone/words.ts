import { translated } from "../words/language";
import type { ProblemWord } from "../words/problems";
import { No } from "./server";

/// What no answer to a phone says. A problem that is new to the server does not compile here until somebody has decided
/// whether a responder can meet it.
type ForDesks =
  | "alert_not_here" | "another_is_open" | "begins_too_late" | "csrf" | "dry_run" | "ends_before_it_begins" | "exercise_only" | "forbidden" | "lasts_too_long" | "never_silenced" | "no_answer" | "no_gateway"
  | "no_scope" | "no_session" | "not_mergeable" | "not_set_up" | "note_missing" | "nothing_stays" | "own_handover" | "password_must_change" | "precondition_required" | "reason_missing" | "row_in_use"
  | "several_homes" | "unknown_place" | "upgrade_required" | "version_conflict" | "wrong_login";
type Refusals = Record<Exclude<ProblemWord, ForDesks>, string>;

/// Of these a responder can only say that they happened.
const among = <T extends string>(words: readonly T[], sentence: string) => Object.fromEntries(words.map((word) => [word, sentence])) as Record<T, string>;
const amiss = ["conflict", "head_too_large", "invalid", "length_required", "method_not_allowed", "unauthorized", "unknown_parameter", "wrong_host", "wrong_origin", "wrong_type"] as const;

const refusalsZh: Refusals = {
  ...among(amiss, "服务器不接受此请求，请联系值班中心。"), accept_first: "接受后可查看进门方式。", busy: "服务器繁忙，请稍后重试。", disposition_missing: "请选择现场情况；选“其他”时请填写备注。", internal: "服务器出错，请稍后重试或联系值班中心。",
  link_expired: "链接已过期，请联系值班中心。", not_found: "该事件已不存在。", other_phone: "此链接已在另一部手机上打开，请在那部手机上处理，或联系值班中心。", too_large: "内容过长，服务器未接收。", too_many_tries: "请求过于频繁，请稍后重试。",
  unavailable: "服务器暂时无法处理，请稍后重试。", unknown_responder: "您已不在该住户的响应人员名单中，请联系值班中心。", wrong_link: "链接无效。", wrong_state: "事件已处置完毕或已结案。",
};
const refusalsEn: Refusals = {
  ...among(amiss, "The server does not take this; call the centre."), accept_first: "How to get in is shown once you accept.", busy: "The server is busy; try again later.", disposition_missing: "Choose what it was; \"other\" needs a note.", internal: "The server has a fault; try again later, or call the centre.",
  link_expired: "This link is too old; call the centre.", not_found: "This case does not exist any more.", other_phone: "This link was opened on another phone. Use that one, or call the centre.", too_large: "Too long; the server did not take it.", too_many_tries: "Too many requests; try again later.",
  unavailable: "The server cannot do it now; try again later.", unknown_responder: "You are no longer called for this home; ask the centre.", wrong_link: "This link is not valid.", wrong_state: "The case is resolved or closed.",
};
const refusals = translated<Refusals>({ "zh-CN": refusalsZh, en: refusalsEn });

const zh = {
  title: "安居 · 处置", loading: "加载中……", noLink: "请从通知消息中打开链接。", otherLanguage: "English", logIn: "用账号登录",
  unreachable: "网络不通，正在重试……以下内容可能不是最新。", unanswered: "网络不通，请稍后重试。", noAnswer: (status: number) => `服务器暂时无法处理（${status}），请稍后重试。`, newer: "服务器未接受此操作。",
  queued: (count: number) => `${count} 项操作等待发送，联网后自动发送一次`, refused: (why: string) => `未被接受：${why}`, another: "（另一事件）",
  kept: "您填写的内容已保留在本机：", copy: "复制内容", copied: "已复制", notCopied: "无法复制，请长按文字选择", again: "再次发送", away: "不再保留",
  act: { accept: "接受", decline: "无法前往", en_route: "已出发", on_scene: "已到场", done: "处置完成" }, waitingToSend: "等待发送",
  own: "我的状态", others: "其他人员", nobody: "尚无人响应", owner: "受理人", since: "发生于", address: "地址", map: "地图导航", call: "拨打", residents: "老人", contacts: "联系人",
  alone: "独居", born: (year: number) => `${year} 年生`, key: "有钥匙", medical: "医疗备注", access: "进门方式", accessShow: "查看进门方式", accessAfter: "接受后可查看进门方式", accessNone: "未登记",
  closed: "本事件已结案，感谢您的处置。", resolved: "本事件已处置完毕，由值班中心结案。", allClear: "设备已恢复，仍请到场确认。", disposition: "现场情况", dispositionNeeded: "请选择现场情况", note: "备注（可不填）", noteNeeded: "选“其他”时请填写备注",
  send: "提交", cancel: "返回", exercise: "演练/测试，不是真实险情",
};
const en: typeof zh = {
  title: "Anju · on the way", loading: "Loading…", noLink: "Open the link in your message.", otherLanguage: "中文", logIn: "Log in with an account",
  unreachable: "No connection; trying again… What you see may be old.", unanswered: "No connection; try again.", noAnswer: (status) => `The server cannot do it now (${status}); try again later.`, newer: "The server did not take it.",
  queued: (count) => `${count} waiting to be sent, once there is a connection`, refused: (why) => `Not taken: ${why}`, another: "(another case)",
  kept: "What you typed is kept on this phone:", copy: "Copy it", copied: "Copied", notCopied: "It cannot be copied; press long on the text", again: "Send again", away: "Put away",
  act: { accept: "Accept", decline: "I cannot go", en_route: "On my way", on_scene: "I am there", done: "Done" }, waitingToSend: "waiting to be sent",
  own: "You", others: "Others", nobody: "Nobody has answered yet", owner: "Taken by", since: "since", address: "Address", map: "Map", call: "Call", residents: "Residents", contacts: "Contacts",
  alone: "lives alone", born: (year) => `born ${year}`, key: "has a key", medical: "Medical notes", access: "How to get in", accessShow: "Show how to get in", accessAfter: "How to get in is shown once you accept", accessNone: "Nothing is known",
  closed: "This case is closed. Thank you.", resolved: "This case is resolved; the centre closes it.", allClear: "The devices report clear; please go and look all the same.", disposition: "What it was", dispositionNeeded: "Choose what it was", note: "Note (may be empty)", noteNeeded: "\"Other\" needs a note",
  send: "Send", cancel: "Back", exercise: "An exercise, nothing real",
};
export const text = translated({ "zh-CN": zh, en });

/// Why not. Of a word that only a newer server has, it says no more than that.
export function refusalText(status: number, word: string): string {
  if (!word) return text.value.noAnswer(status);
  const known: Partial<Record<string, string>> = refusals.value;
  return known[word] ?? text.value.newer;
}
export function troubleText(error: unknown, silence: string): string {
  return error instanceof No ? refusalText(error.status, error.word) : silence;
}
