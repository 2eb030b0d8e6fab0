import { translated } from "../../words";

const zh = {
  tabs: { tasks: "跟进任务", tests: "设备测试", drills: "演练" }, moreRows: "显示更多",
  due: "期限", overdue: "已逾期", overdueBy: (time: string) => `已逾期 ${time}`, dueIn: (time: string) => `还有 ${time}`, days: (days: number) => `${days} 天`,
  what: "任务", kind: "类型", assignee: "负责人", nobody: "未指定", incident: "事件", openIncident: "查看事件", createdBy: "登记人",
  states: { open: "待办", overdue: "已逾期", done: "已完成", cancelled: "已取消", all: "全部" }, filterState: "按状态筛选", filterAssignee: "负责人（按回车筛选）",
  noTasks: "没有符合条件的跟进任务", doneNow: "完成", cancelNow: "取消任务", setDone: "任务已完成", setCancelled: "任务已取消", cancelAsk: "确定取消该任务？取消后不能恢复。",
  device: "设备", tested: "上次测试", never: "从未测试", dueAt: "应测试于", atOnce: "应立即测试", noTests: "没有逾期未测试的设备",
  testsText: "以下设备已到测试期限，或从未测试过。请安排技术员上门测试（在“静默 → 外出与检修”中开启检修模式）。", goTest: "开启检修模式",
  drillTitle: "发起演练", drillWarning: "演练会真实通知值班和处置人员！", drillText: "演练事件处处标明“演练”，但与真实事件一样逐级升级，真实发送消息，必须有人受理，并以“演练”结案。请提前知会相关负责人。",
  drillWhere: "演练地点", ofHome: "某一户", ofCommittee: "某居委会", homeText: "会通知该户的家属、邻居等处置人员。", committeeText: "只通知居委会及以上人员，不通知任何家属。", whichHome: "哪一户",
  whichCommittee: "哪个居委会", choose: "请选择", condition: "演练内容", note: "备注（写入事件）",
  sure: "我知道这会真实通知处置人员", start: "发起演练", started: "演练已开始", standing: "该处已有同类演练未结案，请先结案", openDrills: "未结案的演练", noDrills: "没有未结案的演练", opened: "开始",
  step: "已到级别",
};
const en: typeof zh = {
  tabs: { tasks: "Tasks", tests: "Device tests", drills: "Drills" }, moreRows: "Show more",
  due: "Due", overdue: "Overdue", overdueBy: (time) => `Overdue by ${time}`, dueIn: (time) => `${time} left`, days: (days) => `${days} days`,
  what: "Task", kind: "Kind", assignee: "Assignee", nobody: "Nobody named", incident: "Case", openIncident: "Open the case", createdBy: "Made by",
  states: { open: "To do", overdue: "Overdue", done: "Done", cancelled: "Cancelled", all: "All" }, filterState: "Filter by state",
  filterAssignee: "Assignee (Enter filters)", noTasks: "No such task", doneNow: "Done", cancelNow: "Cancel the task", setDone: "The task is done",
  setCancelled: "The task is cancelled", cancelAsk: "Cancel this task? It cannot be brought back.",
  device: "Device", tested: "Last test", never: "Never tested", dueAt: "Due", atOnce: "At once", noTests: "No device is overdue for a test",
  testsText: "These devices are due for a test, or were never tested. Send a technician, and set the maintenance mode (Silences, Away and maintenance) meanwhile.",
  goTest: "Maintenance mode",
  drillTitle: "Open a drill", drillWarning: "A drill really calls the responders!",
  drillText: "The case is marked as a drill everywhere, but climbs like a real one and sends real messages. It must be answered, and is closed as a drill. Tell those in charge beforehand.",
  drillWhere: "Where", ofHome: "A home", ofCommittee: "A committee", homeText: "Family, neighbours and other responders of the home are called.",
  committeeText: "Only people of the committee and above are called, no family.", whichHome: "Which home", whichCommittee: "Which committee",
  choose: "Choose", condition: "What to practise", note: "Note (stands in the case)",
  sure: "I know that this really calls people", start: "Open the drill", started: "The drill has begun",
  standing: "A drill of this class is open there already; close it first", openDrills: "Open drills", noDrills: "No drill is open", opened: "Since",
  step: "Step",
};
export const text = translated({ "zh-CN": zh, en });
