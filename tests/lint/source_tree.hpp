// The project's own files, as the house rules look at them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace anju::lint {

struct SourceFile {
    std::string path;  ///< relative to the root, with '/'
    std::vector<std::string> lines;
};

/// Every file below the root with one of these endings, build/ and .git/ left out.
[[nodiscard]] std::vector<SourceFile> files_ending(const std::vector<std::string>& endings);
/// C++ sources and headers.
[[nodiscard]] const std::vector<SourceFile>& cpp_files();
/// Every folder below the top-level ones that holds a file, relative to the root.
[[nodiscard]] std::vector<std::string> folders();
/// The line without string literals, character literals and comments: what the compiler acts on.
[[nodiscard]] std::string code_of(std::string_view line);
/// Everything `#include "..."` names.
[[nodiscard]] std::vector<std::string> own_includes(const SourceFile& file);

}  // namespace anju::lint
