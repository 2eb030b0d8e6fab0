import { translated } from "../../words";
import type { FaultKind } from "./map";

const zh = {
  title: "区值守大屏",
  full: "全屏", leaveFull: "退出全屏", noFull: "浏览器不允许全屏，请按 F11",
  lost: "连接已中断，画面可能不是最新！", lostFor: (time: string, last: string) => `已中断 ${time}，最后更新 ${last}，正在重连`,
  stale: (at: string) => `数据停留在 ${at}`,
  incomplete: "事件过多，大屏只含部分事件",
  clock: {
    title: "最久未受理", none: "无待受理事件", noneMore: "紧急和关爱事件均已受理", calm: "60 秒目标以内", late: "已超 60 秒目标", breach: "已超 180 秒上限！",
    unknown: "当前无法判断", atLeast: "（可能更久）",
  },
  counts: {
    title: "事件数量", waiting: "未受理", open: "未结案", gateways: "失联网关", of: (all: number) => `/ ${all}`, exercises: "测试/演练", classes: "未结案，按类别",
    severities: "未结案，按级别",
  },
  gauges: {
    title: "今日达标率", note: "不含技术类、测试和演练", answered60: "60 秒内受理", answered180: "180 秒内受理", attended45: "45 分钟内到场", met: "达标", missed: "未达标",
    noData: "今日暂无",
    target: (percent: string) => `目标 ${percent}%`, count: (count: number) => `${count} 起`, behind: (at: string) => `统计至 ${at}`,
  },
  last: {
    title: "待受理与刚受理", when: "计时", what: "告警", where: "地点", who: "处置人", wait: { calm: "等待受理", late: "超 60 秒", breach: "超 180 秒" },
    more: (count: number) => `另有 ${count} 起未受理`, empty: "没有待受理或刚受理的事件",
  },
  map: {
    title: "各街道", none: "无未受理", nowhere: "街道不明", waiting: (count: number) => `未受理 ${count}`, open: (count: number) => `未结案 ${count}`,
    exercises: (count: number) => `演练 ${count}`, quiet: "无事件", missing: "不在地图上的街道",
    legend: "颜色：未受理事件的最高级别", numbers: "未受理/未结案", unread: (why: string) => `地图文件无法读取（${why}），改为方格显示`,
  },
  fault: {
    json: () => "地图文件不是有效的 JSON，改为方格显示",
    collection: () => "地图文件不是 GeoJSON 的 FeatureCollection，改为方格显示",
    empty: () => "地图文件里没有任何区域，改为方格显示",
    feature: (at) => `地图文件第 ${at} 个对象不是 Feature，改为方格显示`,
    id: (at) => `地图文件第 ${at} 个区域没有街道编号（properties.id 或 street），改为方格显示`,
    geometry: (at) => `地图文件第 ${at} 个区域不是 Polygon 或 MultiPolygon，改为方格显示`,
    coordinates: (at) => `地图文件第 ${at} 个区域的坐标不是数字，改为方格显示`,
    range: (at) => `地图文件第 ${at} 个区域的坐标不是经纬度，改为方格显示`,
    ring: (at) => `地图文件第 ${at} 个区域的边界不足三个点，改为方格显示`,
  } satisfies Record<FaultKind, (at: number) => string> as Record<FaultKind, (at: number) => string>,
  duty: {
    title: "当前值班", district: "区中心", nobody: "无人值班！", noRoster: "未排班", until: (time: string) => `至 ${time}`,
    more: (count: number) => `另有 ${count} 个街道未显示`, without: (count: number) => `${count} 个街道未排班`,
  },
};

const en: typeof zh = {
  title: "District wallboard",
  full: "Full screen", leaveFull: "Leave full screen", noFull: "The browser refuses full screen; press F11",
  lost: "Connection lost: what you see may be old!", lostFor: (time, last) => `Lost for ${time}, last heard ${last}, connecting again`,
  stale: (at) => `Figures of ${at}`,
  incomplete: "Too many incidents: this board holds only a part of them",
  clock: {
    title: "Longest unacknowledged", none: "None waiting", noneMore: "All emergency and welfare cases are taken", calm: "Within the 60 s target",
    late: "Past the 60 s target", breach: "Past the 180 s limit!",
    unknown: "Cannot tell now", atLeast: "(or longer)",
  },
  counts: {
    title: "Incidents in numbers", waiting: "Waiting", open: "Open", gateways: "Gateways lost", of: (all) => `/ ${all}`, exercises: "Exercises",
    classes: "Open, by class", severities: "Open, by severity",
  },
  gauges: {
    title: "Targets today", note: "without technical cases and exercises", answered60: "Acknowledged in 60 s", answered180: "Acknowledged in 180 s",
    attended45: "On scene in 45 min", met: "Met", missed: "Missed", noData: "None today",
    target: (percent) => `target ${percent}%`, count: (count) => `${count} case${count === 1 ? "" : "s"}`, behind: (at) => `counted until ${at}`,
  },
  last: {
    title: "Waiting and just taken", when: "Time", what: "Alarm", where: "Place", who: "Owner",
    wait: { calm: "Waiting", late: "Over 60 s", breach: "Over 180 s" }, more: (count) => `${count} more waiting`,
    empty: "Nothing waits, and nothing was just taken",
  },
  map: {
    title: "Streets", none: "None waiting", nowhere: "Street unknown", waiting: (count) => `${count} waiting`, open: (count) => `${count} open`,
    exercises: (count) => `${count} exercise${count === 1 ? "" : "s"}`, quiet: "quiet", missing: "Streets that are not on the map",
    legend: "Colour: the worst that waits", numbers: "waiting/open",
    unread: (why) => `The map file cannot be read (${why}); tiles are shown instead`,
  },
  fault: {
    json: () => "The map file is not valid JSON; tiles are shown instead",
    collection: () => "The map file is no GeoJSON FeatureCollection; tiles are shown instead",
    empty: () => "The map file holds no area; tiles are shown instead",
    feature: (at) => `Object ${at} of the map file is no Feature; tiles are shown instead`,
    id: (at) => `Area ${at} of the map file has no street id (properties.id or street); tiles are shown instead`,
    geometry: (at) => `Area ${at} of the map file is no Polygon or MultiPolygon; tiles are shown instead`,
    coordinates: (at) => `The coordinates of area ${at} of the map file are not numbers; tiles are shown instead`,
    range: (at) => `The coordinates of area ${at} of the map file are no longitude and latitude; tiles are shown instead`,
    ring: (at) => `The border of area ${at} of the map file has fewer than three points; tiles are shown instead`,
  },
  duty: {
    title: "On duty now", district: "District", nobody: "Nobody!", noRoster: "no roster", until: (time) => `until ${time}`,
    more: (count) => `${count} more streets are not shown`, without: (count) => `${count} street${count === 1 ? "" : "s"} without a roster`,
  },
};

export const text = translated({ "zh-CN": zh, en });
