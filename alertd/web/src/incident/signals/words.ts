// The words of the curves.
import { translated } from "../../words/language";

const zh = {
  title: "近期信号", span: "时段", spans: { 48: "48 小时", 168: "7 天" },
  none: "该时段内没有收到信号", noData: "无数据", mark: "红色竖线为本事件告警时刻", table: "以表格查看数值", hour: "时段", drawing: "正在绘制……",
  names: {
    water_used: "用水量（每小时）", movements: "活动次数（每小时）", battery: "电量", heart_rate: "心率", pulse: "脉搏", breath_rate: "呼吸", respiratory_rate: "呼吸", systolic: "收缩压", diastolic: "舒张压",
    spo2: "血氧", thermometer: "体温", temperature: "体温", blood_pressure: "血压", sleep: "睡眠", bed: "床垫",
  },
  units: { m3: "m³" }, times: "次",
  lastUse: (hours: number) => `最近用水约 ${hours} 小时前`, lastMove: (hours: number) => `最近活动约 ${hours} 小时前`,
  noUse: "该时段内没有用水", noMove: "该时段内没有活动", sum: (text: string) => `24 小时共 ${text}`,
  silent: (hours: number) => `已 ${hours} 小时没有数据`, latest: (text: string, at: string) => `最近一次 ${text}（${at}）`, join: "；",
};
type Words = typeof zh;
const en: Words = {
  title: "Recent signals", span: "Time shown", spans: { 48: "48 hours", 168: "7 days" },
  none: "No signals in this time", noData: "no data", mark: "The red lines are the alerts of this incident", table: "The values as a table", hour: "Time", drawing: "Drawing …",
  names: {
    water_used: "Water per hour", movements: "Movements per hour", battery: "Battery", heart_rate: "Heart rate", pulse: "Pulse", breath_rate: "Breathing", respiratory_rate: "Breathing", systolic: "Systolic", diastolic: "Diastolic",
    spo2: "Blood oxygen", thermometer: "Temperature", temperature: "Temperature", blood_pressure: "Blood pressure", sleep: "Sleep", bed: "Bed",
  },
  units: { m3: "m³" }, times: "times",
  lastUse: (hours) => `last use about ${hours} h ago`, lastMove: (hours) => `last movement about ${hours} h ago`,
  noUse: "nothing used in this time", noMove: "no movement in this time", sum: (text) => `${text} in 24 h`,
  silent: (hours) => `no data for ${hours} h`, latest: (text, at) => `latest ${text} (${at})`, join: "; ",
};

export const text = translated<Words>({ "zh-CN": zh, en });
