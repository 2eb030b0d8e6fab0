// The words of the administration.
import { translated } from "../../words";

const zh = {
  tabs: { accounts: "账号", tokens: "API 令牌", holds: "法律留存", residents: "个人资料" },
  tabsLabel: "管理项目",
  why: "原因（记入日志）", whys: { setup: "初始设置", new_person: "新人入职", new_duty: "岗位变动", left: "离岗", lost_secret: "密码或密钥遗失", suspicion: "疑似泄露", other: "其他" },
  scope: "范围", district: "全区", limited: "指定街镇或居委会", streets: "街镇", committees: "居委会", chooseScope: "请至少选择一个街镇或居委会", administratorScope: "管理员固定为全区范围", streetScope: "街道角色必须指定街镇或居委会",
  chosen: (count: number) => `已选 ${count} / 40`, filter: "查找街镇或居委会", role: "角色", name: "名称", nameHint: "字母、数字、点、横线、下划线，最多 64 个字符；不能再给他人使用",
  created: "创建", changed: "修改", now: "当前",
  roleHints: { viewer: "只读，个人信息脱敏", street: "在所属街镇内处置事件", operator: "处置事件、排班、静默", auditor: "查看日志与统计，不能处置", administrator: "全部权限，含账号、档案与清除资料" },
  secret: {
    once: "只显示这一次，关闭窗口后无法再次查看。请立即抄录或复制，并通过安全的方式交给本人。", copy: "复制", copied: "已复制", notCopied: "无法自动复制，请手动选择并复制", done: "已保存，关闭", password: "初始密码", token: "令牌密钥", passwordFor: (name: string) => `账号 ${name} 的密码`, tokenFor: (name: string) => `令牌 ${name} 的密钥`, tokenUse: "用于请求头 Authorization: Bearer",
  },
  account: {
    make: "新建账号", edit: "修改账号", password: "重设密码", remove: "删除账号", state: "状态", states: { active: "启用", disabled: "停用", removed: "已删除" }, showRemoved: "显示已删除的账号", list: "账号列表", none: "没有账号",
    mustChange: "须修改密码", first: "目前没有账号，本机无需登录即可使用。第一个账号必须是管理员；建立后所有人都必须登录。",
    passwordHow: "密码", generate: "由系统生成（推荐）", type: "自行填写", passwordHint: "12 至 128 个字符，至少 5 种不同字符；首次登录时必须修改", passwordNote: "该账号的所有登录会立即失效，下次登录时必须修改密码。",
    removeNote: (name: string) => `将删除账号 ${name}：其登录立即失效，名称不能再使用（日志中仍保留）。此操作无法撤销。`, unchanged: "没有任何修改", changedDone: (name: string) => `账号 ${name} 已修改`, removedDone: (name: string) => `账号 ${name} 已删除`, passwordDone: (name: string) => `账号 ${name} 的密码已重设`, madeDone: (name: string) => `账号 ${name} 已建立`,
  },
  token: {
    make: "新建令牌", revoke: "吊销", revokeTitle: "吊销令牌", list: "令牌列表", none: "没有令牌", expires: "到期", never: "不过期", expiresHint: "留空：不过期", lastUsed: "最近使用", unused: "未使用", by: "创建人", state: "状态", active: "有效", expired: "已过期", revoked: "已吊销", showRevoked: "显示已失效的令牌",
    revokeNote: (name: string) => `吊销令牌 ${name} 后，使用它的程序立即无法访问。此操作无法撤销。`, revokedDone: (name: string) => `令牌 ${name} 已吊销`, config: "配置文件中的令牌不在此列。",
  },
  hold: {
    place: "设置留存", release: "解除", releaseTitle: "解除法律留存", list: "法律留存列表", none: "没有法律留存", what: "留存对象", home: "住户（含其全部事件）", incident: "单个事件", incidentId: "事件编号", incidentHint: "26 位编号，见事件地址栏或日志", reason: "理由", reasonHint: "仅保存在留存记录中，不写入日志", since: "设置时间", by: "设置人", released: "解除", showReleased: "显示已解除的留存",
    note: "留存期间，对应的事件和住户资料不会到期清理，也不能清除。", releaseNote: "解除后，这些资料将按保存期限清理，并可应本人要求清除。", placedDone: "已设置留存", releasedDone: "已解除留存", more: "更早的留存", first: "到最新", active: "有效",
  },
  resident: {
    find: "查找老人", findHint: "姓名、拼音、电话、地址或网关", byId: "或直接填写老人编号", open: "打开", results: "查找结果", chosen: "已选老人", other: "另选一人", nobody: "没有找到老人", incomplete: "档案索引尚未更新完毕，结果可能不全",
    export: "导出个人资料", exportNote: "导出该老人的全部资料（档案、联系人、住处、设备、门禁说明、事件、查看记录），不含同住人资料，均为未脱敏内容。操作记入日志，文件请妥善保管。", exportButton: "导出为 JSON 文件",
    exported: (cases: number, contacts: number, devices: number, reveals: number) => `已导出：事件 ${cases} 件，联系人 ${contacts} 人，设备 ${devices} 台，查看记录 ${reveals} 条`,
    erase: "清除个人资料", eraseButton: "清除……", eraseTitle: "清除个人资料", eraseIntro: "清除后无法恢复。将要发生的是：",
    eraseWhat: [
      "删除该老人及其联系人的档案；",
      "删除该户全部事件中的备注、原始报文、读数和投递内容，以及静默和查看时填写的说明（无法区分属于同住的哪一位）；",
      "如果该户已无其他登记的老人，还会删除门禁说明、设备名称和该户的家属响应人；",
      "保留：有过哪些事件、何时立案和结案、结果如何，以及日志中的编号；",
      "若该户处于法律留存，或有未结案事件，或家属响应人仍在排班中，服务器会拒绝。",
    ],
    eraseConfirm: (id: string) => `如确认清除，请输入老人编号 ${id}`, eraseDo: "永久清除",
    erased: (home: string) => `已清除，住户 ${home}`, erasedWhat: { contacts: "联系人", responders: "家属响应人", cases: "事件", notes: "备注", alerts: "告警内容", deliveries: "投递", readings: "信号曲线" }, homeEmpty: "该户已无登记的老人，住户资料一并清除。", note: "导出和清除由管理员应本人或其监护人的要求办理。",
  },
};

const en: typeof zh = {
  tabs: { accounts: "Accounts", tokens: "API tokens", holds: "Legal holds", residents: "Personal data" },
  tabsLabel: "Administration",
  why: "Why (stands in the journal)", whys: { setup: "Setup", new_person: "New person", new_duty: "New duty", left: "Left", lost_secret: "Lost secret", suspicion: "Suspicion", other: "Other" },
  scope: "Scope", district: "The whole district", limited: "Some streets or committees", streets: "Streets", committees: "Committees", chooseScope: "Choose at least one street or committee", administratorScope: "An administrator always has the whole district", streetScope: "The role street needs streets or committees",
  chosen: (count) => `${count} of 40 chosen`, filter: "Find a street or committee", role: "Role", name: "Name", nameHint: "Letters, digits, dots, dashes and underscores, at most 64; it is never given to anybody else",
  created: "Made", changed: "Changed", now: "Now",
  roleHints: { viewer: "Reads only; personal data is masked", street: "Handles incidents of its streets", operator: "Handles incidents, rosters and silences", auditor: "Reads journal and statistics, handles nothing", administrator: "Everything, also accounts, the registry and erasure" },
  secret: {
    once: "This is shown once; when the window is closed nobody can see it again. Write it down or copy it now, and give it to its owner in a safe way.", copy: "Copy", copied: "Copied", notCopied: "It could not be copied; select it and copy it yourself", done: "I have it, close", password: "First password", token: "The token's secret", passwordFor: (name) => `The password of ${name}`, tokenFor: (name) => `The secret of ${name}`, tokenUse: "For the header Authorization: Bearer",
  },
  account: {
    make: "Make an account", edit: "Change the account", password: "Set a password", remove: "Remove the account", state: "State", states: { active: "active", disabled: "disabled", removed: "removed" }, showRemoved: "Show removed accounts", list: "Accounts", none: "There are no accounts",
    mustChange: "must change the password", first: "There are no accounts, and on this machine nobody has to log in. The first account must be an administrator; from then on everybody has to log in.",
    passwordHow: "Password", generate: "Made by the system (better)", type: "Typed here", passwordHint: "12 to 128 characters, five of them different; it must be changed at the first login", passwordNote: "Every login of the account ends now, and the password must be changed at the next one.",
    removeNote: (name) => `The account ${name} will be removed: its logins end now, and its name is never given again (the journal still has it). This cannot be undone.`, unchanged: "Nothing was changed", changedDone: (name) => `The account ${name} was changed`, removedDone: (name) => `The account ${name} was removed`, passwordDone: (name) => `The password of ${name} was set`, madeDone: (name) => `The account ${name} was made`,
  },
  token: {
    make: "Make a token", revoke: "Revoke", revokeTitle: "Revoke the token", list: "Tokens", none: "There are no tokens", expires: "Expires", never: "never", expiresHint: "Empty: never", lastUsed: "Last used", unused: "not used", by: "Made by", state: "State", active: "valid", expired: "expired", revoked: "revoked", showRevoked: "Show tokens that no longer work",
    revokeNote: (name) => `Whatever uses the token ${name} is shut out at once. This cannot be undone.`, revokedDone: (name) => `The token ${name} was revoked`, config: "Tokens of the configuration file are not in this list.",
  },
  hold: {
    place: "Place a hold", release: "Release", releaseTitle: "Release the legal hold", list: "Legal holds", none: "There are no legal holds", what: "What is held", home: "A home with all its cases", incident: "One case", incidentId: "Incident", incidentHint: "its id of 26 characters, as in its address or in the journal", reason: "Reason", reasonHint: "It is kept with the hold only, not in the journal", since: "Since", by: "By", released: "Released", showReleased: "Show released holds",
    note: "What is held is neither forgotten when its time is over nor erased.", releaseNote: "From then on it is forgotten when its time is over, and can be erased if the resident asks.", placedDone: "It is held", releasedDone: "It is released", more: "Older holds", first: "To the newest", active: "held",
  },
  resident: {
    find: "Find a resident", findHint: "Name, pinyin, phone, address or gateway", byId: "Or type the resident's id", open: "Open", results: "Results", chosen: "Resident", other: "Choose another", nobody: "No resident found", incomplete: "The newest changes of the registry are not in the index yet; somebody may be missing",
    export: "Export", exportNote: "Everything that is known about the resident (registry, contacts, home, devices, access notes, cases, who looked at it), in full, without who else lives there. It stands in the journal; keep the file safe.", exportButton: "Export as a JSON file",
    exported: (cases, contacts, devices, reveals) => `Exported: ${cases} cases, ${contacts} contacts, ${devices} devices, ${reveals} looks at the data`,
    erase: "Erase", eraseButton: "Erase…", eraseTitle: "Erase a resident", eraseIntro: "This cannot be undone. What happens:",
    eraseWhat: [
      "The resident and the contacts are taken out of the registry.",
      "All notes, payloads, readings and deliveries of all cases of the home go, and the words with which somebody explained a silence or a look at the data: nobody can tell whom in the home they were about.",
      "If nobody else is registered in the home, its access notes, the names of its devices and its family responders go too.",
      "What stays: which cases there were, when they were opened and closed, how they ended, and the ids in the journal.",
      "The server refuses while the home is under a legal hold, while a case of it is open, or while a family responder stands on a roster.",
    ],
    eraseConfirm: (id) => `Type the resident's id ${id} to confirm`, eraseDo: "Erase for good",
    erased: (home) => `Erased; home ${home}`, erasedWhat: { contacts: "Contacts", responders: "Family responders", cases: "Cases", notes: "Notes", alerts: "Alerts", deliveries: "Deliveries", readings: "Curves of signals" }, homeEmpty: "Nobody is registered in the home any more; what belonged to the household is gone too.", note: "An administrator does this when the resident or the guardian asks for it.",
  },
};

export const text = translated({ "zh-CN": zh, en });
export type TabName = keyof typeof zh.tabs;
