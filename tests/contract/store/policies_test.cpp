#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;
using namespace std::chrono_literals;
using store::PolicySource;

namespace {

/// Every field set to something that is not its default.
store::KeptPolicies sample(PolicySource source, std::uint64_t version) {
    store::KeptPolicies kept;
    kept.incident_class = IncidentClass::welfare;
    kept.source = source;
    kept.version = version;
    kept.changed_at = at(5'000);
    kept.changed_by = "user:王";
    kept.reason = "two \"reasons\"";
    core::Policy& usual = kept.policies.usual;
    usual.steps = {{250ms, {core::Level::home, core::Level::committee}}, {90s, {core::Level::district}}};
    usual.repeat_every = 75s;
    usual.attend_within = 11min;
    usual.arrive_within = 46min;
    core::PolicyVariant night;
    night.name = "夜";
    night.kinds = {Kind::water_meter, Kind::fall};
    night.conditions = {Condition::no_water_use};
    night.least_severity = Severity::critical;
    night.weekdays = {};
    night.weekdays.add(std::chrono::Sunday);
    night.hours = core::Hours{22h, 6h + 30min};
    night.policy.steps = {{0s, {core::Level::street}}, {1s, {core::Level::district}}};
    core::PolicyVariant always = night;
    always.name = "another";
    always.kinds.clear();
    always.conditions.clear();
    always.hours.reset();
    kept.policies.variants = {night, always};
    return kept;
}

}  // namespace

TEST_CASE_TEMPLATE("policies come back as they were stored, the variants and steps in their order", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    const auto kept = sample(PolicySource::file, 3);
    commit(*writer, [&] { must(writer->policies().put(kept)); });
    CHECK(must(writer->policies().kept(IncidentClass::welfare, PolicySource::file)) == kept);
    CHECK(must(backend.reader()->policies().in_force(IncidentClass::welfare)) == kept);
    CHECK_FALSE(must(writer->policies().kept(IncidentClass::welfare, PolicySource::api)));
    CHECK_FALSE(must(writer->policies().in_force(IncidentClass::technical)));
    CHECK_FALSE(must(backend.reader()->policies().in_force(IncidentClass::emergency)));
}

TEST_CASE_TEMPLATE("what was set over the API holds until it is removed, and then the file's again", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto reader = backend.reader();
    const auto file = sample(PolicySource::file, 1);
    const auto set = sample(PolicySource::api, 2);
    commit(*writer, [&] {
        must(writer->policies().put(set));
        must(writer->policies().put(file));
    });
    CHECK(must(writer->policies().in_force(IncidentClass::welfare)) == set);
    CHECK(must(reader->policies().in_force(IncidentClass::welfare)) == set);
    commit(*writer, [&] { must(writer->policies().erase(IncidentClass::welfare, PolicySource::api)); });
    CHECK(must(writer->policies().in_force(IncidentClass::welfare)) == file);
    CHECK(must(reader->policies().in_force(IncidentClass::welfare)) == file);
}

TEST_CASE_TEMPLATE("storing policies again takes the place of their variants and steps", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto kept = sample(PolicySource::api, 1);
    commit(*writer, [&] { must(writer->policies().put(kept)); });
    kept.version = 2;
    kept.policies.variants.erase(kept.policies.variants.begin());
    kept.policies.usual.steps.pop_back();
    commit(*writer, [&] { must(writer->policies().put(kept)); });
    CHECK(must(writer->policies().in_force(IncidentClass::welfare)) == kept);
    must(writer->begin());
    kept.policies.variants.clear();
    must(writer->policies().put(kept));
    writer->rollback();
    CHECK(must(writer->policies().in_force(IncidentClass::welfare))->policies.variants.size() == 1);
}
