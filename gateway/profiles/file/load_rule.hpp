// The parts of a profile's file below a message: pointers, texts, conditions, rules. Private to load.
#pragma once

#include "gateway/profiles/file/profile.hpp"
#include "settings/settings.hpp"

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace anju::gateway::profiles::file {

/// The captures that a text may name.
class Names {
public:
    Names(std::initializer_list<std::string> names) : known_(names) {}
    /// Where they are another profile's.
    [[nodiscard]] static Names any() {
        Names names{};
        names.any_ = true;
        return names;
    }
    void insert(std::string name) { known_.insert(std::move(name)); }
    [[nodiscard]] bool contains(const std::string& name) const { return any_ || known_.contains(name); }

private:
    std::set<std::string> known_;
    bool any_ = false;
};

[[nodiscard]] std::vector<Pointer> read_pointers(settings::Table& table, std::string_view key);
[[nodiscard]] std::optional<Pointer> read_pointer(settings::Table& table, std::string_view key);
[[nodiscard]] std::optional<Filled> read_filled(settings::Table& table, std::string_view key, const Names& names);
/// The conditions under `when`.
[[nodiscard]] std::vector<Test> read_tests(settings::Table& table, const Names& names);
[[nodiscard]] Rule read_rule(settings::Table& table, const Names& names);

}  // namespace anju::gateway::profiles::file
