// What the server refuses and why, in words: one sentence for each problem that the OpenAPI file names.
import type { Schemas } from "../api/client";
import { translated, wordIn } from "./language";

export type ProblemWord = Schemas["Problem"]["type"] extends `urn:anju:problem:${infer W}` ? W : never;
type Table = Record<ProblemWord, string>;

const zh: Table = {
  accept_first: "接受后才能查看进门方式", alert_not_here: "所选告警已不全在本事件中", another_is_open: "该住户已有同类的未结案事件", begins_too_late: "开始时间太远",
  busy: "服务器繁忙，请稍后重试", conflict: "与现有内容冲突", csrf: "页面已失效，请刷新后重试", disposition_missing: "请选择处置结果；选“其他”时须填写备注",
  dry_run: "这只是试运行，不能应用", ends_before_it_begins: "结束时间须晚于开始时间", exercise_only: "演练须以“演练”结案，测试须以“测试”结案", forbidden: "没有权限",
  head_too_large: "请求过大", internal: "服务器出错，内容已保留，请稍后重试", invalid: "内容不符合要求", lasts_too_long: "时长超过上限", length_required: "请求不完整",
  link_expired: "链接已过期", method_not_allowed: "服务器不支持此操作", never_silenced: "紧急告警（烟雾、燃气、呼叫、跌倒等）不能静默", no_answer: "服务器未及时答复，操作可能已经生效：内容已保留，请先查看再重试",
  no_gateway: "该住户没有网关", no_scope: "请选择范围", no_session: "此操作需要登录账号", not_found: "该对象不存在或不在您的权限范围内", not_mergeable: "只能并入紧急程度不低于本事件的事件，且不能并入片区断线",
  not_set_up: "服务器未配置此功能", note_missing: "选“其他”时须填写说明", nothing_stays: "请至少选一条并保留一条告警", other_phone: "链接已在另一部手机上打开", own_handover: "交接班须由他人签收",
  password_must_change: "请先修改密码", precondition_required: "请先载入最新内容再修改", reason_missing: "合并不同住户的事件须写明原因", row_in_use: "仍被其他内容引用，不能删除",
  several_homes: "所选告警须属于同一住户", too_large: "内容过大，服务器未接收", too_many_tries: "尝试次数过多，请稍后再试", unauthorized: "登录已失效，请重新登录。未提交的内容仍保留在页面上。",
  unavailable: "服务器暂时无法处理，内容已保留，请稍后重试", unknown_parameter: "服务器不认识此参数", unknown_place: "范围不存在", unknown_responder: "该人员不负责此住户", upgrade_required: "请求方式不正确",
  version_conflict: "此项已被他人修改，请查看最新内容后再试", wrong_host: "访问地址不正确", wrong_link: "链接无效", wrong_login: "账号或密码不正确", wrong_origin: "请求来源不正确", wrong_state: "当前状态下不能执行此操作",
  wrong_type: "文件类型不正确",
};
const en: Table = {
  accept_first: "How to get in is shown once you accept", alert_not_here: "Not every chosen alert is still in this incident", another_is_open: "The home has another open incident of this class", begins_too_late: "It begins too far ahead",
  busy: "The server is busy; try again later", conflict: "It does not go with what is there", csrf: "This page is out of date; load it again", disposition_missing: "Choose a disposition; \"other\" needs a note too",
  dry_run: "This was a trial run and cannot be applied", ends_before_it_begins: "The end must come after the beginning", exercise_only: "A drill is closed as drill and a test as test", forbidden: "You may not do this",
  head_too_large: "The request is too large", internal: "The server has a fault; what you typed is kept, try again", invalid: "Something is not as it should be", lasts_too_long: "It lasts longer than it may", length_required: "The request is not whole",
  link_expired: "This link is too old", method_not_allowed: "The server cannot do this", never_silenced: "Emergencies (smoke, gas, call, fall …) are never silenced", no_answer: "No answer in time, but it may have been done: what you typed is kept; look before you try again",
  no_gateway: "The home has no gateway", no_scope: "Choose where", no_session: "This needs an account", not_found: "It does not exist, or is not yours to see", not_mergeable: "A case goes into another one that is at least as urgent, and an area outage into none",
  not_set_up: "This is not set up on the server", note_missing: "\"Other\" needs words", nothing_stays: "Choose at least one alert and leave at least one", other_phone: "This link was opened on another phone", own_handover: "Somebody else has to sign a handover",
  password_must_change: "Change the password first", precondition_required: "Load it as it is now, then change it", reason_missing: "Say why two cases of different homes are one", row_in_use: "Something else still refers to it",
  several_homes: "The chosen alerts must be of one home", too_large: "Too large; the server did not take it", too_many_tries: "Too many tries; wait before the next one", unauthorized: "Your login has ended. Log in again; what you typed is still here.",
  unavailable: "The server cannot do it now; what you typed is kept, try again", unknown_parameter: "The server does not know this parameter", unknown_place: "There is no such place", unknown_responder: "Nobody of this name answers for the home", upgrade_required: "The request came the wrong way",
  version_conflict: "Somebody changed it first; look at it as it is now, then try again", wrong_host: "This is not the server's address", wrong_link: "This link is not valid", wrong_login: "Wrong account or password", wrong_origin: "The request came from elsewhere", wrong_state: "This cannot be done in its present state",
  wrong_type: "This is another type of file",
};
export const problems = translated<Table>({ "zh-CN": zh, en });

/// The server's own words say which field, line or row it was.
const saysWhere: ReadonlySet<string> = new Set<ProblemWord>([
  "conflict", "invalid", "lasts_too_long", "not_set_up", "precondition_required", "row_in_use", "unknown_parameter", "unknown_place", "wrong_type",
]);
/// Nothing for a word that a newer server has.
export function problemText(type: string | undefined, detail: string): string | undefined {
  const word = (type ?? "").replace("urn:anju:problem:", "");
  const text = wordIn(problems.value, word);
  return text && saysWhere.has(word) && detail ? `${text} (${detail})` : text;
}
