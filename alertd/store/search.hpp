// The search index: which homes have the words that somebody types. It is made from the registry and can
// be made again at any time, so it lives in a file of its own beside the database: what it writes, and
// how long its merges take, never holds up the engine.
//
// Words are tokens without spaces; alertd/registry/search_text.hpp makes them of names, phones and
// addresses, and of what is typed. SearchWriter: one, of one thread. Reading: RegistryReader::search().
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace anju::alertd::store {

/// A home as the index knows it: tokens with spaces between them.
struct SearchDocument {
    std::string home;
    std::string committee;  ///< its id
    std::string names, phones, address, ids;
};

enum class SearchField { names, phones, address, ids };

/// Tokens that stand one behind the other in a field.
struct SearchTerm {
    SearchField field = SearchField::names;
    std::vector<std::string> tokens;
    bool prefix = false;  ///< the last token may be the start of a longer one
};

struct SearchQuery {
    /// Every word must be found, by any one of its terms. A query without words finds nothing.
    std::vector<std::vector<SearchTerm>> words;
    std::optional<std::vector<std::string>> committees;  ///< only homes of these
    std::size_t limit = 20;
};

struct SearchResult {
    std::vector<std::string> homes;  ///< those in which a whole name is what was typed come first
    bool complete = true;            ///< false: the index does not have the newest changes yet
};

/// How far the index has followed the registry: RegistryReader::touched_homes() goes on behind it.
struct SearchProgress {
    std::uint64_t change = 0;
    std::string home;
};

class SearchWriter {
public:
    virtual ~SearchWriter() = default;
    virtual Result<SearchProgress> progress() = 0;
    /// In one transaction: replaces the documents of these homes, forgets the removed ones, notes the progress.
    virtual Result<void> follow(std::span<const SearchDocument> documents, std::span<const std::string> removed,
                                const SearchProgress& progress) = 0;
    /// Forgets everything; the next progress is the beginning.
    virtual Result<void> clear() = 0;
};

/// The index beside the database `path`; what is there and cannot be read, or was made by another version,
/// is thrown away and begun anew.
[[nodiscard]] Result<std::unique_ptr<SearchWriter>> open_sqlite_search_writer(const std::string& path);

}  // namespace anju::alertd::store
