#include "alertd/retention/erasure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace anju::alertd::retention {

using store::TableId;

namespace {

constexpr std::size_t kUses = 200;

Result<void> check_allowed(store::Writer& writer, const HomeId& home) {
    ANJU_TRY(auto held, writer.retention().is_held(home));
    if (held) {
        return fail(ErrorCode::conflict, fmt::format("home {} or one of its cases is under a legal hold", home.value));
    }
    for (const auto exercise : {core::Exercise::none, core::Exercise::test, core::Exercise::drill}) {
        for (const auto incident_class : {IncidentClass::emergency, IncidentClass::welfare, IncidentClass::technical}) {
            ANJU_TRY(const auto open, writer.cases_for(home, incident_class, exercise));
            if (open.empty()) continue;
            return fail(ErrorCode::conflict, fmt::format("home {} has an open case, {}; close it first", home.value,
                                                         open.front().id.to_string()));
        }
    }
    return success();
}

/// The rows of `what` that refer to this one, as many as are looked at together.
Result<std::vector<std::string>> rows_of(store::RegistryWriter& registry, TableId of, const std::string& id,
                                         TableId what) {
    ANJU_TRY(auto uses, registry.uses_of(of, {id}, kUses));
    std::vector<std::string> rows;
    for (auto& use : uses) {
        if (use.table == store::table_of(what).name) rows.push_back(std::move(use.row));
    }
    return rows;
}

Result<std::size_t> remove_contacts(store::RegistryWriter& registry, const ResidentId& resident) {
    std::size_t removed = 0;
    for (;;) {
        ANJU_TRY(const auto contacts, rows_of(registry, TableId::residents, resident.value, TableId::contacts));
        if (contacts.empty()) return removed;
        for (const auto& contact : contacts) {
            ANJU_TRY(const bool gone, registry.remove(TableId::contacts, {contact}));
            removed += gone ? 1 : 0;
        }
    }
}

Result<bool> is_empty(store::RegistryWriter& registry, const HomeId& home) {
    ANJU_TRY(auto uses, registry.uses_of(TableId::homes, {home.value}, kUses));
    return std::ranges::none_of(uses, [](const store::RowUse& use) { return use.table == "residents"; });
}

/// Whom a roster still names is not removed; the error says which.
Result<void> leave_teams(store::RegistryWriter& registry, const std::string& responder) {
    ANJU_TRY(const auto memberships, rows_of(registry, TableId::responders, responder, TableId::team_members));
    for (const auto& row : memberships) {
        const auto between = row.find('/');
        ANJU_TRY(registry.remove(TableId::team_members, {row.substr(0, between), row.substr(between + 1)}));
    }
    return success();
}

/// The responders who answer for this home alone.
Result<std::size_t> remove_kin(store::RegistryWriter& registry, const HomeId& home) {
    ANJU_TRY(const auto kin, rows_of(registry, TableId::homes, home.value, TableId::responders));
    for (const auto& responder : kin) {
        ANJU_TRY(leave_teams(registry, responder));
        ANJU_TRY(registry.remove(TableId::responders, {responder}));
    }
    return kin.size();
}

}  // namespace

Result<Erasure> erase_resident(ingest::Turn& turn, const ResidentId& resident, const std::string& actor) {
    store::Writer& writer = turn.writer();
    store::RegistryWriter& registry = writer.registry();
    ANJU_TRY(auto row, registry.row(TableId::residents, {resident.value}));
    if (!row) return fail(ErrorCode::not_found, fmt::format("there is no resident {}", resident.value));
    Erasure erasure;
    erasure.home = HomeId(row->cells[store::column_at(store::table_of(TableId::residents), "home")]);
    ANJU_TRY(check_allowed(writer, erasure.home));

    ANJU_TRY(erasure.contacts, remove_contacts(registry, resident));
    ANJU_TRY(registry.remove(TableId::residents, {resident.value}));
    ANJU_TRY(erasure.home_is_empty, is_empty(registry, erasure.home));
    if (erasure.home_is_empty) {
        ANJU_TRY(registry.remove(TableId::access_notes, {erasure.home.value}));
        ANJU_TRY(erasure.responders, remove_kin(registry, erasure.home));
    }
    ANJU_TRY(erasure.of_cases, writer.retention().erase_words_of(erasure.home, erasure.home_is_empty));
    ANJU_TRY(turn.journal_as(actor, "resident.erased",
                             {{"resident", resident.value},
                              {"home", erasure.home.value},
                              {"contacts", std::to_string(erasure.contacts)},
                              {"cases", std::to_string(erasure.of_cases.cases)},
                              {"notes", std::to_string(erasure.of_cases.notes)},
                              {"alerts", std::to_string(erasure.of_cases.alerts)}}));
    return erasure;
}

}  // namespace anju::alertd::retention
