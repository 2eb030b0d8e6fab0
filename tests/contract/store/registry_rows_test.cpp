// The registry row by row: versions, what refers to what, places and scopes, teams, imports under way.
#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

#include <set>
#include <string>

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;
using store::TableId;

namespace {

store::RowDraft draft(TableId id, const std::vector<std::pair<std::string, std::string>>& cells) {
    const auto& table = store::table_of(id);
    store::RowDraft draft;
    draft.cells.resize(table.columns.size());
    for (const auto& [name, value] : cells) draft.cells[store::column_at(table, name)] = value;
    return draft;
}

/// A store with the sample registry, two contacts of a resident and a team of two.
template <class Backend>
struct District {
    Backend backend;
    std::unique_ptr<store::Writer> writer = backend.writer();

    District() {
        commit(*writer, [&] { must(writer->import(sample_registry())); });
        reader = backend.reader();
    }
    store::PutReport put(TableId table, const std::vector<std::pair<std::string, std::string>>& cells) {
        store::PutReport report;
        commit(*writer, [&] {
            const std::vector rows{draft(table, cells)};
            report = must(writer->registry().put(table, rows));
        });
        return report;
    }
    Error refusal(TableId table, const std::vector<std::pair<std::string, std::string>>& cells) {
        must(writer->begin());
        const std::vector rows{draft(table, cells)};
        const auto result = writer->registry().put(table, rows);
        writer->rollback();
        REQUIRE_FALSE(result);
        return result.error();
    }
    std::string uses(TableId table, const store::RowKey& key) {
        std::string text;
        for (const auto& use : must(writer->registry().uses_of(table, key, 10)))
            text += use.table + " " + use.row + "; ";
        return text;
    }
    bool remove(TableId table, const store::RowKey& key) {
        bool removed = false;
        commit(*writer, [&] { removed = must(writer->registry().remove(table, key)); });
        return removed;
    }
    store::Row row(TableId table, const store::RowKey& key) { return must(reader->registry().row(table, key)).value(); }

    std::unique_ptr<store::Reader> reader;
};

}  // namespace

TEST_CASE_TEMPLATE("each change of a row gives it a version that no row had before", Backend, ANJU_STORE_BACKENDS) {
    District<Backend> district;
    const auto first = district.row(TableId::homes, {"h-1"}).version;
    const auto report = district.put(TableId::homes, {{"id", "h-1"}, {"address", "新地址"}});
    REQUIRE(report.changes.size() == 1);
    CHECK_FALSE(report.changes[0].added);
    CHECK(report.changes[0].fields == std::vector<std::string_view>{"address"});
    const auto second = district.row(TableId::homes, {"h-1"});
    CHECK(second.version > first);
    CHECK(second.cells[1] == "c-1");  // what is not given stays
    CHECK(second.cells[3] == "新地址");
    CHECK(district.put(TableId::homes, {{"id", "h-1"}, {"address", "新地址"}}).counts.unchanged == 1);
    CHECK(district.row(TableId::homes, {"h-1"}).version == second.version);
    district.put(TableId::streets, {{"id", "s-9"}, {"name", "x"}});
    const auto before = district.row(TableId::streets, {"s-9"}).version;
    CHECK(district.remove(TableId::streets, {"s-9"}));
    district.put(TableId::streets, {{"id", "s-9"}, {"name", "x"}});
    CHECK(district.row(TableId::streets, {"s-9"}).version > before);
}

TEST_CASE_TEMPLATE("a row whose reference does not exist is refused by name", Backend, ANJU_STORE_BACKENDS) {
    District<Backend> district;
    const auto error = district.refusal(TableId::contacts, {{"id", "k-1"}, {"resident", "p-99"}, {"name", "x"}});
    CHECK(error.code == ErrorCode::invalid);
    CHECK(error.message == "contacts: k-1: resident \"p-99\" is not known");
    CHECK(district.refusal(TableId::team_members, {{"team", "r-home"}, {"member", "r-street"}}).message ==
          "team_members: r-home/r-street: the responder is not of kind team");
}

TEST_CASE_TEMPLATE("what others refer to is not removed, and they are named", Backend, ANJU_STORE_BACKENDS) {
    District<Backend> district;
    CHECK(district.uses(TableId::streets, {"s-1"}).starts_with("committees c-1; committees c-2; "));
    CHECK(district.uses(TableId::homes, {"h-1"}).find("residents ") != std::string::npos);
    must(district.writer->begin());
    const auto refused = district.writer->registry().remove(TableId::streets, {"s-1"});
    district.writer->rollback();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::conflict);
    CHECK(district.row(TableId::streets, {"s-1"}).cells[0] == "s-1");
    CHECK_FALSE(district.remove(TableId::streets, {"s-99"}));
}

TEST_CASE_TEMPLATE("what an open case needs is not removed", Backend, ANJU_STORE_BACKENDS) {
    District<Backend> district;
    auto incident = sample_incident(1);  // at h-1
    const auto resident = must(district.reader->registry().rows(TableId::residents, {})).front().cells.front();
    const auto home = must(district.reader->registry().rows(TableId::residents, {})).front().cells[1];
    incident.place.home = HomeId{home};
    auto alert = sample_alert(1);
    alert.incident = incident.id;
    alert.home = incident.place.home;
    alert.update.key.device = DeviceId{"kitchen/smoke"};
    commit(*district.writer, [&] {
        must(district.writer->put(incident));
        must(district.writer->put(alert));
    });
    CHECK(district.uses(TableId::residents, {resident}).starts_with("incidents " + home));
    CHECK(district.uses(TableId::devices, {home, "kitchen/smoke"}) == "incidents " + home + "; ");
    CHECK(district.uses(TableId::devices, {home, "other"}).empty());
    incident.state = core::IncidentState::closed;
    commit(*district.writer, [&] { must(district.writer->put(incident)); });
    CHECK(district.uses(TableId::devices, {home, "kitchen/smoke"}).empty());
}

TEST_CASE_TEMPLATE("rows come with their place, page by page, and only those of the scope", Backend,
                   ANJU_STORE_BACKENDS) {
    District<Backend> district;
    const auto home = district.row(TableId::homes, {"h-1"});
    CHECK(home.street == "s-1");
    CHECK(home.committee == "c-1");
    CHECK(district.row(TableId::responders, {"r-street"}).street == "s-1");
    CHECK_FALSE(district.row(TableId::responders, {"r-district"}).street.has_value());
    CHECK(district.row(TableId::responders, {"r-home"}).committee == "c-1");

    store::RowFilter filter;
    filter.limit = 2;
    std::vector<std::string> seen;
    for (;;) {
        const auto page = must(district.reader->registry().rows(TableId::homes, filter));
        for (const auto& row : page) seen.push_back(row.cells.front());
        if (page.size() < filter.limit) break;
        filter.after = store::RowKey{page.back().cells.front()};
    }
    CHECK(seen == std::vector<std::string>{"h-1", "h-2", "h-3", "h-4"});

    filter = {};
    filter.scope = {false, {}, {"c-1"}};
    for (const auto& row : must(district.reader->registry().rows(TableId::homes, filter)))
        CHECK(row.committee == "c-1");
    filter.scope = {false, {}, {}};
    for (const auto& table : store::registry_tables()) {
        CHECK(must(district.reader->registry().rows(table.id, filter)).empty());
    }
}

TEST_CASE_TEMPLATE("R3: where a team stands its members stand, each once, and an empty team stands itself", Backend,
                   ANJU_STORE_BACKENDS) {
    District<Backend> district;
    using Cells = std::vector<std::pair<std::string, std::string>>;
    const auto responder = [&](const char* id, const char* kind, const char* level, const char* scope) {
        district.put(
            TableId::responders,
            Cells{{"id", id}, {"name", id}, {"kind", kind}, {"level", level}, {"scope", scope}, {"channel", "log"}});
    };
    responder("t-night", "team", "committee", "c-1");
    responder("m-1", "member", "district", "");
    responder("m-2", "member", "district", "");
    const auto called = [&] {
        std::string text;
        const auto place = must(district.writer->place_of(GatewayId{"gw-1"}, HomeId{}, StreetId{}));
        for (const auto& who : must(district.writer->responders_for(place))) {
            text += who.id.value + "@" + std::string(core::to_string(who.level)) + " ";
        }
        return text;
    };
    CHECK(called() == "r-home@home r-committee@committee t-night@committee r-street@street r-district@district ");
    district.put(TableId::team_members, {{"team", "t-night"}, {"member", "m-1"}});
    district.put(TableId::team_members, {{"team", "t-night"}, {"member", "m-2"}});
    CHECK(called() ==
          "r-home@home m-1@committee m-2@committee r-committee@committee r-street@street r-district@district ");
    // A roster of the committee may name the team and its members, and nobody else's.
    const std::set asked{ResponderId("m-1"), ResponderId("t-night"), ResponderId("r-street")};
    auto& rosters = district.writer->rosters();
    CHECK(must(rosters.strangers(core::Level::committee, "c-1", asked)) == std::set{ResponderId("r-street")});
    CHECK(must(rosters.strangers(core::Level::district, "", asked)) == asked);
    std::string people;
    for (const auto& who : must(district.reader->rosters().people_of(core::Level::committee, "c-1"))) {
        people += who.id.value + " ";
    }
    CHECK(people == "m-1 m-2 r-committee t-night ");
    const auto place = must(district.writer->place_of(GatewayId{"gw-1"}, HomeId{}, StreetId{}));
    for (const auto& who : must(district.writer->responders_for(place))) {
        CHECK(who.team.value == (who.id.value.starts_with("m-") ? "t-night" : ""));
    }
    CHECK(district.uses(TableId::responders, {"m-1"}) == "team_members t-night/m-1; ");
    CHECK(district.refusal(TableId::responders, {{"id", "t-night"}, {"kind", "person"}}).message.find("members") !=
          std::string::npos);
}

TEST_CASE_TEMPLATE("homes whose people change are touched, also when somebody moves or leaves", Backend,
                   ANJU_STORE_BACKENDS) {
    District<Backend> district;
    const auto touched_after = [&](std::uint64_t change) {
        std::string text;
        for (const auto& home : must(district.reader->registry().touched_homes(change, "\xff", 100))) {
            text += home.home + (home.removed ? " removed; " : "; ");
        }
        return text;
    };
    const auto last = [&] { return must(district.reader->registry().last_change()); };
    const auto resident = must(district.reader->registry().rows(TableId::residents, {})).front();
    auto before = last();
    district.put(TableId::contacts, {{"id", "k-1"}, {"resident", resident.cells[0]}, {"name", "女儿"}});
    CHECK(touched_after(before) == resident.cells[1] + "; ");
    before = last();
    district.put(TableId::residents, {{"id", resident.cells[0]}, {"home", "h-4"}});
    CHECK(touched_after(before) == resident.cells[1] + "; h-4; ");
    before = last();
    CHECK(district.remove(TableId::contacts, {"k-1"}));
    CHECK(touched_after(before) == "h-4; ");
    district.put(TableId::homes, {{"id", "h-9"}, {"committee", "c-1"}});
    district.put(TableId::access_notes, {{"home", "h-9"}, {"notes", "1234"}});
    before = last();
    CHECK(district.remove(TableId::homes, {"h-9"}));
    CHECK(touched_after(before) == "h-9 removed; ");
    CHECK_FALSE(must(district.reader->registry().row(TableId::access_notes, {"h-9"})).has_value());
}

TEST_CASE_TEMPLATE("a home's card has its people, and a case its contacts in their order", Backend,
                   ANJU_STORE_BACKENDS) {
    District<Backend> district;
    const auto resident = must(district.reader->registry().rows(TableId::residents, {})).front();
    const auto contact = [&](const char* id, const char* position) {
        district.put(TableId::contacts,
                     {{"id", id}, {"resident", resident.cells[0]}, {"name", id}, {"position", position}});
    };
    contact("k-1", "");
    contact("k-2", "2");
    contact("k-3", "1");
    const auto card = must(district.reader->registry().home_card(resident.cells[1])).value();
    CHECK(card.contacts.size() == 3);
    CHECK_FALSE(card.street_name.empty());
    auto incident = sample_incident(1);
    incident.place.home = HomeId{resident.cells[1]};
    commit(*district.writer, [&] { must(district.writer->put(incident)); });
    const auto detail = must(district.reader->incident_detail(incident.id)).value();
    std::string order;
    for (const auto& one : detail.contacts) order += one.id.value + " ";
    CHECK(order == "k-3 k-2 k-1 ");
}

TEST_CASE_TEMPLATE("an import under way is kept, and only one changes the registry at a time", Backend,
                   ANJU_STORE_BACKENDS) {
    District<Backend> district;
    store::ImportRecord record;
    record.id = ulid(1);
    record.actor = "user:li";
    record.reason = "每月";
    record.encoding = "gb18030";
    record.created_at = record.changed_at = at(1);
    record.counts = {1, 2, 3};
    commit(*district.writer, [&] { must(district.writer->registry().put(record)); });
    CHECK_FALSE(must(district.writer->registry().import_under_way()).has_value());
    record.state = store::ImportState::applying;
    record.done = 17;
    commit(*district.writer, [&] { must(district.writer->registry().put(record)); });
    const auto found = must(district.writer->registry().import_under_way()).value();
    CHECK(found.id == record.id);
    CHECK(found.done == 17);
    CHECK(found.counts == record.counts);
    CHECK(found.reason == "每月");
    auto second = record;
    second.id = ulid(2);
    must(district.writer->begin());
    const auto refused = district.writer->registry().put(second);
    district.writer->rollback();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::conflict);
    CHECK(must(district.reader->registry().imports(std::nullopt, 10)).size() == 1);
}
