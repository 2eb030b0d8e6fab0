// PageFiles: the files of the page, as they are part of the binary, or from a folder beside it.
#pragma once

#include "base/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace anju::alertd::api {

class PageFiles {
public:
    /// `folder` empty: those of the binary. invalid: the folder has no index.html, or cannot be read.
    [[nodiscard]] static Result<PageFiles> load(const std::string& folder);
    /// Valid as long as this lives; null when there is no such file.
    [[nodiscard]] const std::string* find(std::string_view name) const;

private:
    std::map<std::string, std::string, std::less<>> files_;
};

/// A GeoJSON file with the district's streets, as it is. invalid: says what is wrong with it.
[[nodiscard]] Result<std::string> load_district_map(const std::string& file);

/// By the ending of the name.
[[nodiscard]] std::string_view content_type_of(std::string_view name);

}  // namespace anju::alertd::api
