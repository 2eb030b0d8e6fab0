// The words of the registry.
import type { Schemas } from "../../api/client";
import { translated, wordIn } from "../../words";
import type { Rows, TableName } from "./tables";

type Responder = Schemas["ResponderRow"];
/// A column of any table, and what an import has beside them.
type ColumnName = { [T in TableName]: Exclude<keyof Rows[T], "version"> }[TableName] & string | "reason" | "actor";
/// In one table, where it is called otherwise there than elsewhere.
type InTable = { [T in TableName]: `${T}.${Exclude<keyof Rows[T], "version"> & string}` }[TableName];
type Columns = Record<ColumnName, string> & Partial<Record<InTable, string>>;

const zh = {
  tables: {
    streets: "街道", committees: "居委会", homes: "住户", access_notes: "进门方式", residents: "老人", contacts: "联系人", devices: "设备", gateways: "网关", responders: "处置人员", team_members: "小组成员",
  } satisfies Record<TableName, string>,
  /// What else may need a row.
  others: { incidents: "未结案事件", rosters: "值班表", legal_holds: "数据保全" },
  column: {
    id: "编号", name: "名称", street: "街道", committee: "居委会", home: "住户", gateway: "网关", address: "地址", notes: "备注", phone: "电话", birth_year: "出生年份", lives_alone: "独居",
    medical_notes: "医疗备注", resident: "老人", relation: "关系", has_key: "有钥匙", position: "联系顺序", call_at_night: "夜间可打", kind: "类型", manufacturer: "厂商", model: "型号",
    installed: "安装日期", serial: "序列号", level: "层级", scope: "所属范围", channel: "通知方式", channel2: "第二通知方式", address2: "第二通知地址", channel3: "第三通知方式",
    address3: "第三通知地址", team: "小组", member: "成员", reason: "原因", actor: "操作人",
    "access_notes.notes": "进门方式", "residents.name": "姓名", "contacts.name": "姓名", "responders.name": "姓名", "responders.address": "通知地址", "gateways.id": "网关编号",
    "streets.name": "街道名称", "committees.name": "居委会名称",
  } satisfies Columns as Columns,
  hint: {
    id: "1–128 字节，保存后不能更改", "gateways.id": "网关证书的 CN：1–64 个字母、数字或 . _ -，保存后不能更改", "devices.id": "与网关上报的设备编号一致，同一住户内唯一",
    "homes.gateway": "网关证书的 CN；没有网关则留空", "contacts.position": "1 为最先联系", "devices.installed": "不清楚可留空", "access_notes.notes": "如钥匙存放处、门禁密码。查看会记入台账",
    reference: "输入编号或关键字，从提示中选择",
  },
  levels: { home: "家属/邻里（住户）", committee: "居委会", street: "街道", district: "区中心" } satisfies Record<Responder["level"], string>,
  responderKinds: { person: "个人", team: "小组", member: "组员（只随小组通知）" } satisfies Record<Responder["kind"], string>,
  channels: {
    webhook: "Webhook", log: "仅记日志", email: "邮件", wecom_robot: "企业微信群机器人", wecom_app: "企业微信应用", sms: "短信", mqtt: "MQTT",
  } satisfies Record<Responder["channel"], string>,
  addressHint: {
    webhook: "以 http:// 或 https:// 开头的网址", log: "留空", email: "邮箱地址", wecom_robot: "机器人名称，可加需提醒的手机号：night-watch:13800000000,13900000000", wecom_app: "企业微信成员账号",
    sms: "手机号；境外号码以 + 和国家代码开头", mqtt: "主题，不含通配符，不以 $ 或 anju/ 开头", "": "先选择通知方式",
  } satisfies Record<Responder["channel"] | "", string>,
  sections: "档案表", imports: "导入", listOf: (table: string) => `${table}列表`, filters: "筛选", apply: "筛选", clear: "清除筛选", oneFilter: "一次只能按一项筛选", openById: "按编号打开", open: "打开", exactId: "完整编号",
  first: "第一页", previous: "上一页", next: "下一页", pages: "翻页", empty: "没有记录", emptyHere: "没有符合条件的记录", rows: (count: number) => `本页 ${count} 条`, show: "查看", card: "住户卡",
  addTo: (table: string) => `新增${table}`, changeOf: (table: string, key: string) => `修改${table}：${key}`, viewOf: (table: string, key: string) => `${table}：${key}`,
  removeOf: (table: string, key: string) => `删除${table}：${key}`, rowActions: (act: string, key: string) => `${act} ${key}`,
  saved: "已保存", removed: "已删除", notSaid: "未填写", none: "无", choose: "请选择",
  reasonHint: "本页打开期间会保留；最多 200 字节（约 66 个汉字）", exists: "编号已存在，未作更改。请换一个编号，或关闭后修改原有记录。",
  changedMeanwhile: "他人已先修改了这条记录，您的内容尚未保存。不同之处已标在各栏下方；再次保存将以您填写的内容为准。", nowIs: (value: string) => `他人已改为：${value}`,
  removedMeanwhile: "这条记录已被他人删除，您的内容尚未保存。", changedBeforeRemove: "他人刚修改过这条记录，未删除。请关闭后查看最新内容。",
  removeText: "删除后无法恢复，只能重新录入。", removeHome: "该住户的进门方式会一并删除。", inUse: "以下内容仍在使用这条记录，未删除：", inUseMost: "（最多列出 20 项）",
  fieldWrong: (field: string, expected: string) => `“${field}”应为：${expected}`, found: (expected: string, found: string) => `${expected}；文件中为 ${found}`,
  accessWhy: "查看进门方式须说明原因，并记入台账。", masked: "个人信息已脱敏", shownInFull: "已显示完整信息，此次查看已记入台账", revealHint: "选择“其他”时必填，不记入台账",
  homeTitle: (name: string) => `住户 ${name}`, noHome: "档案中没有这一住户，或不在您的权限范围内。", facts: "基本信息", noGateway: "未装网关", gatewayStates: { online: "在线", lost: "失联", offline: "离线", unheard: "从未上报" },
  lastHeard: (at: string) => `最近上报 ${at}`, pending: (count: number) => `网关中还有 ${count} 条待上传`, gap: "上报记录有缺失", software: (version: string) => `软件版本 ${version}`,
  noResidents: "尚未登记老人", noContacts: "尚未登记联系人", contactsOf: (name: string) => `${name}的联系人`, noDevices: "尚未登记设备", devices: "设备与测试", lastTest: "最近测试", nextTest: "下次测试", never: "从未测试", dueNow: "现在", overdue: "已逾期", fine: "正常", notTested: "不需定期测试",
  openCases: "未结案事件", closedCases: "已结案事件", noOpen: "没有未结案的事件", noClosed: "没有已结案的事件", disposition: "处置结果", opened: "立案", closed: "结案", headline: "告警",
  quiet: "静默与外出", away: (until: string) => `外出至 ${until}`, notAway: "未登记外出", silences: (count: number) => `生效或待生效的静默 ${count} 项`, toSilences: "查看静默与外出", homes: "返回住户列表", edit: "修改住户", addResident: "新增老人",
  addContact: "新增联系人", addDevice: "新增设备", accessChange: "修改进门方式", accessAdd: "登记进门方式", noAccess: "尚未登记进门方式", accessHidden: "进门方式需说明原因后查看", caseNotes: "事件备注",
  exportTitle: (table: string) => `导出${table}`, exportText: "导出的内容未脱敏，导出会记入台账。请妥善保管文件。", exportEncoding: "编码", encodings: { "utf-8-bom": "UTF-8（含 BOM，Excel 可直接打开）", "utf-8": "UTF-8", gb18030: "GB18030" }, exported: "已导出", exportDo: "导出",
  importTitle: "导入 CSV", newImport: "新的导入", importIntro: "文件名决定导入哪张表，可一次选择多个。先检查并预览，确认后才写入档案；导入只新增和修改，不删除。", fileNames: "可用的文件名：", choice: "选择 CSV 文件（可多选）", chosen: "已选文件",
  file: "文件", table: "表", size: "大小", bytes: (kib: number) => `${kib} KB`, unknownFile: "文件名不对应任何表，不能导入；请改名或移除", twice: "这张表选了两个文件，请移除一个", sent: "已上传", sending: "上传中……", waiting: "待上传", removeFile: (name: string) => `移除 ${name}`,
  encoding: "文件编码", importEncodings: { detect: "自动识别", "utf-8": "UTF-8", gb18030: "GB18030" }, check: "上传并检查（不改动档案）", checkAgain: "上传并重新检查（不改动档案）", replaceTitle: "更正后重新上传", replaceText: "重新上传的文件会替换此导入中同名的表，其余文件保留。",
  bringIn: "正式导入", bringInText: "以上只是预览，档案尚未改动。", discard: "删除此导入", discardText: "上传的文件和检查结果会被删除；已经写入档案的内容不受影响。", discarded: "导入已删除", importStates: {
    draft: "草稿，尚未检查", checking: "正在检查", checked: "检查通过，尚未写入档案", refused: "检查未通过，档案未改动", applying: "正在写入档案", finished: "导入完成", failed: "导入失败",
  }, progress: (done: number, rows: number) => `${done} / ${rows} 行`, checkingText: "正在检查文件……", applyingText: "写入期间告警照常处理；可以离开此页，稍后再看。", added: "新增", changed: "修改", unchanged: "不变", rowsIn: "总行数", preview: "预览", result: "结果",
  errors: (count: number) => `发现 ${count} 处问题，改正后重新上传：`, line: "行", place: "列", problem: "问题", past: "历次导入", noImports: "还没有导入过", createdAt: "开始时间", importOf: (at: string) => `${at} 的导入`, allImports: "所有导入",
};

const en: typeof zh = {
  tables: {
    streets: "Streets", committees: "Committees", homes: "Homes", access_notes: "Ways in", residents: "Residents", contacts: "Contacts", devices: "Devices", gateways: "Gateways", responders: "Responders", team_members: "Team members",
  },
  others: { incidents: "Open incident", rosters: "Roster", legal_holds: "Legal hold" },
  column: {
    id: "Id", name: "Name", street: "Street", committee: "Committee", home: "Home", gateway: "Gateway", address: "Address", notes: "Notes", phone: "Phone", birth_year: "Year of birth", lives_alone: "Lives alone",
    medical_notes: "Medical notes", resident: "Resident", relation: "Relation", has_key: "Has a key", position: "Call order", call_at_night: "At night too", kind: "Kind", manufacturer: "Manufacturer", model: "Model",
    installed: "Installed", serial: "Serial number", level: "Level", scope: "Where", channel: "Channel", channel2: "Second channel", address2: "Second address", channel3: "Third channel",
    address3: "Third address", team: "Team", member: "Member", reason: "Why", actor: "By",
    "access_notes.notes": "How to get in", "responders.address": "Address of the channel", "gateways.id": "Gateway",
  },
  hint: {
    id: "1 to 128 bytes; it cannot be changed later", "gateways.id": "The CN of its certificate: 1 to 64 letters, digits and . _ -; it cannot be changed later", "devices.id": "As the gateway names it; unique in its home",
    "homes.gateway": "The CN of its certificate; empty if there is none", "contacts.position": "1 is called first", "devices.installed": "Empty if it is not known", "access_notes.notes": "Where the key is, the door's code. Whoever looks stands in the journal",
    reference: "Type an id or a word and choose from what is offered",
  },
  levels: { home: "Family or neighbour (home)", committee: "Committee", street: "Street", district: "District" },
  responderKinds: { person: "Person", team: "Team", member: "Member (called only with a team)" },
  channels: { webhook: "Webhook", log: "Log only", email: "E-mail", wecom_robot: "WeCom group robot", wecom_app: "WeCom app", sms: "SMS", mqtt: "MQTT" },
  addressHint: {
    webhook: "A URL with http:// or https://", log: "Empty", email: "An e-mail address", wecom_robot: "The robot's name, with mobiles to mention if wanted: night-watch:13800000000,13900000000", wecom_app: "A WeCom user id",
    sms: "A mobile number; abroad with + and the country's code", mqtt: "A topic without wildcards that starts neither with $ nor with anju/", "": "Choose a channel first",
  },
  sections: "Tables of the registry", imports: "Import", listOf: (table) => `List: ${table}`, filters: "Filter", apply: "Filter", clear: "Clear the filter", oneFilter: "One column at a time", openById: "Open by id", open: "Open", exactId: "The whole id",
  first: "First page", previous: "Previous page", next: "Next page", pages: "Pages", empty: "No rows", emptyHere: "No row fits the filter", rows: (count) => `${count} on this page`, show: "View", card: "Home card",
  addTo: (table) => `Add to: ${table}`, changeOf: (table, key) => `${table}: change ${key}`, viewOf: (table, key) => `${table}: ${key}`,
  removeOf: (table, key) => `${table}: remove ${key}`, rowActions: (act, key) => `${act} ${key}`,
  saved: "Saved", removed: "Removed", notSaid: "not said", none: "None", choose: "Choose",
  reasonHint: "Kept while this page is open; 200 bytes at most", exists: "There is a row with this id already; nothing was changed. Choose another id, or close this and change that row.",
  changedMeanwhile: "Somebody changed this row first; yours is not saved. What differs stands below each field; saving again keeps what you typed.", nowIs: (value) => `Now it is: ${value}`,
  removedMeanwhile: "Somebody removed this row; yours is not saved.", changedBeforeRemove: "Somebody has just changed this row; it was not removed. Close this and look at it as it is now.",
  removeText: "A removed row can only be typed in again.", removeHome: "How to get in is removed with the home.", inUse: "It was not removed, because these need it:", inUseMost: "(20 at most are listed)",
  fieldWrong: (field, expected) => `${field}: expected ${expected}`, found: (expected, found) => `${expected}; the file has ${found}`,
  accessWhy: "Say why you look at how to get in; the journal keeps it.", masked: "Personal data is masked", shownInFull: "Shown in full; the journal keeps that you looked", revealHint: "Needed for “Other”; the journal does not keep it",
  homeTitle: (name) => `Home ${name}`, noHome: "There is no such home in the registry, or it is not yours to see.", facts: "The home", noGateway: "No gateway", gatewayStates: { online: "online", lost: "lost", offline: "offline", unheard: "never heard of" },
  lastHeard: (at) => `last heard ${at}`, pending: (count) => `${count} still wait in the gateway`, gap: "records are missing", software: (version) => `software ${version}`,
  noResidents: "No residents yet", noContacts: "No contacts yet", contactsOf: (name) => `Contacts of ${name}`, noDevices: "No devices yet", devices: "Devices and tests", lastTest: "Last test", nextTest: "Next test", never: "never", dueNow: "now", overdue: "overdue", fine: "in time", notTested: "is not tested regularly",
  openCases: "Open incidents", closedCases: "Closed incidents", noOpen: "No open incidents", noClosed: "No closed incidents", disposition: "Disposition", opened: "Opened", closed: "Closed", headline: "Alarm",
  quiet: "Silences and absence", away: (until) => `Away until ${until}`, notAway: "Not away", silences: (count) => `Silences now or later: ${count}`, toSilences: "Silences and absences", homes: "Back to the homes", edit: "Change the home", addResident: "Add a resident",
  addContact: "Add a contact", addDevice: "Add a device", accessChange: "Change how to get in", accessAdd: "Write how to get in", noAccess: "Nothing is written about how to get in", accessHidden: "Shown for a reason", caseNotes: "Notes of incidents",
  exportTitle: (table) => `Export: ${table}`, exportText: "What is exported is not masked, and the journal keeps that you exported it. Look after the file.", exportEncoding: "Encoding", encodings: { "utf-8-bom": "UTF-8 with BOM (opens in Excel)", "utf-8": "UTF-8", gb18030: "GB18030" }, exported: "Exported", exportDo: "Export",
  importTitle: "Import CSV", newImport: "A new import", importIntro: "A file's name says into which table it goes; choose several at once. First all is checked and shown; only then is it brought in. An import adds and changes, it never removes.", fileNames: "Names that there are:", choice: "CSV files (several at once)", chosen: "Chosen files",
  file: "File", table: "Table", size: "Size", bytes: (kib) => `${kib} KB`, unknownFile: "No table has this name; rename the file or take it out", twice: "Two files for this table; take one out", sent: "sent", sending: "sending…", waiting: "waits", removeFile: (name) => `Take out ${name}`,
  encoding: "Encoding of the files", importEncodings: { detect: "Detect", "utf-8": "UTF-8", gb18030: "GB18030" }, check: "Send and check (changes nothing)", checkAgain: "Send and check again (changes nothing)", replaceTitle: "Send corrected files", replaceText: "A file that you send replaces the one of the same table; the others stay.",
  bringIn: "Bring it in", bringInText: "This is a preview; nothing has been changed yet.", discard: "Remove this import", discardText: "The files and what was found in them are removed; what is in the registry stays.", discarded: "The import was removed", importStates: {
    draft: "draft, not checked", checking: "being checked", checked: "checked, not brought in", refused: "refused, nothing was changed", applying: "being brought in", finished: "finished", failed: "failed",
  }, progress: (done, rows) => `${done} of ${rows} rows`, checkingText: "Checking the files…", applyingText: "Alarms have their turn meanwhile; you may leave this page and look again later.", added: "Added", changed: "Changed", unchanged: "Unchanged", rowsIn: "Rows in all", preview: "Preview", result: "Result",
  errors: (count) => `${count} mistakes; mend them and send the files again:`, line: "Line", place: "Column", problem: "Mistake", past: "Imports so far", noImports: "No imports yet", createdAt: "Begun", importOf: (at) => `Import of ${at}`, allImports: "All imports",
};

export const text = translated({ "zh-CN": zh, en });

export const columnWord = (table: TableName, column: string) => wordIn(text.value.column, `${table}.${column}`) ?? wordIn(text.value.column, column) ?? column;
export const tableWord = (table: string) => wordIn(text.value.tables, table) ?? wordIn(text.value.others, table) ?? table;
