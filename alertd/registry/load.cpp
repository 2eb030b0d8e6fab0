// From CSV files to a Registry: which columns there are and what their cells must hold.
#include "alertd/core/addresses.hpp"
#include "alertd/registry/columns.hpp"
#include "alertd/registry/registry.hpp"
#include "codec/topics.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <set>

namespace anju::alertd::registry {

namespace {

constexpr std::size_t kMostFileBytes = 256 * 1024 * 1024;
constexpr std::size_t kMostNameBytes = 200;
constexpr std::size_t kMostAddressBytes = 500;
constexpr std::size_t kMostNotesBytes = 4000;
constexpr int kFirstBirthYear = 1880;
constexpr int kLastBirthYear = 2100;

constexpr std::array kStreetColumns{Column{"id"}, Column{"name"}};
constexpr std::array kCommitteeColumns{Column{"id"}, Column{"street"}, Column{"name"}};
constexpr std::array kHomeColumns{Column{"id"}, Column{"committee"}, Column{"gateway", false},
                                  Column{"address", false}};
constexpr std::array kResidentColumns{Column{"id"},
                                      Column{"home"},
                                      Column{"name"},
                                      Column{"phone", false},
                                      Column{"birth_year", false},
                                      Column{"lives_alone", false},
                                      Column{"medical_notes", false}};
constexpr std::array kDeviceColumns{Column{"id"}, Column{"home"}, Column{"kind"}, Column{"name", false}};
constexpr std::array kResponderColumns{Column{"id"},           Column{"name"},    Column{"level"},
                                       Column{"scope", false}, Column{"channel"}, Column{"address", false},
                                       Column{"phone", false}};

/// What is being put together: the rows so far, and every id that later rows may name.
struct Loading {
    store::Registry registry;
    store::KnownIds ids;
    ErrorList errors;
    /// Ids are known completely: false once the file that defines them could not be read, because
    /// every reference into it would then be reported, and none of that would be the fault.
    bool streets_known = true, committees_known = true, homes_known = true;
};

void refer(Sheet& sheet, std::string_view column, bool known, bool complete, const char* what) {
    if (!known && complete)
        sheet.expect(column, std::string("the id of a ") + what + " of this import or of the store");
}
void refer_to_street(Sheet& sheet, std::string_view column, const Loading& loading) {
    refer(sheet, column, loading.ids.streets.contains(StreetId{sheet.text(column)}), loading.streets_known, "street");
}
void refer_to_committee(Sheet& sheet, std::string_view column, const Loading& loading) {
    refer(sheet, column, loading.ids.committees.contains(CommitteeId{sheet.text(column)}), loading.committees_known,
          "committee");
}
void refer_to_home(Sheet& sheet, std::string_view column, const Loading& loading) {
    refer(sheet, column, loading.ids.homes.contains(HomeId{sheet.text(column)}), loading.homes_known, "home");
}

// ---- one function a file: the current row -------------------------------------------------------

void read_street(Sheet& sheet, Loading& loading) {
    core::Street street;
    street.id = StreetId{sheet.id("id")};
    sheet.unique("id", street.id.value);
    street.name = sheet.words("name", kMostNameBytes);
    loading.ids.streets.insert(street.id);
    loading.registry.streets.push_back(std::move(street));
}

void read_committee(Sheet& sheet, Loading& loading) {
    core::Committee committee;
    committee.id = CommitteeId{sheet.id("id")};
    sheet.unique("id", committee.id.value);
    committee.street = StreetId{sheet.text("street")};
    refer_to_street(sheet, "street", loading);
    committee.name = sheet.words("name", kMostNameBytes);
    loading.ids.committees.insert(committee.id);
    loading.registry.committees.push_back(std::move(committee));
}

void read_home(Sheet& sheet, Loading& loading) {
    core::Home home;
    home.id = HomeId{sheet.id("id")};
    sheet.unique("id", home.id.value);
    if (home.id.value.starts_with("gateway:")) {
        sheet.expect("id", "an id that does not start with \"gateway:\", which names homes that are not registered");
    }
    home.committee = CommitteeId{sheet.text("committee")};
    refer_to_committee(sheet, "committee", loading);
    home.gateway = GatewayId{sheet.text("gateway")};
    if (!home.gateway.empty() && !codec::is_gateway_id(home.gateway.value)) {
        sheet.expect("gateway", "the CN of a gateway's certificate: 1 to 64 letters, digits and . _ -");
    }
    home.address = sheet.words("address", kMostAddressBytes);
    loading.ids.homes.insert(home.id);
    loading.registry.homes.push_back(std::move(home));
}

void read_resident(Sheet& sheet, Loading& loading) {
    core::Resident resident;
    resident.id = ResidentId{sheet.id("id")};
    sheet.unique("id", resident.id.value);
    resident.home = HomeId{sheet.text("home")};
    refer_to_home(sheet, "home", loading);
    resident.name = sheet.words("name", kMostNameBytes);
    resident.phone = sheet.phone("phone");
    resident.birth_year = sheet.number("birth_year", kFirstBirthYear, kLastBirthYear);
    resident.lives_alone = sheet.yes_or_no("lives_alone");
    resident.medical_notes = sheet.words("medical_notes", kMostNotesBytes);
    loading.registry.residents.push_back(std::move(resident));
}

void read_device(Sheet& sheet, Loading& loading) {
    core::Device device;
    device.id = DeviceId{sheet.id("id")};
    device.home = HomeId{sheet.text("home")};
    refer_to_home(sheet, "home", loading);
    // Another home may have a device of the same name: both together are the key.
    sheet.unique("id", device.home.value + "\n" + device.id.value);
    const auto kind = parse_word<Kind>(sheet.text("kind"));
    if (kind && *kind != Kind::unknown && *kind != Kind::gateway) {
        device.kind = *kind;
    } else {
        sheet.expect("kind",
                     "one of smoke, co, gas, water_leak, call_button, button, water_meter, fall, presence, "
                     "vibration, door, bed, badge, blood_pressure, spo2, thermometer, sleep, camera_ai");
    }
    device.name = sheet.words("name", kMostNameBytes);
    loading.registry.devices.push_back(std::move(device));
}

void check_scope(Sheet& sheet, const core::Responder& responder, const Loading& loading) {
    switch (responder.level) {
        case core::Level::home: return refer_to_home(sheet, "scope", loading);
        case core::Level::committee: return refer_to_committee(sheet, "scope", loading);
        case core::Level::street: return refer_to_street(sheet, "scope", loading);
        case core::Level::district:
            if (!responder.scope.empty()) sheet.expect("scope", "nothing: the district has no scope");
    }
}

void check_address(Sheet& sheet, const core::Responder& responder) {
    if (const auto expected = core::address_mistake(responder.channel, responder.address)) {
        sheet.expect("address", std::string(*expected));
    }
}

void read_responder(Sheet& sheet, Loading& loading) {
    core::Responder responder;
    responder.id = ResponderId{sheet.id("id")};
    sheet.unique("id", responder.id.value);
    responder.name = sheet.words("name", kMostNameBytes);
    const auto level = core::parse_case_word<core::Level>(sheet.text("level"));
    responder.scope = sheet.text("scope");
    if (level) {
        responder.level = *level;
        check_scope(sheet, responder, loading);
    } else {
        sheet.expect("level", "one of home, committee, street, district");
    }
    const auto channel = core::parse_case_word<core::ChannelKind>(sheet.text("channel"));
    responder.address = sheet.words("address", kMostAddressBytes);
    if (channel) {
        responder.channel = *channel;
        check_address(sheet, responder);
    } else {
        sheet.expect("channel", "one of webhook, log, email, wecom_robot, wecom_app, sms, mqtt");
    }
    responder.phone = sheet.phone("phone");
    loading.registry.responders.push_back(std::move(responder));
}

// ---- files --------------------------------------------------------------------------------------

struct File {
    const char* name;
    std::span<const Column> columns;
    void (*read_row)(Sheet&, Loading&);
    bool Loading::*ids_known;  ///< nullptr: no other file refers to its rows
};

/// In the order in which rows refer to one another.
const std::array kFiles{
    File{"streets.csv", kStreetColumns, read_street, &Loading::streets_known},
    File{"committees.csv", kCommitteeColumns, read_committee, &Loading::committees_known},
    File{"homes.csv", kHomeColumns, read_home, &Loading::homes_known},
    File{"residents.csv", kResidentColumns, read_resident, nullptr},
    File{"devices.csv", kDeviceColumns, read_device, nullptr},
    File{"responders.csv", kResponderColumns, read_responder, nullptr},
};

std::optional<std::string> read_text(const std::filesystem::path& path, ErrorList& errors) {
    std::ifstream stream(path, std::ios::binary);
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    if (!stream || error) {
        errors.add(path.string(), "a file that can be read");
        return std::nullopt;
    }
    if (bytes > kMostFileBytes) {
        errors.add(path.string(), "a file of at most 256 MiB");
        return std::nullopt;
    }
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

void load_file(const File& file, const std::filesystem::path& path, Loading& loading) {
    const auto text = read_text(path, loading.errors);
    bool readable = text.has_value();
    if (readable) {
        Sheet sheet(path.string(), *text, file.columns, loading.errors);
        readable = sheet.valid();
        if (!sheet.left_out().empty()) {
            const auto table = path.stem().string();  // the files are named like the tables
            loading.registry.left_out[table] = {sheet.left_out().begin(), sheet.left_out().end()};
        }
        while (sheet.next()) file.read_row(sheet, loading);
    }
    if (!readable && file.ids_known != nullptr) loading.*file.ids_known = false;
}

/// A misspelled name would be a file that is never imported.
void look_for_strangers(const std::filesystem::path& directory, ErrorList& errors) {
    std::set<std::filesystem::path> strangers;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
        bool ours = entry.path().extension() != ".csv";
        for (const File& file : kFiles) ours = ours || entry.path().filename() == file.name;
        if (!ours) strangers.insert(entry.path());
    }
    for (const auto& path : strangers) {
        errors.add(path.string(),
                   "a name out of streets.csv, committees.csv, homes.csv, residents.csv, devices.csv, "
                   "responders.csv");
    }
}

}  // namespace

Result<store::Registry> load_directory(const std::filesystem::path& directory, const store::KnownIds& known) {
    std::error_code error;
    if (!std::filesystem::is_directory(directory, error)) {
        return fail(ErrorCode::not_found, directory.string() + ": expected a directory with CSV files");
    }
    Loading loading;
    loading.ids = known;
    look_for_strangers(directory, loading.errors);
    std::size_t found = 0;
    for (const File& file : kFiles) {
        const auto path = directory / file.name;
        if (!std::filesystem::exists(path, error)) continue;
        ++found;
        load_file(file, path, loading);
    }
    if (!loading.errors.empty()) return fail(ErrorCode::invalid, loading.errors.text());
    if (found == 0) {
        return fail(ErrorCode::not_found, directory.string() + ": expected streets.csv, homes.csv or another table");
    }
    return std::move(loading.registry);
}

}  // namespace anju::alertd::registry
