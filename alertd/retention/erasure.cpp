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
            ANJU_TRY(auto open, writer.open_incident(home, incident_class, exercise));
            if (!open) continue;
            return fail(ErrorCode::conflict,
                        fmt::format("home {} has an open case, {}; close it first", home.value, open->id.to_string()));
        }
    }
    return success();
}

/// Removes every row of `what` that refers to the row; how many there were.
Result<std::size_t> remove_uses(store::RegistryWriter& registry, TableId of, const std::string& id, TableId what) {
    const store::Table& table = store::table_of(what);
    std::size_t removed = 0;
    for (;;) {
        ANJU_TRY(auto uses, registry.uses_of(of, {id}, kUses));
        std::erase_if(uses, [&](const store::RowUse& use) { return use.table != table.name; });
        if (uses.empty()) return removed;
        for (const auto& use : uses) {
            ANJU_TRY(auto gone, registry.remove(what, {use.row}));
            removed += gone ? 1 : 0;
        }
    }
}

Result<bool> is_empty(store::RegistryWriter& registry, const HomeId& home) {
    ANJU_TRY(auto uses, registry.uses_of(TableId::homes, {home.value}, kUses));
    return std::ranges::none_of(uses, [](const store::RowUse& use) { return use.table == "residents"; });
}

/// The responders who answer for this home alone.
Result<std::size_t> remove_kin(store::Writer& writer, const HomeId& home) {
    core::Place place;
    place.home = home;
    place.registered = true;
    ANJU_TRY(auto responders, writer.responders_for(place));
    std::size_t removed = 0;
    for (const auto& responder : responders) {
        if (responder.level != core::Level::home || responder.scope != home.value) continue;
        ANJU_TRY(auto gone, writer.registry().remove(TableId::responders, {responder.id.value}));
        removed += gone ? 1 : 0;
    }
    return removed;
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

    ANJU_TRY(erasure.contacts, remove_uses(registry, TableId::residents, resident.value, TableId::contacts));
    ANJU_TRY(registry.remove(TableId::residents, {resident.value}));
    ANJU_TRY(erasure.home_is_empty, is_empty(registry, erasure.home));
    if (erasure.home_is_empty) {
        ANJU_TRY(registry.remove(TableId::access_notes, {erasure.home.value}));
        ANJU_TRY(erasure.responders, remove_kin(writer, erasure.home));
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
