// Reading: one message on its way through one engine. Private to the engine.
#pragma once

#include "gateway/profiles/file/engine.hpp"
#include "gateway/profiles/file/sheet.hpp"
#include "gateway/profiles/file/speak.hpp"

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace anju::gateway::profiles::file {

class Reading {
public:
    Reading(const RawMessage& message, const std::vector<EnrolledDevice>& enrolled, Memory& memory, Trace* trace)
        : message_(message), enrolled_(enrolled), memory_(memory), trace_(trace) {}

    /// Whether the form's topic fits; then what it says is taken down.
    bool read(const Engine::Form& form);
    [[nodiscard]] Translation finish();

private:
    /// Where the rules stand: one body of the payload, and what was captured on the way to it.
    struct Spot {
        const Engine::Form& form;
        const boost::json::value& payload;
        const boost::json::value& body;
        Captures captures;
        Sheet& sheet;
        Signal blank;
        Kind enrolled = Kind::unknown;
    };

    [[nodiscard]] const boost::json::value* payload_as(PayloadForm form);
    void read_body(const Engine::Form& form, const boost::json::value& payload, const boost::json::value& body,
                   Captures captures);
    void capture(const Engine::Form& form, Spot& spot) const;
    [[nodiscard]] bool all_hold(const std::vector<Test>& tests, const Spot& spot, const Profile& profile,
                                std::uint32_t line);
    void apply_rules(const Engine::Form& form, Spot& spot);
    void apply(const Engine::Form& form, const Rule& rule, std::size_t number, Spot& spot);
    void apply_at(const Engine::Form& form, const Rule& rule, std::size_t number, Spot& spot, const Place& place);
    void read_inner(const Engine::Form& form, Spot& spot);
    [[nodiscard]] Kind kind_of(const Rule& rule, const Spot& spot) const;
    /// Of the part that the rule is about, else of the device.
    [[nodiscard]] Kind enrolled_as(const Rule& rule, const Spot& spot) const;
    /// What mode, zone and retained leave of it; the reason when that is nothing.
    [[nodiscard]] std::string_view weigh(const Rule& rule, const std::string& key, const Spot& spot, Kind kind,
                                         SignalType type);
    [[nodiscard]] Spoken count(const Rule& rule, const std::string& key, const boost::json::value& value, Kind kind);
    [[nodiscard]] bool was_said(const Engine::Form& form, const Spot& spot);
    void take(Sheet& sheet, const Spot& spot);
    void say(const std::string& what, const boost::json::value* value);
    /// Without a trace nothing is put together: `what` is a text, or makes one.
    template <class What>
    void note(const Profile& profile, std::uint32_t line, const What& what) const {
        if (trace_ == nullptr) return;
        const auto place = profile.file + ":" + std::to_string(line) + ": ";
        if constexpr (std::is_invocable_v<const What&>) {
            trace_->add(place + what());
        } else {
            trace_->add(place + what);
        }
    }

    const RawMessage& message_;
    const std::vector<EnrolledDevice>& enrolled_;
    Memory& memory_;
    Trace* trace_;

    std::optional<boost::json::value> json_;
    std::optional<boost::json::value> text_;
    std::string problem_;  ///< of the payload, when it is not what a profile expects
    bool understood_ = false;
    std::string profile_;
    std::string speaker_;  ///< the profile whose rule spoke first
    std::string said_;
    std::vector<Signal> signals_;
    std::vector<DeviceId> heard_;
};

}  // namespace anju::gateway::profiles::file
