#include "alertd/store/sqlite/aftercare.hpp"

#include "alertd/store/sqlite/rows.hpp"

#include <algorithm>

namespace anju::alertd::store::sqlite {

namespace {

constexpr std::string_view kFollowUpColumns =
    "id, incident, kind, due_at, assignee, text, state, created_at, created_by, finished_at, finished_by";
constexpr std::string_view kCallbackColumns = "id, incident, party, person, outcome, called_at, by_whom, text";

core::FollowUp read_follow_up(Query& row) {
    core::FollowUp task;
    task.id = row.id<core::FollowUpId>();
    task.incident = row.id<IncidentId>();
    task.kind = case_word<core::FollowUpKind>(row);
    task.due_at = row.time();
    task.assignee = row.text();
    task.text = row.text();
    task.state = case_word<core::FollowUpState>(row);
    task.created_at = row.time();
    task.created_by = row.text();
    task.finished_at = row.optional_time();
    task.finished_by = row.text();
    return task;
}

core::Callback read_callback(Query& row) {
    core::Callback callback;
    callback.id = row.id<core::CallbackId>();
    callback.incident = row.id<IncidentId>();
    callback.party = case_word<core::CalledParty>(row);
    callback.person = row.text();
    callback.outcome = case_word<core::CallOutcome>(row);
    callback.called_at = row.time();
    callback.by = row.text();
    callback.text = row.text();
    return callback;
}

}  // namespace

Result<std::optional<core::FollowUp>> SqliteAftercareWriter::follow_up(const core::FollowUpId& id) {
    return gate_.connection().attempt("load a follow-up", [&]() -> Result<std::optional<core::FollowUp>> {
        static const std::string sql = select(kFollowUpColumns, "follow_ups WHERE id = ?");
        Query query = gate_.connection().query(sql);
        return first(query.bind(id), read_follow_up);
    });
}

Result<std::optional<core::Callback>> SqliteAftercareWriter::callback(const core::CallbackId& id) {
    return gate_.connection().attempt("load a callback", [&]() -> Result<std::optional<core::Callback>> {
        static const std::string sql = select(kCallbackColumns, "callbacks WHERE id = ?");
        Query query = gate_.connection().query(sql);
        return first(query.bind(id), read_callback);
    });
}

Result<void> SqliteAftercareWriter::put(const core::FollowUp& task) {
    return gate_.write("store a follow-up", [&]() -> Result<void> {
        static const std::string sql = upsert("follow_ups", kFollowUpColumns);
        gate_.connection()
            .query(sql)
            .bind(task.id, task.incident, to_string(task.kind), task.due_at, task.assignee, task.text,
                  to_string(task.state), task.created_at, task.created_by, task.finished_at, task.finished_by)
            .run();
        return success();
    });
}

Result<void> SqliteAftercareWriter::put(const core::Callback& callback) {
    return gate_.write("store a callback", [&]() -> Result<void> {
        static const std::string sql = upsert("callbacks", kCallbackColumns);
        gate_.connection()
            .query(sql)
            .bind(callback.id, callback.incident, to_string(callback.party), callback.person,
                  to_string(callback.outcome), callback.called_at, callback.by, callback.text)
            .run();
        return success();
    });
}

Result<std::vector<core::FollowUp>> SqliteAftercareReader::follow_ups(const FollowUpFilter& filter) {
    return connection_.attempt("list follow-ups", [&]() -> Result<std::vector<core::FollowUp>> {
        std::string columns;
        for (const auto name : columns_of(kFollowUpColumns)) {
            columns.append(columns.empty() ? "f." : ", f.").append(name);
        }
        std::string sql = select(columns + ", i.street, i.committee",
                                 "follow_ups f JOIN incidents i ON i.id = f.incident WHERE true");
        // As a literal, so that the index of the open ones is used.
        if (filter.state) sql.append(" AND f.state = '").append(to_string(*filter.state)).append("'");
        if (filter.due_before) sql += " AND f.due_at < ?";
        if (filter.assignee) sql += " AND f.assignee = ?";
        if (filter.after) sql += " AND (f.due_at, f.id) > (?, ?)";
        sql += " ORDER BY f.due_at, f.id";
        Query query = connection_.query(sql);
        if (filter.due_before) query.bind(*filter.due_before);
        if (filter.assignee) query.bind(*filter.assignee);
        if (filter.after) query.bind(filter.after->first, filter.after->second);

        std::vector<core::FollowUp> tasks;
        while (tasks.size() < std::max<std::size_t>(filter.limit, 1) && query.next()) {
            core::FollowUp task = read_follow_up(query);
            const auto street = query.optional_name<StreetId>();
            if (filter.scope.covers(street, query.optional_name<CommitteeId>())) tasks.push_back(std::move(task));
        }
        return tasks;
    });
}

Result<std::vector<core::FollowUp>> SqliteAftercareReader::follow_ups_of(const IncidentId& incident) {
    return connection_.attempt("load a case's follow-ups", [&]() -> Result<std::vector<core::FollowUp>> {
        static const std::string sql = select(kFollowUpColumns, "follow_ups WHERE incident = ? ORDER BY due_at, id");
        Query query = connection_.query(sql);
        return all(query.bind(incident), read_follow_up);
    });
}

Result<std::vector<core::Callback>> SqliteAftercareReader::callbacks_of(const IncidentId& incident) {
    return connection_.attempt("load a case's callbacks", [&]() -> Result<std::vector<core::Callback>> {
        static const std::string sql = select(kCallbackColumns, "callbacks WHERE incident = ? ORDER BY called_at, id");
        Query query = connection_.query(sql);
        return all(query.bind(incident), read_callback);
    });
}

}  // namespace anju::alertd::store::sqlite
