#include "gateway/profiles/file/sheet.hpp"

#include "gateway/profiles/devices.hpp"
#include "gateway/profiles/file/said_in_words.hpp"
#include "gateway/profiles/kinds.hpp"

#include <algorithm>

namespace anju::gateway::profiles::file {

namespace {

/// Which thing a level is about; events are about nothing that could be weighed.
enum class Aspect { event, state, battery_level, tampering, fault, reach };

struct Weight {
    Aspect aspect = Aspect::event;
    int height = 0;
};

Weight weight_of(SignalType type) {
    switch (type) {
        case SignalType::alarm:
        case SignalType::detected:
        case SignalType::open: return {Aspect::state, 3};
        case SignalType::prealarm: return {Aspect::state, 2};
        case SignalType::clear:
        case SignalType::closed: return {Aspect::state, 1};
        case SignalType::low_battery: return {Aspect::battery_level, 3};
        case SignalType::battery_ok: return {Aspect::battery_level, 1};
        case SignalType::tamper: return {Aspect::tampering, 3};
        case SignalType::tamper_clear: return {Aspect::tampering, 1};
        case SignalType::fault: return {Aspect::fault, 3};
        case SignalType::fault_clear: return {Aspect::fault, 1};
        case SignalType::offline: return {Aspect::reach, 3};
        case SignalType::online: return {Aspect::reach, 1};
        default: return {};
    }
}

bool is_first_only(const Signal& signal) {
    return signal.type == SignalType::battery ||
           (signal.type == SignalType::reading && signal.kind == Kind::water_meter);
}

}  // namespace

void Sheet::add(Signal signal) {
    const auto weight = weight_of(signal.type);
    for (auto& known : signals_) {
        const auto known_weight = weight_of(known.type);
        if (weight.aspect != Aspect::event) {
            if (known_weight.aspect != weight.aspect || known.kind != signal.kind) continue;
            if (weight.height > known_weight.height) known = std::move(signal);
            return;
        }
        const bool same_source =
            known.type == signal.type && known.kind == signal.kind && known.channel == signal.channel;
        if (same_source && is_first_only(signal)) return;
        if (known.channel == signal.channel && in_words(known) == in_words(signal)) return;
    }
    signals_.push_back(std::move(signal));
}

void Sheet::settle_tests() {
    const auto tested = [&](Kind kind) {
        return std::any_of(signals_.begin(), signals_.end(),
                           [&](const Signal& s) { return s.type == SignalType::test && s.kind == kind; });
    };
    std::erase_if(signals_, [&](const Signal& s) {
        return (s.type == SignalType::alarm || s.type == SignalType::prealarm) && tested(s.kind);
    });
    // "Something is active" is told only while nothing tells what.
    const bool named = std::any_of(signals_.begin(), signals_.end(), [](const Signal& s) {
        const bool tells = weight_of(s.type).aspect == Aspect::state || s.type == SignalType::test;
        return s.kind != Kind::unknown && tells;
    });
    if (named)
        std::erase_if(signals_,
                      [](const Signal& s) { return s.kind == Kind::unknown && s.type == SignalType::detected; });
}

Kind Sheet::main_kind() const {
    Kind kind = Kind::unknown;
    for (const auto& signal : signals_) {
        if (signal.kind != Kind::unknown) kind = profiles::main_kind(kind, signal.kind);
    }
    return kind;
}

void Sheet::name_kind(Kind enrolled, Kind guess) {
    for (auto& signal : signals_) {
        if (!is_common_type(signal.type)) continue;
        if (enrolled != Kind::unknown) {
            signal.kind = enrolled;
        } else if (signal.kind == Kind::unknown) {
            signal.kind = guess;
        }
    }
}

}  // namespace anju::gateway::profiles::file
