#include "tests/lint/source_tree.hpp"

#include <algorithm>
#include <fstream>
#include <set>

namespace anju::lint {

namespace fs = std::filesystem;

namespace {

const fs::path kRoot = ANJU_SOURCE_DIR;

bool is_ours(const fs::path& relative) {
    const auto top = relative.begin()->string();
    return top != "build" && top != ".git" && relative.string().find("node_modules") == std::string::npos;
}

std::vector<fs::path> all_files() {
    std::vector<fs::path> files;
    for (auto at = fs::recursive_directory_iterator(kRoot); at != fs::recursive_directory_iterator(); ++at) {
        const auto relative = fs::relative(at->path(), kRoot);
        if (!is_ours(relative)) {
            at.disable_recursion_pending();
        } else if (at->is_regular_file()) {
            files.push_back(relative);
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

std::vector<SourceFile> files_ending(const std::vector<std::string>& endings) {
    std::vector<SourceFile> found;
    for (const auto& path : all_files()) {
        const auto name = path.generic_string();
        if (std::none_of(endings.begin(), endings.end(), [&](const auto& ending) { return name.ends_with(ending); })) {
            continue;
        }
        SourceFile file{name, {}};
        std::ifstream stream(kRoot / path);
        for (std::string line; std::getline(stream, line);) file.lines.push_back(line);
        found.push_back(std::move(file));
    }
    return found;
}

const std::vector<SourceFile>& cpp_files() {
    static const auto files = files_ending({".cpp", ".hpp"});
    return files;
}

std::vector<std::string> folders() {
    std::set<std::string> found;
    for (const auto& path : all_files()) {
        const auto folder = path.parent_path();
        if (!folder.empty() && !folder.begin()->string().starts_with('.')) found.insert(folder.generic_string());
    }
    return {found.begin(), found.end()};
}

std::string code_of(std::string_view line) {
    std::string code;
    char quote = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quote != 0) {
            if (c == '\\') {
                ++i;
            } else if (c == quote) {
                quote = 0;
            }
        } else if (c == '"' || (c == '\'' && (i == 0 || !std::isalnum(static_cast<unsigned char>(line[i - 1]))))) {
            quote = c;  // a ' behind a digit separates digits
        } else if (c == '/' && i + 1 < line.size() && line[i + 1] == '/') {
            break;
        } else {
            code += c;
        }
    }
    return code;
}

std::vector<std::string> own_includes(const SourceFile& file) {
    static constexpr std::string_view kStart = "#include \"";
    std::vector<std::string> found;
    for (const auto& line : file.lines) {
        if (!line.starts_with(kStart)) continue;
        const auto end = line.find('"', kStart.size());
        if (end != std::string::npos) found.push_back(line.substr(kStart.size(), end - kStart.size()));
    }
    return found;
}

}  // namespace anju::lint
