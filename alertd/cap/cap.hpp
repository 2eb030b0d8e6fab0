// A case as a chain of CAP 1.2 messages, and an Atom feed of messages. Pure: values in, XML out.
//
// A message is made from a milestone (core/milestones.hpp) and from what does not change: it has the
// number of a journal row, so the same identifier always stands for the same message, also after a
// restart. Nothing is stored for it.
//
// Sources: OASIS CAP 1.2 (1 July 2010): element order, code values, times without "Z" and without
// fractions, identifiers without spaces, commas, < and &; RFC 4287 for the feed.
//
// Who asked for what to be left out: resident, home, address and owner never stand in a message.
#pragma once

#include "alertd/core/milestones.hpp"
#include "alertd/notify/wording.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::cap {

struct CapOptions {
    std::string sender;       ///< globally unique by convention: an address or host name of the district's; no spaces
    std::string sender_name;  ///< for people: "XX 区为老服务中心"
    std::string district;     ///< what the area is called when a case has neither committee nor street
    std::string restriction = "Emergency management of the district and the services it calls";
    notify::Language language = notify::Language::zh_cn;
    std::chrono::minutes utc_offset{480};  ///< of the times in messages
    bool technical = false;                ///< whether technical cases are published too
};

/// What a message says of where; names as the registry has them, empty when unknown.
struct Area {
    std::optional<CommitteeId> committee;
    std::string committee_name;
    std::optional<StreetId> street;
    std::string street_name;
};

enum class MessageType { alert, update, cancel };

/// One message of a case's chain.
struct Message {
    IncidentId incident;
    core::Milestone milestone;
    MessageType type = MessageType::alert;
    bool test = false;   ///< status Test
    bool drill = false;  ///< status Exercise
    /// Since the last alert, oldest first: what this message updates or cancels.
    std::vector<std::pair<std::uint64_t, UtcTime>> references;
};

/// Every message of the case, oldest first. A test or drill says so from its opening on, and a case that
/// turned out to have been one, at its close.
[[nodiscard]] std::vector<Message> chain_of(const IncidentId& incident,
                                            const std::vector<core::JournalEntry>& timeline);

/// "<incident>-<number of the journal row>".
[[nodiscard]] std::string identifier_of(const IncidentId& incident, std::uint64_t seq);
/// Nothing when the text is no such identifier.
[[nodiscard]] std::optional<std::pair<IncidentId, std::uint64_t>> parse_identifier(std::string_view text);

[[nodiscard]] std::string to_xml(const Message& message, const Area& area, const CapOptions& options);

struct FeedEntry {
    Message message;
    Area area;
};
struct FeedLinks {
    std::string base;      ///< "https://anju.example", or empty: links are paths
    std::string previous;  ///< the query of the next older page, "?before=120"; empty: none
};
/// Newest first. `updated` is the newest message's time, or `fallback` for a feed without any.
[[nodiscard]] std::string to_feed(const std::vector<FeedEntry>& entries, const FeedLinks& links, UtcTime fallback,
                                  const CapOptions& options);

}  // namespace anju::alertd::cap
