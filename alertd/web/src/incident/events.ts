// The journal's events in words. An event that is not here is shown by its own name: a newer server has more.
import { translated, wordIn } from "../words";

const zh = {
  "alert.raised": "告警", "alert.repeated": "持续告警", "alert.cleared": "设备恢复", "alert.cancelled": "设备取消", "alert.test": "测试", "alert.refused": "告警被拒收",
  "callback.recorded": "回访", "escalation.cancelled": "升级停止", "escalation.fired": "升级", "escalation.nobody": "该级无人可通知", "escalation.stalled": "升级停滞", "escalation.unheard": "该级无人收到",
  "follow_up.created": "新增跟进任务", "follow_up.done": "跟进完成", "follow_up.cancelled": "跟进取消",
  "incident.acknowledged": "受理", "incident.assigned": "转交", "incident.all_clear": "设备全部恢复", "incident.closed": "结案", "incident.merged": "并入其他事件", "incident.noted": "备注", "incident.opened": "立案", "incident.policy": "选定升级策略",
  "incident.raised": "级别上升", "incident.reopened": "重新打开", "incident.resolved": "处置完毕", "incident.silenced": "静默", "incident.split": "拆分", "incident.took_in": "并入", "incident.unsilenced": "静默结束",
  "notification.created": "准备通知", "notification.delivered": "通知送达", "notification.failed": "通知失败", "notification.next_way": "改用下一通道", "notification.retrying": "重试通知", "notification.superseded": "通知取消",
  "platform.status": "平台回写", "responder.link_opened": "打开手机链接", "responder.dispatched": "派遣", "responder.accepted": "接受", "responder.declined": "拒绝", "responder.en_route": "途中", "responder.on_scene": "到场", "responder.done": "完成",
  "roster.gap": "排班空缺", "storm.begun": "片区断线开始", "storm.ended": "片区断线结束",
};
const en: typeof zh = {
  "alert.raised": "Alert", "alert.repeated": "Alert again", "alert.cleared": "Device reports clear", "alert.cancelled": "Cancelled at the device", "alert.test": "Test", "alert.refused": "Alert refused",
  "callback.recorded": "Called back", "escalation.cancelled": "Escalation stopped", "escalation.fired": "Escalation", "escalation.nobody": "Nobody on this step", "escalation.stalled": "Escalation stalled", "escalation.unheard": "Nobody of this step was reached",
  "follow_up.created": "Follow-up", "follow_up.done": "Follow-up done", "follow_up.cancelled": "Follow-up cancelled",
  "incident.acknowledged": "Acknowledged", "incident.assigned": "Handed over", "incident.all_clear": "All devices clear", "incident.closed": "Closed", "incident.merged": "Merged into another", "incident.noted": "Note", "incident.opened": "Opened", "incident.policy": "Policy chosen",
  "incident.raised": "Severity rose", "incident.reopened": "Reopened", "incident.resolved": "Resolved", "incident.silenced": "Silenced", "incident.split": "Split", "incident.took_in": "Took another in", "incident.unsilenced": "Silence over",
  "notification.created": "Notification", "notification.delivered": "Delivered", "notification.failed": "Not delivered", "notification.next_way": "Next channel", "notification.retrying": "Tried again", "notification.superseded": "Not needed any more",
  "platform.status": "City platform", "responder.link_opened": "Opened the link", "responder.dispatched": "Dispatched", "responder.accepted": "Accepted", "responder.declined": "Declined", "responder.en_route": "En route", "responder.on_scene": "On scene", "responder.done": "Done",
  "roster.gap": "Nobody on duty", "storm.begun": "Area outage begins", "storm.ended": "Area outage over",
};
/// What the journal's page has to have words for, too.
export type CaseEvent = keyof typeof zh;
const table = translated({ "zh-CN": zh, en });

export const eventText = (event: string) => wordIn(table.value, event) ?? event;
