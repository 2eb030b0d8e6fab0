#include "alertd/ingest/policies.hpp"

#include <utility>
#include <vector>

namespace anju::alertd::ingest {

namespace {

using store::KeptPolicies;
using store::PolicySource;

constexpr const char* kAlertd = "alertd";

/// The engine goes by what holds now.
Result<void> follow(Turn& turn) {
    core::PolicyBook book;
    for (const auto incident_class : kPolicyClasses) {
        ANJU_TRY(auto kept, turn.writer().policies().in_force(incident_class));
        if (kept) book.written_for(incident_class) = std::move(kept->policies);
    }
    turn.use_policies(std::move(book));
    return success();
}

/// The journal has what held from when on word for word, so that nobody has to guess why a case climbed as it did.
Result<void> journal(Turn& turn, const KeptPolicies& now) {
    std::vector<std::pair<std::string, std::string>> facts{{"class", std::string(to_string(now.incident_class))},
                                                           {"version", std::to_string(now.version)},
                                                           {"source", std::string(to_string(now.source))},
                                                           {"reason", now.reason},
                                                           {"usual", core::to_text(now.policies.usual)}};
    for (std::size_t i = 0; i < now.policies.variants.size(); ++i) {
        facts.emplace_back("variant_" + std::to_string(i + 1), core::to_text(now.policies.variants[i]));
    }
    return turn.journal_as(now.changed_by, "policy.changed", std::move(facts));
}

Result<KeptPolicies> current_of(Turn& turn, IncidentClass incident_class) {
    ANJU_TRY(auto current, turn.writer().policies().in_force(incident_class));
    if (!current)
        return fail(ErrorCode::corrupt, "the store has no policies for " + std::string(to_string(incident_class)));
    return std::move(*current);
}

}  // namespace

Result<void> take_policies_of_file(Turn& turn, const core::PolicyBook& file) {
    auto& policies = turn.writer().policies();
    for (const auto incident_class : kPolicyClasses) {
        const auto& written = file.written_for(incident_class);
        ANJU_TRY(const auto before, policies.kept(incident_class, PolicySource::file));
        if (before && before->policies == written) continue;
        ANJU_TRY(const auto holds, policies.in_force(incident_class));
        const bool overruled = holds && holds->source == PolicySource::api;
        KeptPolicies kept{incident_class, PolicySource::file,  written, 0, turn.now().utc,
                          kAlertd,        "configuration file"};
        kept.version = (holds ? holds->version : 0) + (overruled ? 0 : 1);
        ANJU_TRY(policies.put(kept));
        if (!overruled) {
            ANJU_TRY(journal(turn, kept));
        }
    }
    return follow(turn);
}

Result<KeptPolicies> set_policies(Turn& turn, const PolicyEdit& edit, const core::ClassPolicies& policies) {
    ANJU_TRY(auto current, current_of(turn, edit.incident_class));
    if (current.source == PolicySource::api && current.policies == policies) return current;
    KeptPolicies kept{edit.incident_class, PolicySource::api, policies,   current.version + 1,
                      turn.now().utc,      edit.actor,        edit.reason};
    ANJU_TRY(turn.writer().policies().put(kept));
    ANJU_TRY(journal(turn, kept));
    ANJU_TRY(follow(turn));
    return kept;
}

Result<KeptPolicies> take_back_policies(Turn& turn, const PolicyEdit& edit) {
    ANJU_TRY(auto current, current_of(turn, edit.incident_class));
    if (current.source == PolicySource::file) return current;
    auto& policies = turn.writer().policies();
    ANJU_TRY(auto file, policies.kept(edit.incident_class, PolicySource::file));
    if (!file) return fail(ErrorCode::corrupt, "the store does not have what the file says");
    file->version = current.version + 1;
    file->changed_at = turn.now().utc;
    file->changed_by = edit.actor;
    file->reason = edit.reason;
    ANJU_TRY(policies.put(*file));
    ANJU_TRY(policies.erase(edit.incident_class, PolicySource::api));
    ANJU_TRY(journal(turn, *file));
    ANJU_TRY(follow(turn));
    return std::move(*file);
}

}  // namespace anju::alertd::ingest
