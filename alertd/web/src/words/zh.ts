// Every word of the page in Chinese; its shape is what every other language must have.
import type { Schemas } from "../api/client";
import { attendanceZh, classZh, conditionZh, dispositionZh } from "./domain";

type Named<T extends string> = Record<T, string>;
type DeviceKind = Schemas["DeviceRow"]["kind"] | "gateway" | "unknown";
type Source = "broker" | "writes";

export const zh = {
  title: "安居 · 值守",
  brand: "安居", skip: "跳到正文",
  otherLanguage: "English",
  theme: { light: "浅色", dark: "深色", system: "跟随系统" },
  nav: {
    incidents: "事件", wall: "大屏", handover: "交接班", rosters: "值班表", silences: "静默", follow: "跟进",
    registry: "档案", reports: "统计", journal: "台账", admin: "管理", policies: "升级策略",
  },
  common: {
    save: "保存", cancel: "取消", close: "关闭", confirm: "确定", retry: "重试", loading: "加载中……", none: "暂无", all: "全部", yes: "是", no: "否",
    more: "更多", reason: "原因（记入台账，请勿填写姓名）", search: "搜索", from: "开始", until: "结束", note: "备注", author: "操作人", change: "修改", remove: "删除", add: "新增", export: "导出 CSV", import: "导入 CSV", print: "打印", refresh: "刷新", unknown: "未知", back: "返回",
    street: "街道", committee: "居委会", home: "住户", device: "设备", state: "状态", time: "时间", since: "起始", actions: "操作", required: "必填", labelled: (label: string, what: string) => `${label}：${what}`, bracketed: (name: string, more: string) => `${name}（${more}）`,
  },
  login: {
    name: "账号", password: "密码", submit: "登录", logout: "退出", operator: "值班人", needName: "请先填写值班人姓名",
    mustChange: "此密码由他人设置，请先修改。", current: "当前密码", next: "新密码（至少 12 个字符）", change: "修改密码",
    audioTitle: "开启声音", audioText: "告警时需要发出声音。请点击按钮，并确认听到提示音。", audioButton: "播放提示音并开启", audioHeard: "听到了", audioMuted: "静音值守",
  },
  trouble: {
    lost: (seconds: number) => `与服务器的连接已中断 ${seconds} 秒，以下内容可能不是最新！正在重连……`,
    failing: {
      broker: "服务器与各户网关之间的消息通道已中断，现在收不到新的告警！请立即通知技术人员", writes: "服务器无法保存数据，新的告警进不了列表！请立即通知技术人员",
    } satisfies Named<Source> as Named<Source> & Partial<Named<string>>,
    incomplete: "事件过多，列表不完整；请使用筛选或“统计”", clock: (seconds: number) => `本机时钟偏差 ${seconds} 秒，计时以服务器为准`,
    standing: (state: string, owner: string) => `该事件现为“${state}”${owner ? `，处置人：${owner}` : ""}`,
    failed: (why: string) => `操作失败：${why}`, unreachable: "无法连接服务器，内容已保留，请稍后重试", fileChanged: "文件在选择之后有改动，请重新选择",
    busy: (seconds: number | null) => `服务器繁忙或尝试过多，请${seconds ? ` ${seconds} 秒` : "稍"}后重试`,
  },
  list: {
    waited: "等待", what: "告警", where: "地址", state: "状态", reports: "次数", empty: "当前没有未结案的事件", emptyFilter: "没有符合筛选条件的事件", unregistered: "未登记",
    summary: (waiting: number, open: number) => `未受理 ${waiting} · 未结案 ${open}`, shown: (count: number) => `显示 ${count} 条`, hidden: (count: number) => `筛选隐藏了 ${count} 条未受理！`, above: (count: number) => `上方还有 ${count} 条未受理`, label: "事件列表",
    allClear: "设备已恢复", silenced: (until: string) => `静默至 ${until}`, owner: "处置人", step: (step: number) => `第 ${step} 级`, times: (count: number) => `${count} 次`,
    part: (part: number) => `（拆分 ${part}）`,
    bulk: (count: number, hidden: number) => `已选 ${count} 条${hidden ? `（另有 ${hidden} 条被筛选隐藏，不受影响）` : ""}`, bulkAcknowledge: "批量受理", bulkClear: "取消选择", selectRow: "选择此行",
  },
  filter: {
    class: "类别", severity: "级别", state: "受理", street: "街道", committee: "居委会", exercise: "测试/演练", words: "过滤（地址、住户、网关）", clear: "清除筛选",
    states: { "": "全部", waiting: "未受理", mine: "我的", taken: "已受理" }, exercises: { "": "全部", no: "仅真实", only: "仅演练" },
  },
  storm: {
    banner: (street: string, gone: number) => `片区断线：${street}，当前 ${gone} 台设备或网关失联，已合并为一个事件；紧急告警不受影响`, show: "查看",
  },
  sound: { on: "声音开", off: "静音", blocked: "浏览器尚未允许发声，点此开启" },
  act: {
    acknowledge: "受理", dispatch: "派遣", resolve: "处置完毕", close: "结案", reopen: "重新打开", takeOver: "接手", assign: "转交", assignTo: "转交给（账号）", note: "添加备注", merge: "并入其他事件", split: "拆分", followUp: "跟进任务", callback: "回访记录", reveal: "显示完整信息", print: "打印", silence: "静默",
    disposition: "处置结果", dispositionNeeded: "请选择处置结果", responder: "人员", noteText: "备注内容", mergeInto: "并入哪个事件", splitAlerts: "哪些告警单独成案", revealReason: "查看原因", revealText: "说明",
    followUpText: "任务内容", followUpDue: "期限", followUpKind: "类型", assignee: "负责人", party: "回访对象", outcome: "结果", done: "完成", cancel: "取消任务", asResponder: (name: string) => `代 ${name} 登记`,
  },
  incident: {
    pane: "事件详情", card: "住户", residents: "老人", contacts: "联系人", phone: "电话", born: (year: number) => `${year} 年生`, alone: "独居", medical: "医疗备注", key: "有钥匙", night: "夜间可打", masked: "信息已脱敏", notRegistered: "未登记的住户，以网关上报为准",
    access: "进门方式", accessShow: "查看进门方式", alerts: "告警", timeline: "时间线", escalation: "升级", nextStep: (step: number) => `第 ${step} 级`, due: (time: string) => `${time} 后`, overdue: "正在执行", stopped: "已停止升级", policy: "升级策略", usual: "常规",
    people: "处置人员", nobody: "尚无人员响应", onDuty: "现在值班", notes: "备注", held: (count: number) => `另有 ${count} 条告警因本事件暂不通知`, followUps: "跟进任务", callbacks: "回访记录", notifications: "通知", merged: "已并入本事件", mergedInto: "已并入", ticket: "平台工单", evidence: "原始报文", silencedAlerts: "静默的告警",
    signals: "设备信号", first: "首次", last: "最近", count: "次数", values: "读数", opened: "立案", acknowledged: "受理", arrived: "到场", closed: "结案", back: "返回列表", since: "始于", select: "请选择左侧的事件", storm: (gone: number, most: number) => `当前失联 ${gone}，最多 ${most}`, map: "地图",
  },
  search: { label: "搜索住户：姓名、拼音、电话、地址、网关", short: "搜索住户", nothing: "没有找到", more: "结果较多，未全部列出，请多输入几个字", incomplete: "最新的档案改动尚未编入索引，可能找不到", openCase: "未结案事件" },
  class: classZh,
  severity: { minor: "轻微", major: "重要", critical: "危急" } satisfies Named<Schemas["Severity"]>,
  incidentState: {
    open: "立案", dispatched: "派遣", acknowledged: "处置", en_route: "途中", on_scene: "到场", resolved: "核查", closed: "结案",
  } satisfies Named<Schemas["IncidentState"]>,
  condition: conditionZh,
  disposition: dispositionZh,
  attendance: attendanceZh,
  phase: { raised: "发生", repeated: "持续", cleared: "恢复", cancelled: "取消" } satisfies Named<Schemas["Alert"]["phase"]>,
  exercise: { test: "测试", drill: "演练" },
  role: { viewer: "只读", street: "街道", operator: "值守", auditor: "审计", administrator: "管理员" } satisfies Named<Schemas["Role"]>,
  level: { home: "家属", committee: "居委会", street: "街道", district: "区中心" },
  revealReason: {
    emergency: "紧急处置", call_back: "回访", follow_up: "跟进", complaint: "投诉", audit: "审计", request_of_resident: "本人要求", other: "其他",
  } satisfies Named<Schemas["RevealDraft"]["reason"]>,
  followUpKind: { visit: "上门", call: "电话", repair: "维修", registry: "补登档案", other: "其他" } satisfies Named<Schemas["FollowUpKind"]>,
  followUpState: { open: "待办", done: "完成", cancelled: "取消" } satisfies Named<Schemas["FollowUpState"]>,
  callOutcome: { spoke: "已通话", no_answer: "无人接听", wrong_number: "号码错误", declined_help: "谢绝帮助" } satisfies Named<Schemas["CallOutcome"]>,
  calledParty: { resident: "老人", contact: "联系人", neighbour: "邻居", other: "其他" } satisfies Named<Schemas["CalledParty"]>,
  kind: {
    smoke: "烟感", co: "一氧化碳探测器", gas: "燃气探测器", water_leak: "水浸传感器", call_button: "呼叫按钮", button: "按钮", water_meter: "水表", fall: "跌倒传感器", presence: "人体存在",
    vibration: "振动", door: "门磁", bed: "床垫", badge: "胸牌", blood_pressure: "血压计", spo2: "血氧仪", thermometer: "体温计", sleep: "睡眠监测", camera_ai: "智能摄像头", gateway: "网关", unknown: "未知设备",
  } satisfies Named<DeviceKind>,
};

export type Words = typeof zh;
