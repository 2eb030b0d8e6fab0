import type { Schemas } from "../../api/client";
import { translated } from "../../words";

type Weekday = Schemas["PolicyVariant"]["weekdays"][number];
/// What the server may find wrong: fields of a step, a variant, and the whole.
type Field = keyof Schemas["PolicyStep"] | keyof Schemas["PolicyVariant"] | "when" | "reason";
const number = (value: number, unit: string) => (value > 0 ? `${value} ${unit}` : "");

const zh = {
  tabs: "类别与试算", ask: "试算", usual: "常规", usualTitle: "常规策略", variants: "特殊情况（自上而下，采用第一个完全符合的；都不符合时用常规策略）", noVariants: "没有特殊情况，一律按常规策略",
  source: "来源", sources: { file: "配置文件", api: "在线修改" }, version: "版本", changed: "修改", why: "原因", edit: "修改策略", takeBack: "恢复为配置文件", takenBack: "已恢复为配置文件中的策略",
  takeBackText: "在线修改的策略将作废，改用配置文件中的策略。立即对未结案的事件生效。", explain: "修改立即生效，未结案的事件从下一次升级起按新策略。",
  ladder: "升级过程", at: (time: string) => `${time} 后`, atOnce: "立案即刻", calls: (levels: string) => `通知 ${levels}`, repeats: (time: string, levels: string) => `此后每 ${time} 再次通知 ${levels}，直到有人受理`,
  attend: (time: string) => `受理后 ${time} 内须有人出发`, arrive: (time: string) => `出发后 ${time} 内须到场`, limits: "逾时未出发或未到场，会再次通知已通知过的人。", unwatched: "不监督出发与到场", scale: "时间轴为示意，相近的级别已拉开",
  duration: (days: number, hours: number, minutes: number, seconds: number, rest: number) => [number(days, "天"), number(hours, "小时"), number(minutes, "分钟"), number(seconds, "秒"), number(rest, "毫秒")].filter(Boolean).join(" ") || "0 秒",
  kinds: "设备类型", conditions: "告警类型", minSeverity: "最低级别", hours: "时段", weekdays: "星期", any: "不限", anyTime: "全天", hoursFrom: "时段开始", hoursUntil: "时段结束", hoursHint: "两者留空表示全天；可跨午夜，午夜后的部分算前一天", kindsHint: "不勾选表示不限", fromSeverity: (name: string) => `${name}及以上`,
  days: { monday: "周一", tuesday: "周二", wednesday: "周三", thursday: "周四", friday: "周五", saturday: "周六", sunday: "周日" } satisfies Record<Weekday, string>, everyDay: "每天",
  name: "名称", steps: "升级步骤", step: (at: number) => `第 ${at} 级`, after: "立案后", notify: "通知", addStep: "添加一级", removeStep: (at: number) => `删除第 ${at} 级`, repeatEvery: "末级之后重复间隔", attendWithin: "受理后须出发", arriveWithin: "出发后须到场", zeroMeans: "0s 表示不监督", durationHint: "时长写法：90s、5m、1h30m", notDuration: "写法不对，例如 90s、5m、1h30m",
  addVariant: "添加特殊情况", removeVariant: "删除此情况", up: "上移", down: "下移", moved: (name: string, at: number) => `“${name}”现在排第 ${at}`, newName: (at: number) => `情况 ${at}`, save: "保存并立即生效", discard: "放弃修改", discardAsk: "放弃尚未保存的修改？", saved: "策略已保存并生效", draft: "有未保存的修改", resume: "继续修改",
  mistakes: (count: number) => `有 ${count} 处不对，未保存。已在相应位置标出。`, mistakesTitle: "需要改正", expected: "服务器说明", place: (variant: string, step: number | null) => `“${variant}”${step === null ? "" : ` 第 ${step + 1} 级`}`,
  rules: {
    after: "须为 0 秒至 1 天，且晚于上一级", notify: "至少选一个通知对象", steps: "须有 1 至 10 级，其中至少一级通知区中心", repeat_every: "须为 10 秒至 1 天", attend_within: "须为 0 秒至 1 天", arrive_within: "须为 0 秒至 1 天", when: "特殊情况最多 20 个",
    name: "不能为空、重复或叫 usual，最长 64 字节", kinds: "设备类型不对", conditions: "只能选本类别的告警", min_severity: "级别不对", hours: "开始与结束都要填，且不能相同", weekdays: "至少选一天", reason: "必须填写原因，不要写姓名",
  } satisfies Record<Field, string>,
  conflict: (version: number, who: string, why: string) => `他人已修改此策略（现为版本 ${version}，${who}，原因：${why}）。您的草稿仍保留。`, useMine: "已看过最新内容，仍按我的草稿保存", showCurrent: "现行策略",
  question: "假设现在发生一件事，会按哪条策略、通知谁？", condition: "告警", kind: "设备类型", severity: "级别", bySelf: "按告警默认", time: "立案时间（留空表示现在）", submit: "查询", answer: (name: string, policy: string) => `${name}类，按“${policy}”策略`, answerDetail: (severity: string, time: string) => `级别 ${severity}，立案时间 ${time}`, chooseCondition: "请选择告警",
};
const en: typeof zh = {
  tabs: "Classes and questions", ask: "Ask", usual: "usual", usualTitle: "The usual policy", variants: "Variants, from the top: the first that fits in every point holds, and the usual policy when none does", noVariants: "No variants; the usual policy always holds",
  source: "Source", sources: { file: "configuration file", api: "changed online" }, version: "Version", changed: "Changed", why: "Reason", edit: "Change", takeBack: "Back to the file", takenBack: "The policies of the file hold again",
  takeBackText: "What was changed online counts no more; the policies of the configuration file hold, at once and for open cases too.", explain: "A change counts at once; open cases follow it from their next step.",
  ladder: "How a case climbs", at: (time) => `After ${time}`, atOnce: "At once", calls: (levels) => `call ${levels}`, repeats: (time, levels) => `then call ${levels} again each ${time}, until somebody acknowledges`,
  attend: (time) => `On the way within ${time} of the acknowledgement`, arrive: (time) => `on scene within ${time} of that`, limits: "When nobody is, everybody who was called is called again.", unwatched: "Departure and arrival are not watched", scale: "The axis is a sketch; steps close together are drawn apart",
  duration: (days, hours, minutes, seconds, rest) => [number(days, "d"), number(hours, "h"), number(minutes, "min"), number(seconds, "s"), number(rest, "ms")].filter(Boolean).join(" ") || "0 s",
  kinds: "Kinds of devices", conditions: "Conditions", minSeverity: "From severity", hours: "Hours", weekdays: "Weekdays", any: "any", anyTime: "at any hour", hoursFrom: "Hours from", hoursUntil: "Hours until", hoursHint: "Both empty: at any hour. Over midnight is possible; what lies after it belongs to the day before", kindsHint: "None ticked: any", fromSeverity: (name) => `${name} and above`,
  days: { monday: "Mon", tuesday: "Tue", wednesday: "Wed", thursday: "Thu", friday: "Fri", saturday: "Sat", sunday: "Sun" }, everyDay: "every day",
  name: "Name", steps: "Steps", step: (at) => `Step ${at}`, after: "After the opening", notify: "Call", addStep: "Add a step", removeStep: (at) => `Remove step ${at}`, repeatEvery: "Past the last step, again each", attendWithin: "On the way after the acknowledgement within", arriveWithin: "On scene after that within", zeroMeans: "0s: not watched", durationHint: "Durations such as 90s, 5m, 1h30m", notDuration: "No duration such as 90s, 5m, 1h30m",
  addVariant: "Add a variant", removeVariant: "Remove this variant", up: "Up", down: "Down", moved: (name, at) => `“${name}” is number ${at} now`, newName: (at) => `variant ${at}`, save: "Save; it counts at once", discard: "Discard", discardAsk: "Discard what is not saved?", saved: "The policies are saved and hold", draft: "Not saved yet", resume: "Go on",
  mistakes: (count) => `${count} mistakes; nothing was saved. They are marked in their places.`, mistakesTitle: "To be corrected", expected: "The server says", place: (variant, step) => `“${variant}”${step === null ? "" : `, step ${step + 1}`}`,
  rules: {
    after: "From 0 s to 1 day, and later than the step before", notify: "At least one must be called", steps: "1 to 10 steps, one of which calls the district", repeat_every: "From 10 s to 1 day", attend_within: "From 0 s to 1 day", arrive_within: "From 0 s to 1 day", when: "20 variants at most",
    name: "Not empty, not twice, not “usual”, 64 bytes at most", kinds: "No such kind", conditions: "Conditions of this class only", min_severity: "No such severity", hours: "Both beginning and end, and not the same", weekdays: "At least one day", reason: "Say why, without names",
  },
  conflict: (version, who, why) => `Somebody changed these policies meanwhile (now version ${version}, ${who}: ${why}). Your draft is kept.`, useMine: "I have seen the newest; save my draft all the same", showCurrent: "What holds now",
  question: "If this happened, which policy would hold, and who would be called?", condition: "Condition", kind: "Kind of device", severity: "Severity", bySelf: "That of the condition", time: "Opened at (empty: now)", submit: "Ask", answer: (name, policy) => `${name}, by the policy “${policy}”`, answerDetail: (severity, time) => `Severity ${severity}, opened at ${time}`, chooseCondition: "Choose a condition",
};
export const text = translated({ "zh-CN": zh, en });
