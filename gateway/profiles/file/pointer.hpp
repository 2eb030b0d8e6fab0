// JSON pointers (RFC 6901) that may stand for several places: in a segment `*` is any run of
// characters and `#` any digits (`/Button#/Action`). `^` in front means the whole payload instead of
// the message's body. Segments are looked up in objects by key and in arrays by index.
#pragma once

#include "base/result.hpp"

#include <boost/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace anju::gateway::profiles::file {

struct Place {
    const boost::json::value* value = nullptr;
    std::string key;  ///< what the last segment with a wildcard was, else the last segment
};

class Pointer {
public:
    Pointer() = default;
    [[nodiscard]] static Result<Pointer> parse(std::string_view text);

    /// Every place that is there, in the payload's order, at most kMaxPlaces.
    [[nodiscard]] std::vector<Place> find(const boost::json::value& body, const boost::json::value& payload) const;
    /// The first of them; null when there is none.
    [[nodiscard]] const boost::json::value* first(const boost::json::value& body,
                                                  const boost::json::value& payload) const;
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    struct Segment {
        std::string text;
        bool wild = false;
    };
    void descend(const boost::json::value& at, std::size_t segment, const std::string& key,
                 std::vector<Place>& found) const;

    std::string text_;
    bool from_top_ = false;
    std::vector<Segment> segments_;
};

inline constexpr std::size_t kMaxPlaces = 256;

}  // namespace anju::gateway::profiles::file
