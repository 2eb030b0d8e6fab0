// Policies: the steps by which an incident climbs, and which policy a case goes by. Plain values, pure.
//
//  P1 Each class has a usual policy, and variants of it in an order. A case goes by the first variant that fits it in
//     every point, and by the usual policy when none does. Reason: one order that people can read from the top.
//  P2 What counts is the alert that opened the case or made it worse (its kind and condition), the severity of the
//     case, and the local time at that moment. Hours that end before they begin go over midnight, and belong to the
//     weekday on which they begin, as a shift does.
//  P3 It is chosen when the case opens, when a new report opens it again, and when its severity rises; in between it
//     stays, by its name. Reason: a ladder that changes under people's feet at 22:00 cannot be followed; a case that
//     is worse now deserves what is written for that.
//  P4 A name that is not among the policies any more means the usual policy. Reason: a case that is open while
//     somebody edits them must go on climbing.
//  P5 Every policy reaches the district. Reason: somebody always hears.
//  P6 Another policy counts from the next step that fires, for open cases too; when that step is due stays as it was
//     written. Reason: nobody's alarm becomes later because somebody edits.
#pragma once

#include "alertd/core/types.hpp"
#include "alertd/core/weekdays.hpp"
#include "alertd/core/zone.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::core {

struct PolicyStep {
    Millis after{0};            ///< counted from the opening of the incident
    std::vector<Level> levels;  ///< whom
    friend bool operator==(const PolicyStep&, const PolicyStep&) = default;
};
/// How an incident climbs. An empty step does not wait: the next one fires at once.
struct Policy {
    std::vector<PolicyStep> steps;
    Millis repeat_every{180'000};  ///< past the last step, until somebody acknowledges
    Millis attend_within{0};       ///< after the acknowledgement somebody must be on the way; 0: not watched
    Millis arrive_within{0};       ///< ... and then on scene
    friend bool operator==(const Policy&, const Policy&) = default;
};

/// Times of day from `begins` until just before `ends`; not later than `begins`: on the next day.
struct Hours {
    std::chrono::minutes begins{0};
    std::chrono::minutes ends{0};
    friend bool operator==(const Hours&, const Hours&) = default;
};
/// "22:00-06:00"; nothing when it is no such text, or lasts no time at all.
[[nodiscard]] std::optional<Hours> parse_hours(std::string_view text);
[[nodiscard]] std::string to_text(const Hours& hours);

/// When a case goes by another policy than the usual one (P1, P2). What is empty says nothing.
struct PolicyVariant {
    std::string name;  ///< unique within its class
    std::vector<Kind> kinds;
    std::vector<Condition> conditions;
    Severity least_severity = Severity::minor;
    Weekdays weekdays = Weekdays::every_day();
    std::optional<Hours> hours;
    Policy policy;
    friend bool operator==(const PolicyVariant&, const PolicyVariant&) = default;
};

/// All that is written for one class.
struct ClassPolicies {
    Policy usual;
    std::vector<PolicyVariant> variants;  ///< in the order in which they are tried
    friend bool operator==(const ClassPolicies&, const ClassPolicies&) = default;
};

inline constexpr std::string_view kUsualPolicy = "usual";  ///< how the policy without conditions is called
inline constexpr std::size_t kMostPolicyVariants = 20;     ///< of a class
inline constexpr std::size_t kMostPolicySteps = 10;
inline constexpr std::size_t kLongestPolicyName = 64;    ///< bytes
inline constexpr Millis kLongestPolicyTime{86'400'000};  ///< of every duration in a policy
inline constexpr Millis kShortestPolicyRepeat{10'000};

/// Something wrong in what somebody wrote.
struct PolicyMistake {
    std::optional<std::size_t> variant;  ///< which, from 0; none: the usual policy
    std::optional<std::size_t> step;     ///< which step of it, from 0
    std::string field;                   ///< as the configuration and the API call it
    std::string expected;
    friend bool operator==(const PolicyMistake&, const PolicyMistake&) = default;
};
/// In the order in which they stand; none: it may be put in force.
[[nodiscard]] std::vector<PolicyMistake> mistakes_in(const ClassPolicies& policies, IncidentClass incident_class);

/// "0s home committee, 1m street, 1m30s district; again each 1m30s; on the way within 10m; on scene within 45m".
[[nodiscard]] std::string to_text(const Policy& policy);
/// The same behind its name and what it asks for: "night (22:00-06:00, from critical): 0s street ...".
[[nodiscard]] std::string to_text(const PolicyVariant& variant);

/// What the choice goes by.
struct PolicyQuestion {
    IncidentClass incident_class = IncidentClass::emergency;
    Kind kind = Kind::unknown;
    Condition condition = Condition::fault;
    Severity severity = Severity::minor;
    LocalTime at{};
};

struct PolicyBook {
    ClassPolicies emergency, welfare, technical;

    [[nodiscard]] const ClassPolicies& written_for(IncidentClass incident_class) const;
    [[nodiscard]] ClassPolicies& written_for(IncidentClass incident_class);
    /// The usual policy of a class.
    [[nodiscard]] const Policy& of(IncidentClass incident_class) const;
    /// The variant of this name, or the usual one (P4).
    [[nodiscard]] const Policy& of(IncidentClass incident_class, std::string_view variant) const;
    [[nodiscard]] const Policy& of(const Incident& incident) const {
        return of(incident.incident_class, incident.policy);
    }
    /// The name of the first variant that fits; empty: the usual policy.
    [[nodiscard]] std::string choose(const PolicyQuestion& question) const;

    /// 0 s committee and family, 60 s street, 90 s district (facts: acknowledge target 60 s, breach 180 s);
    /// technical cases wait 10 min before the street hears of them.
    [[nodiscard]] static PolicyBook defaults();
    friend bool operator==(const PolicyBook&, const PolicyBook&) = default;
};

}  // namespace anju::alertd::core
