// The words of the journal, the deliveries and the quarantine.
import { translated } from "../../words";

const zh = {
  tabs: { entries: "日志", check: "链校验", deliveries: "通知投递", quarantine: "隔离报文" },
  tabsLabel: "日志项目", filters: "筛选",
  newest: "最新在前", upward: "从编号起向后", direction: "顺序", startAt: "起始编号", startHint: "留空：从最新（或第 1 条）开始",
  event: "事件类型（前缀）", eventHint: "如 incident. 或 alert.raised", actor: "操作人（含）", incident: "事件编号", incidentHint: "26 位编号", apply: "查询", clear: "清除",
  seq: "编号", time: "时间", what: "类型", who: "操作人", detail: "内容", ofIncident: "关联事件",
  older: "更早", onward: "向后", first: "到最新", stop: "停止查找", goOn: "继续查找",
  head: (seq: number) => `最新编号 ${seq}`, looked: (rows: number, from: number, to: number) => `已查看 ${rows} 条（${from}–${to}）`, searching: (rows: number) => `正在查找，已查看 ${rows} 条……`,
  stopped: "查找已停止，以下为已找到的内容", end: "没有更多记录", nothing: "没有符合条件的记录", filterNote: "服务器按编号给出日志，筛选在本页逐段进行；每次最多查看 5 万条，可随时停止，也可继续。", list: "日志记录",
  check: {
    intro: "日志的每一行都含有前一行的哈希值。校验从第一行开始逐段核对，任何改动、插入或删除都会被发现。", start: "开始校验", again: "重新校验", stop: "停止", goOn: "继续校验",
    fromMark: "从保存的标记继续（可选）", fromMarkHint: "填写以前校验得到的编号与哈希，可以发现整条链被重新计算的情况", seq: "编号", hash: "哈希（64 位十六进制）",
    progress: (seq: number, head: number) => `已校验 ${seq} / ${head} 行`, label: "校验进度", intact: (rows: number) => `日志完整：共 ${rows} 行，全部相符。`, intactFrom: (from: number, rows: number) => `日志完整：从第 ${from} 行的标记起，至第 ${rows} 行全部相符。`,
    broken: (row: number) => `日志在第 ${row} 行断开！此前各行相符，此行及以后不可信，请立即报告管理员和审计人员。`, why: "服务器说明", stopped: (seq: number) => `已停止：至第 ${seq} 行相符，其余尚未校验。`, empty: "日志为空，没有可校验的行。",
    mark: "请另行保存此标记，以便日后核对", copy: "复制标记", copied: "已复制", badHash: "哈希须为 64 位十六进制小写字符，并同时填写编号",
  },
  delivery: {
    responder: "接收人编号", state: "状态", channel: "通道", created: "生成", step: "升级级别", way: "第几通道", attempts: "次数", finished: "完成", error: "最近错误", tries: "投递记录", next: "下次尝试",
    states: { pending: "等待", sending: "发送中", delivered: "已送达", failed: "失败", superseded: "已取代" }, outcomes: { delivered: "送达", retry: "将重试", held_back: "限流暂缓", failed: "失败", not_needed: "已不需要" },
    channels: { webhook: "Webhook", log: "日志", email: "电子邮件", wecom_robot: "企业微信机器人", wecom_app: "企业微信应用", sms: "短信", mqtt: "MQTT" },
    triesOf: (count: number) => `${count} 次`, took: (ms: number) => `耗时 ${ms} 毫秒`, notAsked: "未发送", older: "更早的通知", list: "通知投递", none: "没有符合条件的通知", noTry: "尚未尝试",
  },
  quarantine: {
    note: "无法识别或不被接受的报文，原样保存，最新在前。仅全区账号可见。", source: "来源", reason: "原因", payload: "报文", show: (bytes: number) => `查看（${bytes} 个字符）`, list: "隔离报文", none: "没有隔离的报文", limit: "最多行数", cut: (rows: number) => `仅列出最新 ${rows} 条`,
  },
  events: {
    "alert.raised": "告警发生", "alert.repeated": "告警持续", "alert.cleared": "告警恢复", "alert.cancelled": "告警取消", "alert.test": "测试告警", "alert.refused": "告警被拒",
    "incident.opened": "立案", "incident.raised": "事件升高级别", "incident.acknowledged": "受理", "incident.resolved": "处置完毕", "incident.closed": "结案", "incident.reopened": "重新打开", "incident.noted": "备注",
    "incident.merged": "并入其他事件", "incident.took_in": "并入了其他事件", "incident.split": "拆分", "incident.all_clear": "设备全部恢复", "incident.policy": "选定升级策略", "incident.silenced": "静默", "incident.unsilenced": "静默结束",
    "escalation.fired": "升级执行", "escalation.cancelled": "升级取消", "escalation.nobody": "无人可通知", "escalation.stalled": "升级停滞", "escalation.unheard": "无人应答",
    "notification.created": "生成通知", "notification.delivered": "通知送达", "notification.failed": "通知失败", "notification.retrying": "通知重试", "notification.next_way": "改用下一通道", "notification.superseded": "通知被取代",
    "responder.dispatched": "派遣", "responder.accepted": "接受", "responder.declined": "拒绝", "responder.en_route": "途中", "responder.on_scene": "到场", "responder.done": "完成",
    "follow_up.created": "新建跟进", "follow_up.done": "跟进完成", "follow_up.cancelled": "跟进取消", "callback.recorded": "回访", "drill.started": "开始演练", "storm.begun": "片区断线开始", "storm.ended": "片区断线结束",
    "hold.begun": "告警暂缓", "hold.ended": "暂缓结束", "hold.placed": "设置法律留存", "hold.released": "解除法律留存", "resident.exported": "导出老人资料", "resident.erased": "清除老人资料", "personal_data.revealed": "查看完整信息", "retention.forgotten": "到期清理",
    "silence.created": "设置静默", "silence.ended": "静默解除", "silence.expired": "静默到期", "silence.unreadable": "静默无法读取", "away.set": "老人外出", "away.ended": "老人返回", "test_mode.set": "测试模式", "test_mode.ended": "测试模式结束", "device.taken_out": "设备拆除",
    "account.created": "新建账号", "account.changed": "修改账号", "account.removed": "删除账号", "account.password_changed": "修改密码", "account.password_reset": "重设密码", "token.created": "新建令牌", "token.revoked": "吊销令牌",
    "session.opened": "登录", "session.closed": "退出", "session.refused": "登录被拒", "settings.reloaded": "重新载入配置", "policy.changed": "修改升级策略", "handover.written": "交班", "handover.signed": "接班签字", "responder.link_opened": "打开手机链接", "plans.imported": "导入计划",
    "roster.created": "新建排班", "roster.changed": "修改排班", "roster.deleted": "删除排班", "roster.imported": "导入排班", "roster.gap": "值班空缺", "roster.override_added": "新增调班", "roster.override_removed": "取消调班",
    "registry.added": "新增档案", "registry.changed": "修改档案", "registry.removed": "删除档案", "registry.imported": "导入档案", "registry.exported": "导出档案", "registry.revealed": "查看档案", "registry.import_begun": "开始导入", "registry.import_committed": "确认导入",
    "registry.import_failed": "导入失败", "registry.import_removed": "删除导入", "registry.rows_imported": "导入数据行", "gateway.epoch_changed": "网关记录重新开始", "platform.status": "平台回写",
  } as Record<string, string>,
};

const en: typeof zh = {
  tabs: { entries: "Entries", check: "Check the chain", deliveries: "Deliveries", quarantine: "Quarantine" },
  tabsLabel: "Journal", filters: "Filter",
  newest: "Newest first", upward: "From a number on", direction: "Order", startAt: "Begin at number", startHint: "Empty: at the newest (or at 1)",
  event: "Event begins with", eventHint: "such as incident. or alert.raised", actor: "Actor contains", incident: "Incident", incidentHint: "its id of 26 characters", apply: "Search", clear: "Clear",
  seq: "No.", time: "Time", what: "Event", who: "Actor", detail: "Detail", ofIncident: "Incident",
  older: "Older", onward: "Onward", first: "To the newest", stop: "Stop searching", goOn: "Search on",
  head: (seq) => `Newest number ${seq}`, looked: (rows, from, to) => `${rows} entries looked at (${from}–${to})`, searching: (rows) => `Searching; ${rows} entries looked at…`,
  stopped: "The search was stopped; this is what was found so far", end: "There are no more entries", nothing: "No entry fits", filterNote: "The server gives the journal by number; this page goes through it piece by piece to filter it. It stops after 50,000 entries, or whenever you like, and can go on from there.", list: "Entries of the journal",
  check: {
    intro: "Every row of the journal holds the hash of the row before. The check goes through them from the first on and finds whatever was changed, put in or taken out.", start: "Check the journal", again: "Check again", stop: "Stop", goOn: "Go on",
    fromMark: "Go on from a mark that was kept (optional)", fromMarkHint: "A number and hash of an earlier check also find a chain that somebody computed anew", seq: "Number", hash: "Hash (64 hexadecimal digits)",
    progress: (seq, head) => `${seq} of ${head} rows checked`, label: "Progress of the check", intact: (rows) => `The journal is intact: ${rows} rows, and all of them fit.`, intactFrom: (from, rows) => `The journal is intact: from the mark at row ${from} up to row ${rows} all of them fit.`,
    broken: (row) => `The journal breaks at row ${row}! The rows before it fit; this one and all after it cannot be trusted. Tell the administrator and the auditor now.`, why: "What the server says", stopped: (seq) => `Stopped: everything up to row ${seq} fits, the rest has not been checked.`, empty: "The journal is empty; there is nothing to check.",
    mark: "Keep this mark somewhere else, to check against it later", copy: "Copy the mark", copied: "Copied", badHash: "The hash has 64 lower-case hexadecimal digits and needs its number",
  },
  delivery: {
    responder: "Responder's id", state: "State", channel: "Channel", created: "Made", step: "Step", way: "Way", attempts: "Attempts", finished: "Finished", error: "Last error", tries: "Tries", next: "Next try",
    states: { pending: "pending", sending: "sending", delivered: "delivered", failed: "failed", superseded: "superseded" }, outcomes: { delivered: "delivered", retry: "will be tried again", held_back: "held back by our limits", failed: "failed", not_needed: "not needed any more" },
    channels: { webhook: "Webhook", log: "Log", email: "E-mail", wecom_robot: "WeCom robot", wecom_app: "WeCom app", sms: "Text message", mqtt: "MQTT" },
    triesOf: (count) => `${count} tries`, took: (ms) => `took ${ms} ms`, notAsked: "not sent", older: "Older notifications", list: "Deliveries", none: "No notification fits", noTry: "not tried yet",
  },
  quarantine: {
    note: "Messages that were not understood or not accepted, as they came, the newest first. Only for accounts of the whole district.", source: "Source", reason: "Reason", payload: "Message", show: (bytes) => `Show (${bytes} characters)`, list: "Quarantine", none: "Nothing is in quarantine", limit: "At most", cut: (rows) => `Only the newest ${rows}`,
  },
  events: {
    "alert.raised": "Alert raised", "alert.repeated": "Alert repeated", "alert.cleared": "Alert cleared", "alert.cancelled": "Alert cancelled", "alert.test": "Test alert", "alert.refused": "Alert refused",
    "incident.opened": "Opened", "incident.raised": "Raised", "incident.acknowledged": "Acknowledged", "incident.resolved": "Resolved", "incident.closed": "Closed", "incident.reopened": "Reopened", "incident.noted": "Note",
    "incident.merged": "Merged into another", "incident.took_in": "Took in another", "incident.split": "Split", "incident.all_clear": "All clear", "incident.policy": "Policy chosen", "incident.silenced": "Silenced", "incident.unsilenced": "Silence over",
    "escalation.fired": "Escalation step", "escalation.cancelled": "Escalation cancelled", "escalation.nobody": "Nobody to call", "escalation.stalled": "Escalation stalled", "escalation.unheard": "Nobody answered",
    "notification.created": "Notification made", "notification.delivered": "Notification delivered", "notification.failed": "Notification failed", "notification.retrying": "Notification tried again", "notification.next_way": "Next way tried", "notification.superseded": "Notification superseded",
    "responder.dispatched": "Dispatched", "responder.accepted": "Accepted", "responder.declined": "Declined", "responder.en_route": "En route", "responder.on_scene": "On scene", "responder.done": "Done",
    "follow_up.created": "Follow-up made", "follow_up.done": "Follow-up done", "follow_up.cancelled": "Follow-up cancelled", "callback.recorded": "Callback", "drill.started": "Drill", "storm.begun": "Area outage begun", "storm.ended": "Area outage over",
    "hold.begun": "Alert held back", "hold.ended": "No longer held back", "hold.placed": "Legal hold placed", "hold.released": "Legal hold released", "resident.exported": "Resident exported", "resident.erased": "Resident erased", "personal_data.revealed": "Shown in full", "retention.forgotten": "Old data forgotten",
    "silence.created": "Silence made", "silence.ended": "Silence ended", "silence.expired": "Silence expired", "silence.unreadable": "Silence not readable", "away.set": "Resident away", "away.ended": "Resident back", "test_mode.set": "Test mode", "test_mode.ended": "Test mode over", "device.taken_out": "Device taken out",
    "account.created": "Account made", "account.changed": "Account changed", "account.removed": "Account removed", "account.password_changed": "Password changed", "account.password_reset": "Password set", "token.created": "Token made", "token.revoked": "Token revoked",
    "session.opened": "Login", "session.closed": "Logout", "session.refused": "Login refused", "settings.reloaded": "Settings reloaded", "policy.changed": "Policy changed", "handover.written": "Handover written", "handover.signed": "Handover signed", "responder.link_opened": "Phone link opened", "plans.imported": "Plans imported",
    "roster.created": "Roster made", "roster.changed": "Roster changed", "roster.deleted": "Roster removed", "roster.imported": "Roster imported", "roster.gap": "Nobody on duty", "roster.override_added": "Override added", "roster.override_removed": "Override removed",
    "registry.added": "Registry row added", "registry.changed": "Registry row changed", "registry.removed": "Registry row removed", "registry.imported": "Registry imported", "registry.exported": "Registry exported", "registry.revealed": "Registry shown in full", "registry.import_begun": "Import begun", "registry.import_committed": "Import committed",
    "registry.import_failed": "Import failed", "registry.import_removed": "Import removed", "registry.rows_imported": "Rows imported", "gateway.epoch_changed": "Gateway's records begin anew", "platform.status": "Platform says",
  },
};

export const text = translated({ "zh-CN": zh, en });
export type TabName = keyof typeof zh.tabs;
