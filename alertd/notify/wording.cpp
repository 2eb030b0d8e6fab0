#include "alertd/notify/wording.hpp"

#include <array>
#include <cstddef>

namespace anju::alertd::notify {

namespace {

// The order of each table is the order of its enum; the sizes are checked below.
constexpr std::array kConditions{
    Wording{"烟雾报警", "Smoke alarm"},
    Wording{"烟雾预警", "Smoke pre-alarm"},
    Wording{"一氧化碳报警", "Carbon monoxide alarm"},
    Wording{"燃气报警", "Gas alarm"},
    Wording{"漏水报警", "Water leak alarm"},
    Wording{"一键呼叫", "Call button pressed"},
    Wording{"跌倒", "Fall"},
    Wording{"疑似跌倒", "Suspected fall"},
    Wording{"长时间未用水", "No water used"},
    Wording{"水管渗漏", "Leaking pipe"},
    Wording{"水管爆裂", "Burst pipe"},
    Wording{"生命体征异常", "Vital sign out of range"},
    Wording{"长时间无活动", "No movement"},
    Wording{"水表倒流", "Reverse flow"},
    Wording{"水表无数据", "Water meter without data"},
    Wording{"电量低", "Low battery"},
    Wording{"设备被拆动", "Tampering"},
    Wording{"设备故障", "Device fault"},
    Wording{"设备离线", "Device offline"},
    Wording{"设备频繁误报", "Babbling device"},
    Wording{"网关失联", "Gateway lost"},
    Wording{"网关记录缺号", "Gap in a gateway's outbox"},
    Wording{"升级流程停滞", "Escalation stalled"},
    Wording{"片区大面积断线", "Area outage"},
};
constexpr std::array kClasses{
    Wording{"紧急", "EMERGENCY"},
    Wording{"关爱", "Welfare"},
    Wording{"技术", "Technical"},
};
constexpr std::array kPhrases{
    Wording{"安居", "Anju"},
    Wording{"地址", "Address"},
    Wording{"无地址登记", "no address on record"},
    Wording{"时间", "Opened"},
    Wording{"报告次数", "Reports"},
    Wording{"编号", "Case"},
    Wording{"查看并确认", "Open and acknowledge"},
    Wording{"该户未登记", "This home is not registered"},
    Wording{"另有 ", "And "},
    Wording{" 起事件:", " more cases:"},
    Wording{"……及其余 ", "... and "},
    Wording{" 起", " more"},
    Wording{"接单", "Accept"},
    Wording{"出发", "En route"},
    Wording{"到场", "On scene"},
    Wording{"不能去", "Decline"},
    Wording{"处置完毕", "Done"},
    Wording{"您的答复", "You said"},
    Wording{"已接单", "accepted"},
    Wording{"已拒绝", "declined"},
    Wording{"已出发", "en route"},
    Wording{"已到场", "on scene"},
    Wording{"已处置完毕", "done"},
    Wording{"该事件已结束", "this case is over"},
    Wording{"您不负责该户", "not your home"},
    Wording{"(已恢复)", " (over)"},
    Wording{":", ": "},
    Wording{"【", "["},
    Wording{"】", "] "},
    Wording{"测试", "TEST"},
    Wording{"演练", "DRILL"},
};

static_assert(kConditions.size() == static_cast<std::size_t>(Condition::area_outage) + 1);
static_assert(kClasses.size() == static_cast<std::size_t>(IncidentClass::technical) + 1);
static_assert(kPhrases.size() == static_cast<std::size_t>(Phrase::drill) + 1);

template <class Table, class Enum>
Wording row_of(const Table& table, Enum value) {
    // at(): a value outside the enum, which only a bad cast can make, must not read past the table.
    return table.at(static_cast<std::size_t>(value));
}

}  // namespace

Wording wording_of(Condition value) { return row_of(kConditions, value); }
Wording wording_of(IncidentClass value) { return row_of(kClasses, value); }
Wording wording_of(Phrase value) { return row_of(kPhrases, value); }

}  // namespace anju::alertd::notify
