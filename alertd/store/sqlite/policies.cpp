// Policies on SQLite: a row for each class and source, below it the rules in their order, below each its steps.
#include "alertd/store/policies.hpp"

#include "alertd/store/sqlite/rows.hpp"
#include "alertd/store/sqlite/subjects.hpp"
#include "alertd/store/sqlite/writer.hpp"

namespace anju::alertd::store {

std::string_view to_string(PolicySource value) { return value == PolicySource::file ? "file" : "api"; }

namespace sqlite {

namespace {

using Kept = std::optional<KeptPolicies>;
using Minutes = std::optional<std::int64_t>;

constexpr std::string_view kPolicyColumns = "class, source, version, changed_at, changed_by, reason";
constexpr std::string_view kRuleColumns =
    "class, source, position, name, kinds, conditions, least_severity, weekdays, begins, ends, repeat_every, "
    "attend_within, arrive_within";
constexpr std::string_view kStepColumns = "class, source, position, step, after, levels";

Millis read_duration(Query& row) { return Millis{row.number()}; }

core::PolicyStep read_step(Query& row) {
    core::PolicyStep step;
    step.after = read_duration(row);
    step.levels = words(row, core::parse_case_word<core::Level>);
    return step;
}

/// The usual policy is a rule that asks for nothing.
core::PolicyVariant read_rule(Query& row) {
    core::PolicyVariant rule;
    rule.name = row.text();
    rule.kinds = words(row, parse_word<Kind>);
    rule.conditions = words(row, parse_word<Condition>);
    rule.least_severity = word<Severity>(row);
    rule.weekdays = core::Weekdays::of_bits(row.integer<unsigned>());
    const auto begins = row.optional_number();
    const auto ends = row.optional_number();
    if (begins && ends) rule.hours = core::Hours{std::chrono::minutes{*begins}, std::chrono::minutes{*ends}};
    rule.policy.repeat_every = read_duration(row);
    rule.policy.attend_within = read_duration(row);
    rule.policy.arrive_within = read_duration(row);
    return rule;
}

core::ClassPolicies read_rules(Connection& connection, IncidentClass incident_class, PolicySource source) {
    std::vector<core::PolicyVariant> rules;
    {
        Query query = connection.query(
            "SELECT name, kinds, conditions, least_severity, weekdays, begins, ends, repeat_every, attend_within, "
            "arrive_within FROM policy_rules WHERE class = ? AND source = ? ORDER BY position");
        rules = all(query.bind(to_string(incident_class), to_string(source)), read_rule);
    }
    if (rules.empty()) throw CorruptRow("a policy has no rules");
    for (std::size_t position = 0; position < rules.size(); ++position) {
        Query query = connection.query(
            "SELECT after, levels FROM policy_steps WHERE class = ? AND source = ? AND position = ? ORDER BY step");
        query.bind(to_string(incident_class), to_string(source), position);
        rules[position].policy.steps = all(query, read_step);
    }
    core::ClassPolicies policies;
    policies.usual = std::move(rules.front().policy);
    policies.variants.assign(std::make_move_iterator(rules.begin() + 1), std::make_move_iterator(rules.end()));
    return policies;
}

Kept read_kept(Connection& connection, IncidentClass incident_class, PolicySource source) {
    KeptPolicies kept;
    kept.incident_class = incident_class;
    kept.source = source;
    {
        Query query = connection.query(
            "SELECT version, changed_at, changed_by, reason FROM policies WHERE class = ? AND source = ?");
        if (!query.bind(to_string(incident_class), to_string(source)).next()) return std::nullopt;
        kept.version = query.integer<std::uint64_t>();
        kept.changed_at = query.time();
        kept.changed_by = query.text();
        kept.reason = query.text();
    }
    kept.policies = read_rules(connection, incident_class, source);
    return kept;
}

Kept read_in_force(Connection& connection, IncidentClass incident_class) {
    auto set = read_kept(connection, incident_class, PolicySource::api);
    return set ? set : read_kept(connection, incident_class, PolicySource::file);
}

class SqlitePolicyReader final : public PolicyReader {
public:
    explicit SqlitePolicyReader(Connection& connection) : connection_(connection) {}

    Result<Kept> in_force(IncidentClass incident_class) override {
        return connection_.attempt("read the policies in force", [&]() -> Result<Kept> {
            const ReadTransaction snapshot(connection_);
            return read_in_force(connection_, incident_class);
        });
    }

private:
    Connection& connection_;
};

class SqlitePolicyWriter final : public PolicyWriter {
public:
    explicit SqlitePolicyWriter(WriteGate& writer) : writer_(writer) {}

    Result<Kept> in_force(IncidentClass incident_class) override {
        return connection().attempt("read the policies in force",
                                    [&]() -> Result<Kept> { return read_in_force(connection(), incident_class); });
    }

    Result<Kept> kept(IncidentClass incident_class, PolicySource source) override {
        return connection().attempt("read policies",
                                    [&]() -> Result<Kept> { return read_kept(connection(), incident_class, source); });
    }

    Result<void> put(const KeptPolicies& kept) override {
        return writer_.write("store policies", [&]() -> Result<void> {
            remove(kept.incident_class, kept.source);
            static const std::string sql = upsert("policies", kPolicyColumns, 2);
            connection()
                .query(sql)
                .bind(to_string(kept.incident_class), to_string(kept.source), kept.version, kept.changed_at,
                      kept.changed_by, kept.reason)
                .run();
            core::PolicyVariant usual;
            usual.policy = kept.policies.usual;
            put_rule(kept, 0, usual);
            for (std::size_t i = 0; i < kept.policies.variants.size(); ++i) {
                put_rule(kept, i + 1, kept.policies.variants[i]);
            }
            return success();
        });
    }

    Result<void> erase(IncidentClass incident_class, PolicySource source) override {
        return writer_.write("remove policies", [&]() -> Result<void> {
            remove(incident_class, source);
            return success();
        });
    }

private:
    [[nodiscard]] Connection& connection() { return writer_.connection(); }

    void remove(IncidentClass incident_class, PolicySource source) {
        connection()
            .query("DELETE FROM policies WHERE class = ? AND source = ?")
            .bind(to_string(incident_class), to_string(source))
            .run();
    }

    void put_rule(const KeptPolicies& kept, std::size_t position, const core::PolicyVariant& rule) {
        const auto& policy = rule.policy;
        Minutes begins, ends;
        if (rule.hours) {
            begins = rule.hours->begins.count();
            ends = rule.hours->ends.count();
        }
        static const std::string sql = upsert("policy_rules", kRuleColumns, 3);
        connection()
            .query(sql)
            .bind(to_string(kept.incident_class), to_string(kept.source), position, rule.name, joined_words(rule.kinds),
                  joined_words(rule.conditions), to_string(rule.least_severity), std::int64_t{rule.weekdays.bits()},
                  begins, ends, policy.repeat_every.count(), policy.attend_within.count(), policy.arrive_within.count())
            .run();
        static const std::string step_sql = upsert("policy_steps", kStepColumns, 4);
        for (std::size_t i = 0; i < policy.steps.size(); ++i) {
            connection()
                .query(step_sql)
                .bind(to_string(kept.incident_class), to_string(kept.source), position, i,
                      policy.steps[i].after.count(), joined_words(policy.steps[i].levels))
                .run();
        }
    }

    WriteGate& writer_;
};

}  // namespace

std::unique_ptr<PolicyWriter> make_policy_writer(WriteGate& writer) {
    return std::make_unique<SqlitePolicyWriter>(writer);
}

std::unique_ptr<PolicyReader> make_policy_reader(Connection& connection) {
    return std::make_unique<SqlitePolicyReader>(connection);
}

}  // namespace sqlite

}  // namespace anju::alertd::store
