#include "alertd/store/registry_tables.hpp"

#include <algorithm>
#include <array>

namespace anju::alertd::store {

namespace {

constexpr int kName = 200;
constexpr int kNote = 4000;

constexpr Column id() { return {.name = "id", .kind = CellKind::id}; }
constexpr Column reference(std::string_view name, TableId to) {
    return {.name = name, .kind = CellKind::reference, .refers_to = to};
}
constexpr Column text(std::string_view name, int most, bool personal = false) {
    return {.name = name, .required = true, .most = most, .personal = personal};
}
constexpr Column optional_text(std::string_view name, int most, bool personal = false) {
    return {.name = name, .required = false, .most = most, .personal = personal};
}
constexpr Column phone(std::string_view name) {
    return {.name = name, .kind = CellKind::phone, .required = false, .personal = true};
}
constexpr Column yes_no(std::string_view name) { return {.name = name, .kind = CellKind::yes_no, .required = false}; }
constexpr Column number(std::string_view name, int least, int most, bool personal = false) {
    return {.name = name,
            .kind = CellKind::number,
            .required = false,
            .least = least,
            .most = most,
            .personal = personal};
}
constexpr Column date(std::string_view name) { return {.name = name, .kind = CellKind::date, .required = false}; }

constexpr std::array kStreets{id(), text("name", kName)};
constexpr std::array kCommittees{id(), reference("street", TableId::streets), text("name", kName)};
constexpr std::array kHomes{id(), reference("committee", TableId::committees),
                            Column{.name = "gateway", .kind = CellKind::gateway, .required = false},
                            optional_text("address", 500)};
constexpr std::array kAccessNotes{reference("home", TableId::homes), text("notes", kNote, true)};
constexpr std::array kResidents{id(),
                                reference("home", TableId::homes),
                                text("name", kName, true),
                                phone("phone"),
                                number("birth_year", 1880, 2100, true),
                                yes_no("lives_alone"),
                                optional_text("medical_notes", kNote, true)};
constexpr std::array kContacts{id(),
                               reference("resident", TableId::residents),
                               text("name", kName, true),
                               phone("phone"),
                               optional_text("relation", kName),
                               yes_no("has_key"),
                               number("position", 1, 99),
                               yes_no("call_at_night")};
constexpr std::array kDevices{
    reference("home", TableId::homes),
    id(),
    Column{.name = "kind",
           .kind = CellKind::word,
           .words = "smoke, co, gas, water_leak, call_button, button, water_meter, fall, presence, vibration, door, "
                    "bed, badge, blood_pressure, spo2, thermometer, sleep, camera_ai"},
    optional_text("name", kName),
    optional_text("manufacturer", kName),
    optional_text("model", kName),
    date("installed")};
constexpr std::array kGateways{Column{.name = "id", .kind = CellKind::gateway},
                               optional_text("name", kName),
                               optional_text("manufacturer", kName),
                               optional_text("model", kName),
                               optional_text("serial", kName),
                               date("installed"),
                               optional_text("notes", kNote)};
constexpr std::array kResponders{
    id(),
    text("name", kName),
    Column{.name = "kind", .kind = CellKind::word, .required = false, .words = "person, team, member"},
    Column{.name = "level", .kind = CellKind::word, .words = "home, committee, street, district"},
    optional_text("scope", 128),
    Column{
        .name = "channel", .kind = CellKind::word, .words = "webhook, log, email, wecom_robot, wecom_app, sms, mqtt"},
    optional_text("address", 500, true),
    phone("phone"),
    optional_text("channel2", 20),
    optional_text("address2", 500, true),
    optional_text("channel3", 20),
    optional_text("address3", 500, true)};
constexpr std::array kTeamMembers{reference("team", TableId::responders), reference("member", TableId::responders)};

constexpr std::array kTables{
    Table{TableId::streets, "streets", "streets", kStreets, 1},
    Table{TableId::committees, "committees", "committees", kCommittees, 1},
    Table{TableId::homes, "homes", "homes", kHomes, 1},
    Table{TableId::access_notes, "access_notes", "access_notes", kAccessNotes, 1},
    Table{TableId::residents, "residents", "residents", kResidents, 1},
    Table{TableId::contacts, "contacts", "contacts", kContacts, 1},
    Table{TableId::devices, "devices", "devices", kDevices, 2},
    Table{TableId::gateways, "gateways", "registered_gateways", kGateways, 1},
    Table{TableId::responders, "responders", "responders", kResponders, 1},
    Table{TableId::team_members, "team_members", "team_members", kTeamMembers, 2},
};

}  // namespace

std::span<const Table> registry_tables() { return kTables; }

const Table& table_of(TableId id) { return kTables[static_cast<std::size_t>(id)]; }

const Table* find_table(std::string_view name) {
    const auto found = std::ranges::find(kTables, name, &Table::name);
    return found == kTables.end() ? nullptr : &*found;
}

std::size_t column_at(const Table& table, std::string_view name) {
    return static_cast<std::size_t>(std::ranges::find(table.columns, name, &Column::name) - table.columns.begin());
}

std::vector<std::string_view> words_of(const Column& column) {
    constexpr std::string_view comma = ", ";
    std::vector<std::string_view> words;
    for (std::string_view rest = column.words; !rest.empty();) {
        const std::size_t end = std::min(rest.find(comma), rest.size());
        words.push_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + comma.size(), rest.size()));
    }
    return words;
}

std::string text_of(const RowKey& key) {
    std::string text;
    for (const std::string& part : key) text += (text.empty() ? "" : "/") + part;
    return text;
}

RowKey key_of(const Table& table, const Row& row) {
    return {row.cells.begin(), row.cells.begin() + static_cast<std::ptrdiff_t>(table.keys)};
}

RowKey key_of(const Table& table, const RowDraft& draft) {
    RowKey key;
    for (std::size_t i = 0; i < table.keys; ++i) key.push_back(draft.cells[i].value_or(""));
    return key;
}

}  // namespace anju::alertd::store
