// Messages as people read them: what happened, where, since when, and where to answer. Pure.
//
// Text from outside (addresses, ids) is taken in as one line of valid UTF-8 without control
// characters, marks that turn the writing direction, and angle brackets, so that it can neither begin
// a line of its own nor mean something to the channel that shows it. Lengths are bounded in the unit
// in which the provider counts, and what must not be missing (what, where, the case) comes first. A test or drill is
// marked before everything else.
#pragma once

#include "alertd/notify/channel.hpp"
#include "alertd/notify/wording.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace anju::alertd::notify {

struct TextOptions {
    Language language = Language::zh_cn;
    std::chrono::minutes utc_offset{480};  ///< of the times in messages
    std::string page_url;                  ///< as in ChannelOptions; without it there is no link
    PhoneLink phone_link{};                ///< where one person reads the message: its link is his own
};

/// One line: "【紧急】烟雾报警 静安里 3 弄 12 号 501", at most `max_characters` code points.
[[nodiscard]] std::string subject_of(const Job& job, const TextOptions& options, std::size_t max_characters);

/// Several lines, at most `max_bytes` of whole characters. When there is not room for everything, the
/// other cases are counted instead of named; link and case number stay.
[[nodiscard]] std::string text_of(const Job& job, const TextOptions& options, std::size_t max_bytes);

/// Single values, for templates with parameters and for cards. What happened carries the mark of a test or drill,
/// because every template has it.
[[nodiscard]] std::string condition_text(const Job& job, const TextOptions& options);
[[nodiscard]] std::string class_text(const Job& job, const TextOptions& options);
[[nodiscard]] std::string address_text(const Job& job, const TextOptions& options);
[[nodiscard]] std::string time_text(const Job& job, const TextOptions& options);  ///< "2026-03-01 11:00"
[[nodiscard]] std::string page_link(const Job& job, const TextOptions& options);
/// "烟雾报警 2、跌倒 1": the other cases, counted by what happened.
[[nodiscard]] std::string others_text(const Job& job, const TextOptions& options);

/// Text from outside as described above.
[[nodiscard]] std::string one_line(std::string_view text);
/// At most so many bytes, or code points; what was cut off ends in "…" if there is room for it.
[[nodiscard]] std::string cut_to_bytes(std::string_view text, std::size_t max_bytes);
[[nodiscard]] std::string cut_to_characters(std::string_view text, std::size_t max_characters);

/// A name for a notification that is the same each time it is sent, of letters, digits and '-', 65
/// characters at most: `<incident>-<step>-<hash of the key>`. For providers that recognise a repeat by it.
[[nodiscard]] std::string stable_id(const core::Notification& notification);
/// The incident in a stable_id; nothing when the text is none.
[[nodiscard]] std::optional<IncidentId> incident_of_stable_id(std::string_view text);

}  // namespace anju::alertd::notify
