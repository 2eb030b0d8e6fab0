// The words of the field that the desk and the phone share: what the API's enumerations are called.
import type { components } from "../api/schema";
import { translated } from "./language";

type Schemas = components["schemas"];

export const conditionZh: Record<Schemas["Condition"], string> = {
  smoke: "烟雾", smoke_prealarm: "烟雾预警", co: "一氧化碳", gas: "燃气", water_leak: "漏水", call: "一键呼叫", fall: "跌倒", fall_suspected: "疑似跌倒",
  no_water_use: "长时间未用水", pipe_leak: "水管渗漏", pipe_burst: "水管爆裂", vital_sign: "体征异常", no_movement: "长时间无活动", reverse_flow: "水表倒流",
  water_no_data: "水表无数据", low_battery: "电量低", tamper: "被拆动", fault: "故障", offline: "离线", babbling: "频繁上报", gateway_lost: "网关失联",
  outbox_gap: "记录缺失", escalation_stalled: "升级停滞", area_outage: "片区断线",
};
export const conditionEn: Record<Schemas["Condition"], string> = {
  smoke: "Smoke", smoke_prealarm: "Smoke warning", co: "Carbon monoxide", gas: "Gas", water_leak: "Water leak", call: "Call button", fall: "Fall", fall_suspected: "Suspected fall",
  no_water_use: "No water used", pipe_leak: "Leaking pipe", pipe_burst: "Burst pipe", vital_sign: "Vital sign", no_movement: "No movement", reverse_flow: "Reverse flow",
  water_no_data: "Meter silent", low_battery: "Low battery", tamper: "Tampered with", fault: "Fault", offline: "Offline", babbling: "Babbling", gateway_lost: "Gateway lost",
  outbox_gap: "Records missing", escalation_stalled: "Escalation stalled", area_outage: "Area outage",
};
export const conditionWords = translated({ "zh-CN": conditionZh, en: conditionEn });

export const classZh: Record<Schemas["Class"], string> = { emergency: "紧急", welfare: "关爱", technical: "技术" };
export const classEn: Record<Schemas["Class"], string> = { emergency: "Emergency", welfare: "Welfare", technical: "Technical" };
export const classWords = translated({ "zh-CN": classZh, en: classEn });

export const dispositionZh: Record<Schemas["Disposition"], string> = {
  real: "真实险情", false_alarm: "误报", test: "测试", drill: "演练", resident_away: "老人外出", device_fault: "设备故障", duplicate: "重复", other: "其他",
};
export const dispositionEn: Record<Schemas["Disposition"], string> = {
  real: "Real", false_alarm: "False alarm", test: "Test", drill: "Drill", resident_away: "Resident away", device_fault: "Device fault", duplicate: "Duplicate", other: "Other",
};
export const dispositionWords = translated({ "zh-CN": dispositionZh, en: dispositionEn });

export const attendanceZh: Record<Schemas["Attendance"]["state"], string> = {
  dispatched: "已派遣", notified: "已通知", accepted: "已接受", declined: "已拒绝", en_route: "途中", on_scene: "到场", done: "完成",
};
export const attendanceEn: Record<Schemas["Attendance"]["state"], string> = {
  dispatched: "dispatched", notified: "notified", accepted: "accepted", declined: "declined", en_route: "en route", on_scene: "on scene", done: "done",
};
export const attendanceWords = translated({ "zh-CN": attendanceZh, en: attendanceEn });
