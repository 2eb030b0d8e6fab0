// Gate: who may hand in what, and the answer to it; everything of the push server that is not a
// socket. Private to gateway/push. Threads: none; the caller serialises.
#pragma once

#include "gateway/push/push.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::gateway::push {

struct Request {
    std::string method;
    std::string target;
    std::string authorization;
    std::string body;
};

struct Answer {
    int status = 202;
    std::string body;
    std::optional<int> retry_after_s;
};

[[nodiscard]] Answer refusal(int status, std::string_view why);

class Gate {
public:
    Gate(const std::vector<Source>& sources, Take take, const Clock& clock);
    [[nodiscard]] Answer answer(const Request& request);

private:
    /// A bucket that holds a minute's worth and fills up evenly.
    struct Known {
        Source source;
        double left = 0;
        MonoTime filled{};
    };
    [[nodiscard]] std::optional<int> wait_for(Known& known);
    [[nodiscard]] Answer take(const std::string& topic, const std::string& body);

    std::map<std::string, Known, std::less<>> known_;
    Take take_;
    const Clock& clock_;
};

/// Takes the same time wherever they differ; their lengths may show.
[[nodiscard]] bool same_secret(std::string_view a, std::string_view b);
/// `http/<source>` or `http/<source>/<device>` of the path `/ingest/...`; nothing when it is none.
struct Place {
    std::string source;
    std::string topic;
};
[[nodiscard]] std::optional<Place> place_of(std::string_view target);

}  // namespace anju::gateway::push
