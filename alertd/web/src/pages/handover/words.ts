import { translated } from "../../words";

const zh = {
  area: "交接范围", district: "全区", noArea: "交接班须有全区或整条街道的权限；您的权限只到居委会。",
  now: "当前未了事项", nowLead: "随事件实时更新", waiting: "未受理", silences: "生效中的静默", overdue: "逾期跟进任务",
  cases: "未结案的紧急与关爱事件", casesNone: "没有未结案的紧急或关爱事件", casesMore: (count: number) => `另有 ${count} 个事件未列出，请到事件列表查看`,
  what: "告警", where: "地址", state: "状态", owner: "处置人", since: "立案", nobody: "无人受理",
  write: "写交班", writeText: "交班内容", writeHint: "写给接班人：正在处理什么、要盯住谁、答应了什么。内容属个人信息，不进日志，按备注的保存期限清除。",
  bytes: (used: number, most: number) => `${used} / ${most} 字节`, tooLong: (over: number) => `超出 ${over} 字节，请精简`,
  adds: "提交时系统自动附上", addsList: (cases: number) => `${cases} 个紧急与关爱事件的编号`, submit: "提交交班", written: "交班已提交，等待接班人签收",
  box: (count: number) => `有 ${count} 份交班等待接班人签收`, boxOwn: "您写的交班，须由接班人签收", boxElse: (count: number) => `其他范围还有 ${count} 份待签收`,
  sign: "接班签收", signing: "接班签收", signLead: "签收后即由您接班。签收只有一次，不能撤回。", comment: "签收意见（可不填）", signed: "已签收，您已接班", own: "不能签收自己写的交班，请由接班人签收", taken: (who: string) => `已由 ${who} 签收`,
  list: "交接记录", all: "全部", unsigned: "待签收", signedOnly: "已签收", none: "没有交接记录", more: "显示更早的记录", open: "查看",
  writtenAt: "交班时间", author: "交班人", content: "内容", left: "未了事项", signedBy: "接班人", signedAt: "签收时间", pending: "待签收", forgotten: "内容已按保存期限清除", noComment: "无意见",
  sheet: "交接单", back: "返回交接班", casesThen: "交班时未结案的紧急与关爱事件", closedSince: "已不在未结案列表",
  printSigns: { from: "交班人签字", to: "接班人签字" }, comments: "签收意见", printed: (time: string) => `打印时间 ${time}`,
};
const en: typeof zh = {
  area: "Area", district: "Whole district", noArea: "Handing over needs the whole district or a whole street; you have committees only.",
  now: "Open now", nowLead: "Follows the incidents live", waiting: "Not acknowledged", silences: "Silences in force", overdue: "Follow-ups overdue",
  cases: "Open emergencies and welfare", casesNone: "No emergency or welfare incident is open", casesMore: (count: number) => `${count} more are not listed here; see the list of incidents`,
  what: "Alert", where: "Address", state: "State", owner: "Owner", since: "Opened", nobody: "Nobody yet",
  write: "Hand over", writeText: "For the next officer", writeHint: "What is being done, who needs an eye on, what was promised. These words are personal data: they are in no journal and are forgotten as notes are.",
  bytes: (used: number, most: number) => `${used} of ${most} bytes`, tooLong: (over: number) => `${over} bytes too long`,
  adds: "Added by the server when you submit", addsList: (cases: number) => `the ids of ${cases} emergency and welfare incidents`, submit: "Hand over", written: "Handed over; it waits for the next officer's signature",
  box: (count: number) => (count === 1 ? "A handover is waiting for your signature" : `${count} handovers are waiting for your signature`), boxOwn: "You wrote this; the next officer signs it", boxElse: (count: number) => count === 1 ? "One more is waiting in another area" : `${count} more are waiting in other areas`,
  sign: "Take over", signing: "Take over", signLead: "With your signature the duty is yours. It is given once and cannot be taken back.", comment: "Comment (optional)", signed: "Signed; the duty is yours", own: "You cannot sign your own handover; the next officer does", taken: (who: string) => `Signed already, by ${who}`,
  list: "Handovers", all: "All", unsigned: "Waiting", signedOnly: "Signed", none: "No handovers", more: "Show earlier ones", open: "Show",
  writtenAt: "Written", author: "Handed over by", content: "Words", left: "Left open", signedBy: "Taken over by", signedAt: "Signed", pending: "Waiting for a signature", forgotten: "The words were forgotten after their time", noComment: "No comment",
  sheet: "Handover", back: "Back to the handovers", casesThen: "Emergencies and welfare that were open", closedSince: "Not open any more",
  printSigns: { from: "Handed over", to: "Taken over" }, comments: "Comment", printed: (time: string) => `Printed ${time}`,
};
export const text = translated({ "zh-CN": zh, en });
