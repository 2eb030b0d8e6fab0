#include "alertd/api/page_files.hpp"

#include "alertd/api/assets.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace anju::alertd::api {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr std::uintmax_t kMostMapBytes = 8 * 1024 * 1024;

std::optional<std::string> read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

Result<PageFiles> PageFiles::load(const std::string& folder) {
    PageFiles files;
    if (folder.empty()) {
        for (const Asset& asset : assets()) files.files_.emplace(asset.name, asset.bytes);
        return files;
    }
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (!entry.is_regular_file(error)) continue;
        if (auto bytes = read_file(entry.path())) files.files_[entry.path().filename().string()] = std::move(*bytes);
    }
    if (error) return fail(ErrorCode::invalid, folder + ": " + error.message());
    if (!files.find("index.html")) return fail(ErrorCode::invalid, folder + ": there is no index.html");
    return files;
}

const std::string* PageFiles::find(std::string_view name) const {
    const auto found = files_.find(name);
    return found == files_.end() ? nullptr : &found->second;
}

Result<std::string> load_district_map(const std::string& file) {
    std::error_code unreadable;
    const auto size = fs::file_size(file, unreadable);
    if (unreadable) return fail(ErrorCode::invalid, file + ": " + unreadable.message());
    if (size > kMostMapBytes) return fail(ErrorCode::invalid, file + ": expected at most 8 MiB");
    auto bytes = read_file(file);
    if (!bytes) return fail(ErrorCode::invalid, file + ": cannot be read");
    json::error_code wrong;
    const auto parsed = json::parse(*bytes, wrong);
    const auto* object = parsed.if_object();
    const auto* type = object ? object->if_contains("type") : nullptr;
    const auto* features = object ? object->if_contains("features") : nullptr;
    if (wrong || !type || *type != "FeatureCollection" || !features || !features->is_array()) {
        return fail(ErrorCode::invalid, file + ": expected a GeoJSON FeatureCollection");
    }
    return std::move(*bytes);
}

std::string_view content_type_of(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kTypes{
        {{".html", "text/html; charset=utf-8"},
         {".css", "text/css; charset=utf-8"},
         {".js", "text/javascript; charset=utf-8"},
         {".svg", "image/svg+xml"},
         {".png", "image/png"},
         {".webmanifest", "application/manifest+json"},
         {".geojson", "application/geo+json"}}};
    for (const auto& [ending, type] : kTypes) {
        if (name.ends_with(ending)) return type;
    }
    return "application/json";
}

}  // namespace anju::alertd::api
