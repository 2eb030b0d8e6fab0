#include "alertd/roster/calendar.hpp"
#include "alertd/roster/tz_zone.hpp"
#include "tests/unit/alertd_core/naive_roster.hpp"

#include <doctest/doctest.h>

using namespace anju;
using namespace anju::alertd;
using namespace anju::alertd::core;
using namespace anju::alertd::core::testing;

namespace {

std::shared_ptr<const Zone> zone(const char* name) {
    auto found = roster::find_zone(name);
    REQUIRE(found);
    return found.value();
}

UtcTime at(const char* text) { return parse_rfc3339(text).value(); }

std::string written(const Roster& roster, const Zone& in) {
    roster::CalendarOptions options;
    options.made_at = at("2026-01-01T00:00:00Z");
    auto text = roster::to_calendar(roster, in, options);
    if (!text) FAIL(text.error().message);
    return text.value();
}

Roster read(const std::string& text, const Zone& in) {
    auto roster = roster::from_calendar(text, in);
    if (!roster) FAIL(roster.error().message << "\n" << text);
    return roster.value();
}

/// A calendar with these lines inside, whose first line is the fourth of the text.
std::string calendar(const std::string& lines) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//somebody//else//EN\r\n" + lines + "END:VCALENDAR\r\n";
}
std::string event(const std::string& lines) {
    return calendar("BEGIN:VEVENT\r\nUID:e1\r\nDTSTAMP:20260101T000000Z\r\n" + lines + "END:VEVENT\r\n");
}
const std::string kNights =
    "DTSTART;TZID=Asia/Shanghai:20260105T220000\r\nDTEND;TZID=Asia/Shanghai:20260106T060000\r\n";
const std::string kLi = "X-ANJU-RESPONDER:li\r\n";

std::string refusal(const std::string& text, const char* in = "Asia/Shanghai") {
    const auto roster = roster::from_calendar(text, *zone(in));
    return roster ? "" : roster.error().message;
}

}  // namespace

TEST_CASE("a roster goes out as recurring events in the district's zone, and names people by their ids") {
    const auto shanghai = zone("Asia/Shanghai");
    Roster roster =
        roster_of({shift("night", 22h, 6h, {{ResponderId("li")}, {ResponderId("wang"), ResponderId("chen")}})});
    roster.shifts[0].until = day(2026, 12, 31);
    roster::CalendarOptions options;
    options.names = {{ResponderId("li"), "李, 二"}};
    const auto text = roster::to_calendar(roster, *shanghai, options).value();
    for (const auto* line :
         {"BEGIN:VCALENDAR\r\n", "X-WR-CALNAME:First committee\r\n", "BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\n",
          "DTSTART;TZID=Asia/Shanghai:20260105T220000\r\n", "DTEND;TZID=Asia/Shanghai:20260106T060000\r\n",
          "SUMMARY:First committee: 李\\, 二\r\n", "X-ANJU-RESPONDER:chen\r\n", "X-ANJU-SHIFT:night\r\n",
          "DTSTART;TZID=Asia/Shanghai:20260112T220000\r\n"}) {
        INFO(line, "\n", text);
        CHECK(text.find(line) != std::string::npos);
    }
    std::string unfolded = text;
    for (auto fold = unfolded.find("\r\n "); fold != std::string::npos; fold = unfolded.find("\r\n "))
        unfolded.erase(fold, 3);
    INFO(unfolded);
    for (const auto* part :
         {"RRULE:FREQ=WEEKLY;", "UNTIL=20261231T140000Z", "INTERVAL=2", "BYDAY=MO,TU,WE,TH,FR,SA,SU"}) {
        CHECK(unfolded.find(part) != std::string::npos);
    }
}

TEST_CASE("what went out comes in again as it was, turns and days without a shift included") {
    for (const char* name : {"Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"}) {
        CAPTURE(name);
        const auto in = zone(name);
        RandomRosters chance(17);
        for (int round = 0; round < 80; ++round) {
            CAPTURE(round);
            Roster roster = chance.next(day(2026, 3, 27), *in);
            roster.overrides = {
                {"more", {}, ResponderId("chen"), {at("2026-04-01T00:00:00Z"), at("2026-04-01T04:00:00Z")}}};
            // A crew whose turn never comes has no event to come back from; such a roster is refused anyway.
            if (!problems(roster).empty()) continue;
            const Roster back = read(written(roster, *in), *in);
            CHECK(back.shifts.size() == roster.shifts.size());
            for (std::size_t i = 0; i < std::min(back.shifts.size(), roster.shifts.size()); ++i) {
                Shift expected = roster.shifts[i];
                // With one crew the length of a turn says nothing.
                if (expected.crews.size() == 1) expected.rotate_days = back.shifts[i].rotate_days;
                CHECK(back.shifts[i] == expected);
            }
            CHECK(back.overrides == roster.overrides);
        }
    }
}

TEST_CASE(
    "with overrides, everybody is on duty at the same moments after the way out and in, over a change of the clocks") {
    for (const char* name : {"Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"}) {
        CAPTURE(name);
        const auto in = zone(name);
        const LocalDay around = day(2026, 3, 29);
        const UtcTime begin = in->to_utc(LocalTime{around}) - 3 * 24h;
        const Interval window{begin, begin + 35 * 24h};
        RandomRosters chance(19);
        for (int round = 0; round < 80; ++round) {
            CAPTURE(round);
            const Roster roster = chance.next(around, *in);
            CHECK(timeline(read(written(roster, *in), *in), *in, window) == timeline(roster, *in, window));
        }
    }
}

TEST_CASE("events of other programs become shifts and additional duties") {
    const auto shanghai = zone("Asia/Shanghai");
    const Roster roster = read(
        calendar(
            "BEGIN:VTIMEZONE\r\nTZID:/citadel.org/20210210_1/Asia/Shanghai\r\nBEGIN:STANDARD\r\n"
            "DTSTART:19700101T000000\r\nTZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
            "BEGIN:VEVENT\r\nUID:abc/def@example.org\r\nDTSTAMP:20260101T000000Z\r\n"
            "DTSTART;TZID=/citadel.org/20210210_1/Asia/Shanghai:20260107T220000\r\nDURATION:PT8H\r\n"
            "RRULE:FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,WE\r\nEXDATE;TZID=/citadel.org/20210210_1/Asia/Shanghai:20260128"
            "T220000,20260218T220000\r\n"
            "ATTENDEE;CN=Li:urn:anju:responder:li%20er\r\nATTENDEE:mailto:li@example.org\r\n"
            "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:soon\r\nTRIGGER:-PT1H\r\nEND:VALARM\r\nEND:VEVENT\r\n"
            "BEGIN:VEVENT\r\nUID:once\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260110T140000Z\r\n"
            "DTEND:20260110T220000Z\r\nX-ANJU-RESPONDER:wang\r\nX-ANJU-RESPONDER:chen\r\nEND:VEVENT\r\n"),
        *shanghai);
    REQUIRE(roster.shifts.size() == 1);
    const Shift& shift = roster.shifts[0];
    CHECK(shift.id == "abc-def@example.org");
    CHECK(shift.from == day(2026, 1, 5));
    CHECK(shift.begins == 22h);
    CHECK(shift.ends == 6h);
    CHECK(shift.rotate_days == 7);
    CHECK(shift.crews == std::vector<Crew>{{ResponderId("li er")}, {}, {}});
    CHECK(shift.except == std::vector{day(2026, 1, 5), day(2026, 1, 28), day(2026, 2, 18)});
    REQUIRE(roster.overrides.size() == 2);
    CHECK(roster.overrides[0] ==
          Override{"once", {}, ResponderId("wang"), {at("2026-01-10T14:00:00Z"), at("2026-01-10T22:00:00Z")}});
    CHECK(roster.overrides[1].id == "once-2");
    CHECK(roster.overrides[1].instead.value == "chen");
    Roster whole = roster_of(roster.shifts, roster.overrides);
    CHECK(problems(whole).empty());
}

TEST_CASE("a changed instance takes the place of the one in the rule, and a cancelled one leaves a gap") {
    const auto shanghai = zone("Asia/Shanghai");
    const Roster roster = read(
        calendar("BEGIN:VEVENT\r\nUID:n\r\nDTSTART:20260105T220000\r\nDTEND:20260106T060000\r\nRRULE:FREQ=DAILY\r\n" +
                 kLi +
                 "END:VEVENT\r\n"
                 "BEGIN:VEVENT\r\nUID:n\r\nRECURRENCE-ID:20260107T220000\r\nDTSTART:20260107T230000\r\n"
                 "DTEND:20260108T060000\r\nX-ANJU-RESPONDER:wang\r\nEND:VEVENT\r\n"
                 "BEGIN:VEVENT\r\nUID:n\r\nRECURRENCE-ID:20260109T220000\r\nDTSTART:20260109T220000\r\n"
                 "DTEND:20260110T060000\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n"),
        *shanghai);
    const auto who = [&](const char* moment) {
        const auto people = timeline(roster, *shanghai, {at(moment), at(moment) + 1ms}).at(0).people;
        return people.empty() ? std::string("nobody") : people[0].value;
    };
    CHECK(who("2026-01-06T22:30:00+08:00") == "li");
    CHECK(who("2026-01-07T22:30:00+08:00") == "nobody");
    CHECK(who("2026-01-07T23:30:00+08:00") == "wang");
    CHECK(who("2026-01-09T23:30:00+08:00") == "nobody");
    CHECK(who("2026-01-10T23:30:00+08:00") == "li");
}

TEST_CASE("a last day is understood as a date, in local time and in UTC") {
    const auto shanghai = zone("Asia/Shanghai");
    const auto until = [&](const std::string& text) {
        return read(event(kNights + "RRULE:FREQ=DAILY;UNTIL=" + text + "\r\n" + kLi), *shanghai).shifts.at(0).until;
    };
    CHECK(until("20260131") == day(2026, 1, 31));
    CHECK(until("20260131T140000Z") == day(2026, 1, 31));
    CHECK(until("20260131T135959Z") == day(2026, 1, 30));
    CHECK(until("20260131T235959") == day(2026, 1, 31));
}

TEST_CASE("what a roster cannot say is refused with its line and what was expected") {
    struct Case {
        std::string text;
        const char* message;
    };
    const std::string daily = "RRULE:FREQ=DAILY\r\n";
    for (const auto& [text, message] : {
             Case{"", "line 1: a calendar begins with BEGIN:VCALENDAR"},
             Case{"hello\n", "line 1: expected NAME:value, not \"hello\""},
             Case{"BEGIN:VCALENDAR\nVERSION:2.0\n", "line 2: VCALENDAR is not closed by END:VCALENDAR"},
             Case{calendar("BEGIN:VTODO\r\nEND:VTODO\r\n"),
                  "line 4: a roster has VEVENT and VTIMEZONE only, not \"VTODO\""},
             Case{calendar("BEGIN:VEVENT\r\nEND:VALARM\r\n"), "line 5: expected END:VEVENT, not END:\"VALARM\""},
             Case{calendar("") + calendar(""),
                  "line 5: nothing is expected behind END:VCALENDAR, and one calendar only"},
             Case{event(kLi), "line 4: an event has a DTSTART"},
             Case{event("DTSTART:20260105T220000\r\n" + kLi), "line 4: an event has a DTEND or a DURATION"},
             Case{event("DTSTART:20260105T220000\r\nDTEND:20260105T210000\r\n" + kLi),
                  "line 4: the event ends before it begins"},
             Case{event("DTSTART;VALUE=DATE:20260105\r\nDTEND;VALUE=DATE:20260106\r\n" + kLi),
                  "line 7: DTSTART: a time of day is expected, not a whole day"},
             Case{event("DTSTART;TZID=Europe/Berlin:20260105T220000\r\nDTEND:20260106T060000\r\n" + kLi),
                  "line 7: DTSTART: times of the district's zone Asia/Shanghai are expected, not \"Europe/Berlin\""},
             Case{event("DTSTART:20260105T220000Z\r\nDTEND:20260106T060000Z\r\n" + daily + kLi),
                  "line 7: DTSTART: what recurs has local times of Asia/Shanghai, not UTC"},
             Case{event("DTSTART:20260105T220000\r\nDTEND:20260107T060000\r\n" + daily + kLi),
                  "line 8: DTEND: a shift lasts at most 24 hours"},
             Case{event(kNights + "RRULE:FREQ=MONTHLY;BYMONTHDAY=1\r\n" + kLi),
                  "line 9: RRULE: FREQ=DAILY or FREQ=WEEKLY is expected"},
             Case{event(kNights + "RRULE:FREQ=DAILY;COUNT=5\r\n" + kLi),
                  "line 9: RRULE: UNTIL is expected instead of COUNT"},
             Case{event(kNights + "RRULE:FREQ=DAILY;BYMONTH=5\r\n" + kLi),
                  "line 9: RRULE: of the BY... parts only BYDAY is understood"},
             Case{event(kNights + "RRULE:FREQ=WEEKLY;BYDAY=TU\r\n" + kLi),
                  "line 7: DTSTART: a day on which the RRULE lets the event take place is expected"},
             Case{event(kNights + daily + "RDATE:20260301T220000\r\n" + kLi),
                  "line 10: RDATE: is not understood; only RRULE and EXDATE are"},
             Case{event(kNights + "RECURRENCE-ID;RANGE=THISANDFUTURE:20260107T220000\r\n" + kLi),
                  "line 9: RECURRENCE-ID: one changed instance is understood, not it and all that follow"},
             Case{event(kNights + "RECURRENCE-ID:20260107T220000\r\n" + kLi),
                  "line 9: RECURRENCE-ID: no recurring event has the UID of this one"},
             Case{event(kNights + daily + "ATTENDEE:mailto:li@example.org\r\n"), "line 4: the event names nobody"},
             Case{event(kNights + daily + kLi + "X-ANJU-ROTATE-DAYS:0\r\n"),
                  "line 11: X-ANJU-ROTATE-DAYS: a number of days from 1 to 366 is expected"},
             Case{event(kNights + daily + kLi + "X-ANJU-FROM:soon\r\n"),
                  "line 11: X-ANJU-FROM: a date such as 20260105 is expected"},
             Case{event(kNights + "RRULE:FREQ=DAILY;INTERVAL=5\r\nX-ANJU-ROTATE-DAYS:2\r\n" + kLi),
                  "line 9: it comes again after 5 days, which is no multiple of the 2 days of a turn"},
         }) {
        INFO(text);
        CHECK(refusal(text).starts_with(message));
        if (!refusal(text).starts_with(message)) MESSAGE(refusal(text));
    }
    CHECK(refusal(std::string("BEGIN:VCALENDAR\n\xff")) == "the calendar is not UTF-8 text");
    CHECK(refusal(std::string(1024 * 1024 + 1, 'x')) == "the calendar has more than 1 MiB");
}

TEST_CASE("events of one shift that contradict each other are refused") {
    const auto nights = [](const std::string& start, const std::string& more) {
        return "BEGIN:VEVENT\r\nUID:" + start + "\r\nDTSTART:" + start + "T220000\r\nDURATION:PT8H\r\n" + more +
               "X-ANJU-SHIFT:night\r\nEND:VEVENT\r\n";
    };
    const std::string weekly = "RRULE:FREQ=WEEKLY;INTERVAL=2\r\n";
    CHECK(refusal(calendar(nights("20260105", weekly + kLi) + nights("20260112", weekly + kLi))).empty());
    CHECK(refusal(calendar(nights("20260105", weekly + kLi) + nights("20260119", weekly + "X-ANJU-RESPONDER:wang\r\n")))
              .find("has other people for the same turn already") != std::string::npos);
    CHECK(refusal(calendar(nights("20260105", weekly + kLi) + nights("20260112", "RRULE:FREQ=WEEKLY\r\n" + kLi)))
              .find("differ in their times, weekdays, interval or end; the first is at line 4") != std::string::npos);
}

TEST_CASE("a calendar that is cut anywhere is refused, or understood, and never more") {
    const auto berlin = zone("Europe/Berlin");
    RandomRosters chance(23);
    const std::string text = written(chance.next(day(2026, 3, 27), *berlin), *berlin);
    for (std::size_t length = 0; length + 20 < text.size(); length += 7) {
        const auto roster = roster::from_calendar(std::string_view(text).substr(0, length), *berlin);
        CHECK_FALSE(roster);
    }
    std::mt19937_64 dice(29);
    for (int round = 0; round < 300; ++round) {
        std::string spoiled = text;
        for (int hit = 0; hit < 5; ++hit) spoiled[dice() % spoiled.size()] = static_cast<char>(32 + dice() % 95);
        const auto roster = roster::from_calendar(spoiled, *berlin);
        if (!roster) CHECK(roster.error().code == ErrorCode::invalid);
    }
}
