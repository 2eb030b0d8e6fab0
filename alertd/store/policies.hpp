// Policies in the store, behind interfaces of their own: writer.policies() and reader.policies(). Ownership, threads
// and errors are those of store.hpp.
#pragma once

#include "alertd/core/policy.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace anju::alertd::store {

/// Who wrote a policy. What was set over the API holds until it is taken back; then the file's holds again.
enum class PolicySource { file, api };
[[nodiscard]] std::string_view to_string(PolicySource value);

struct KeptPolicies {
    IncidentClass incident_class = IncidentClass::emergency;
    PolicySource source = PolicySource::file;
    core::ClassPolicies policies;
    std::uint64_t version = 0;  ///< +1 with each change of what holds for the class, whoever wrote it
    UtcTime changed_at{};
    std::string changed_by;
    std::string reason;
    friend bool operator==(const KeptPolicies&, const KeptPolicies&) = default;
};

class PolicyReader {
public:
    virtual ~PolicyReader() = default;
    /// What holds for the class; nothing before an engine has started on this database.
    [[nodiscard]] virtual Result<std::optional<KeptPolicies>> in_force(IncidentClass incident_class) = 0;
};

class PolicyWriter {
public:
    virtual ~PolicyWriter() = default;
    [[nodiscard]] virtual Result<std::optional<KeptPolicies>> in_force(IncidentClass incident_class) = 0;
    [[nodiscard]] virtual Result<std::optional<KeptPolicies>> kept(IncidentClass incident_class,
                                                                   PolicySource source) = 0;
    /// Inserts it, or takes the place of what this source has for the class.
    [[nodiscard]] virtual Result<void> put(const KeptPolicies& policies) = 0;
    [[nodiscard]] virtual Result<void> erase(IncidentClass incident_class, PolicySource source) = 0;
};

}  // namespace anju::alertd::store
