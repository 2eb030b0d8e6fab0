import { translated } from "../words/language";

const zh = {
  title: "安居 · 处置", loading: "加载中……", noLink: "请从通知消息中打开链接。", otherLanguage: "English", logIn: "用账号登录",
  wrong: { wrong_link: "链接无效。", link_expired: "链接已过期，请联系值班中心。", other_phone: "此链接已在另一部手机上打开，请在那部手机上处理，或联系值班中心。", not_found: "该事件已不存在。" } as Record<string, string>,
  unreachable: "网络不通，正在重试……以下内容可能不是最新。", queued: (count: number) => `${count} 项操作等待发送，联网后自动发送一次`, sent: "已送达", refused: (why: string) => `未被接受：${why}`,
  act: { accept: "接受", decline: "无法前往", en_route: "已出发", on_scene: "已到场", done: "处置完成" }, waitingToSend: "等待发送",
  own: "我的状态", others: "其他人员", nobody: "尚无人响应", owner: "受理人", since: "发生于", address: "地址", map: "地图导航", call: "拨打", residents: "老人", contacts: "联系人",
  alone: "独居", born: (year: number) => `${year} 年生`, key: "有钥匙", medical: "医疗备注", access: "进门方式", accessShow: "查看进门方式", accessAfter: "接受后可查看进门方式",
  closed: "本事件已结案，感谢您的处置。", allClear: "设备已恢复，仍请到场确认。", disposition: "现场情况", note: "备注（可不填）", send: "提交", cancel: "返回", exercise: "演练/测试，不是真实险情",
};
const en: typeof zh = {
  title: "Anju · on the way", loading: "Loading…", noLink: "Open the link in your message.", otherLanguage: "中文", logIn: "Log in with an account",
  wrong: { wrong_link: "This link is not valid.", link_expired: "This link is too old; call the centre.", other_phone: "This link was opened on another phone. Use that one, or call the centre.", not_found: "This case does not exist any more." },
  unreachable: "No connection; trying again… What you see may be old.", queued: (count) => `${count} waiting to be sent, once there is a connection`, sent: "Sent", refused: (why) => `Not taken: ${why}`,
  act: { accept: "Accept", decline: "I cannot go", en_route: "On my way", on_scene: "I am there", done: "Done" }, waitingToSend: "waiting to be sent",
  own: "You", others: "Others", nobody: "Nobody has answered yet", owner: "Taken by", since: "since", address: "Address", map: "Map", call: "Call", residents: "Residents", contacts: "Contacts",
  alone: "lives alone", born: (year) => `born ${year}`, key: "has a key", medical: "Medical notes", access: "How to get in", accessShow: "Show how to get in", accessAfter: "How to get in is shown once you accept",
  closed: "This case is closed. Thank you.", allClear: "The devices report clear; please go and look all the same.", disposition: "What it was", note: "Note (may be empty)", send: "Send", cancel: "Back", exercise: "An exercise, nothing real",
};
export const text = translated({ "zh-CN": zh, en });
