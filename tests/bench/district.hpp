// A district as large as one wants it, made from a seed: the same seed gives the same district.
//
// 10 streets and 185 committees in the proportion of the first district; each home has one resident with a
// contact and a device, and a gateway of its own. Names are drawn from the common surnames by their shares,
// addresses look like Shanghai's (路, 弄, 号, 室). Nobody in it exists.
#pragma once

#include "alertd/store/store.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace anju::tests {

class District {
public:
    explicit District(std::size_t homes, std::uint64_t seed = 1) : homes_(homes), seed_(seed) {}

    [[nodiscard]] std::size_t homes() const { return homes_; }
    [[nodiscard]] std::size_t rows(alertd::store::TableId table) const;
    /// The row `index` of a table; none for tables that the district leaves empty.
    [[nodiscard]] alertd::store::RowDraft row(alertd::store::TableId table, std::size_t index) const;

    [[nodiscard]] static std::string home_id(std::size_t home);
    [[nodiscard]] static std::string gateway_id(std::size_t home);
    [[nodiscard]] std::string resident_name(std::size_t home) const;
    [[nodiscard]] std::string resident_phone(std::size_t home) const;
    [[nodiscard]] std::string address(std::size_t home) const;

private:
    [[nodiscard]] std::uint64_t number(std::size_t home, std::uint64_t what) const;
    [[nodiscard]] std::string name(std::size_t home, std::uint64_t what) const;

    std::size_t homes_;
    std::uint64_t seed_;
};

/// Puts the district into a store, some thousand rows in each transaction. `progress` may be empty.
[[nodiscard]] Result<void> fill(alertd::store::Writer& writer, const District& district,
                                const std::function<void(std::size_t rows)>& progress);
/// Writes it as CSV files that `alertd import` takes.
[[nodiscard]] Result<void> write_csv(const District& district, const std::filesystem::path& directory);

}  // namespace anju::tests
