#include "alertd/reports/words.hpp"

#include <algorithm>
#include <iterator>

namespace anju::alertd::reports {

namespace {

struct Entry {
    std::string_view word;
    Text text;
};

constexpr Entry kWords[] = {
    // classes
    {"emergency", {"紧急", "Emergency"}},
    {"welfare", {"关爱", "Welfare"}},
    {"technical", {"技术", "Technical"}},
    // kinds of devices
    {"smoke", {"烟感", "Smoke detector"}},
    {"co", {"一氧化碳探测器", "CO detector"}},
    {"gas", {"燃气探测器", "Gas detector"}},
    {"water_leak", {"漏水探测器", "Leak detector"}},
    {"call_button", {"一键通", "Call button"}},
    {"button", {"按钮", "Button"}},
    {"water_meter", {"智能水表", "Water meter"}},
    {"fall", {"跌倒监测", "Fall sensor"}},
    {"presence", {"人体存在", "Presence sensor"}},
    {"vibration", {"振动传感器", "Vibration sensor"}},
    {"door", {"门磁", "Door contact"}},
    {"bed", {"床垫", "Bed sensor"}},
    {"badge", {"胸牌", "Badge"}},
    {"blood_pressure", {"血压计", "Blood pressure meter"}},
    {"spo2", {"血氧仪", "Oximeter"}},
    {"thermometer", {"体温计", "Thermometer"}},
    {"sleep", {"睡眠监测", "Sleep monitor"}},
    {"camera_ai", {"智能摄像头", "Camera"}},
    {"gateway", {"网关", "Gateway"}},
    {"unknown", {"未知", "Unknown"}},
    // conditions that are no kinds
    {"smoke_prealarm", {"烟雾预警", "Smoke pre-alarm"}},
    {"call", {"呼叫", "Call"}},
    {"fall_suspected", {"疑似跌倒", "Suspected fall"}},
    {"no_water_use", {"长时间未用水", "No water use"}},
    {"pipe_leak", {"水管渗漏", "Pipe leak"}},
    {"pipe_burst", {"水管爆裂", "Pipe burst"}},
    {"vital_sign", {"体征异常", "Vital sign"}},
    {"no_movement", {"长时间无活动", "No movement"}},
    {"reverse_flow", {"水表倒流", "Reverse flow"}},
    {"water_no_data", {"水表无数据", "No meter data"}},
    {"low_battery", {"电量低", "Low battery"}},
    {"tamper", {"被拆动", "Tampering"}},
    {"fault", {"故障", "Fault"}},
    {"offline", {"离线", "Offline"}},
    {"babbling", {"频繁上报", "Babbling"}},
    {"gateway_lost", {"网关失联", "Gateway lost"}},
    {"outbox_gap", {"记录缺号", "Records missing"}},
    {"escalation_stalled", {"升级停滞", "Escalation stalled"}},
    {"area_outage", {"片区中断", "Area outage"}},
    // states
    {"open", {"立案", "Open"}},
    {"dispatched", {"派遣", "Dispatched"}},
    {"en_route", {"途中", "En route"}},
    {"on_scene", {"到场", "On scene"}},
    {"resolved", {"核查", "Resolved"}},
    // measures
    {"answered", {"立案至受理", "Opened to acknowledged"}},
    {"reacted", {"通知至受理", "Notified to acknowledged"}},
    {"departed", {"受理至出发", "Acknowledged to en route"}},
    {"travelled", {"出发至到场", "En route to on scene"}},
    {"attended", {"立案至到场", "Opened to on scene"}},
    // columns
    {"street", {"街镇", "Street"}},
    {"committee", {"居委会", "Committee"}},
    {"home", {"户", "Home"}},
    {"device", {"设备", "Device"}},
    {"class", {"类别", "Class"}},
    {"kind", {"设备类型", "Kind"}},
    {"model", {"型号", "Model"}},
    {"condition", {"告警", "Condition"}},
    {"measure", {"时段", "Time"}},
    {"day", {"日期", "Day"}},
    {"state", {"状态", "State"}},
    {"incident", {"事件", "Case"}},
    {"headline", {"告警", "Condition"}},
    {"opened", {"立案", "Opened"}},
    {"acknowledged", {"处置", "Acknowledged"}},
    {"closed", {"结案", "Closed"}},
    {"ended", {"当期结案", "Closed in the period"}},
    {"long_standing", {"超24小时", "Over 24 h"}},
    {"apart", {"演练测试重复", "Exercises, duplicates"}},
    {"real", {"属实", "Real"}},
    {"false_alarm", {"误报", "False alarm"}},
    {"test", {"测试", "Test"}},
    {"drill", {"演练", "Drill"}},
    {"resident_away", {"老人外出", "Resident away"}},
    {"device_fault", {"设备故障", "Device fault"}},
    {"duplicate", {"重复", "Duplicate"}},
    {"other", {"其他", "Other"}},
    {"acknowledged_share", {"处置率", "Acknowledged"}},
    {"closed_share", {"结案率", "Closed"}},
    {"false_alarm_share", {"误报率", "False alarms"}},
    {"count", {"起数", "Cases"}},
    {"p50_s", {"中位数(秒)", "p50 (s)"}},
    {"p95_s", {"95%(秒)", "p95 (s)"}},
    {"p99_s", {"99%(秒)", "p99 (s)"}},
    {"within_60_s", {"60秒内", "Within 60 s"}},
    {"within_180_s", {"180秒内", "Within 180 s"}},
    {"within_45_min", {"45分钟内", "Within 45 min"}},
    {"homes_with", {"已安装户数", "Homes with one"}},
    {"homes_should", {"应安装户数", "Homes that should"}},
    {"share", {"占比", "Share"}},
    {"alarms", {"告警数", "Alarms"}},
    {"reports", {"上报次数", "Reports"}},
    {"chattering", {"抖动", "Chattering"}},
    {"fleeting", {"瞬时", "Fleeting"}},
    {"since", {"自", "Since"}},
    {"opened_at", {"立案时间", "Opened at"}},
    {"hours", {"小时", "Hours"}},
};

}  // namespace

std::optional<Language> parse_language(std::string_view text) {
    if (text == "zh-CN") return Language::zh_cn;
    if (text == "en") return Language::en;
    return std::nullopt;
}

std::string_view tag_of(Language language) { return language == Language::zh_cn ? "zh-CN" : "en"; }

std::optional<std::string_view> reading_of(std::string_view word, Language language) {
    const auto* found = std::ranges::find(kWords, word, &Entry::word);
    if (found == std::end(kWords)) return std::nullopt;
    return found->text.in(language);
}

}  // namespace anju::alertd::reports
