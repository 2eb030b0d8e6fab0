// What responders read, in every language that there is. Pure.
//
// A wording is both languages or it does not compile: it has no default, its constructor runs at
// compile time only and refuses an empty text, and each table has exactly as many rows as its enum.
#pragma once

#include "alertd/core/types.hpp"
#include "base/vocabulary.hpp"

#include <string_view>

namespace anju::alertd::notify {

enum class Language { zh_cn, en };

class Wording {
public:
    consteval Wording(std::string_view zh_cn, std::string_view en) : zh_cn_(zh_cn), en_(en) {
        if (zh_cn.empty() || en.empty()) throw "a wording in every language";
    }
    [[nodiscard]] constexpr std::string_view in(Language language) const {
        return language == Language::zh_cn ? zh_cn_ : en_;
    }

private:
    std::string_view zh_cn_;
    std::string_view en_;
};

/// The fixed parts of a message.
enum class Phrase {
    brand,           ///< who speaks
    address,         ///< label
    no_address,      ///< nobody has written an address down
    opened_at,       ///< label
    reports,         ///< label
    reference,       ///< label
    open_page,       ///< label of the link
    not_registered,  ///< the home is not in the register
    others_before,   ///< before the number of cases that this message tells of as well
    others_after,    ///< behind it
    more_before,     ///< before the number of those that found no room
    more_after,      ///< behind it
    accept,          ///< the buttons of a card
    en_route,
    on_scene,
    decline,
    done,
    your_answer,    ///< label
    said_accepted,  ///< what a card says after the press
    said_declined,
    said_en_route,
    said_on_scene,
    said_done,
    case_is_over,
    not_on_list,
    over,  ///< behind the condition of a case that has resolved
    colon,
    open_bracket,
    close_bracket,
    test,   ///< the case is a test
    drill,  ///< the case is a drill
};

[[nodiscard]] Wording wording_of(Condition value);
[[nodiscard]] Wording wording_of(IncidentClass value);
[[nodiscard]] Wording wording_of(Phrase value);

}  // namespace anju::alertd::notify
