#include "gateway/push/gate.hpp"

#include "base/text.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace anju::gateway::push {

namespace {

constexpr std::string_view kPath = "/ingest/";
constexpr std::string_view kBearer = "Bearer ";
constexpr std::string_view kTopicBase = "http/";
constexpr std::size_t kMaxTopicBytes = 256;
constexpr int kAfterRefusedDisk = 5;

std::optional<int> hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return std::nullopt;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        const auto high = i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
        const auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
        if (!high || !low) return std::nullopt;
        decoded += static_cast<char>(*high * 16 + *low);
        i += 2;
    }
    return decoded;
}

bool is_topic(const std::string& topic) {
    return topic.size() <= kMaxTopicBytes && is_utf8(topic) && topic.back() != '/' &&
           topic.find("//") == std::string::npos &&
           topic.find_first_of(std::string_view("+#\0", 3)) == std::string::npos;
}

/// The scheme's name may be written in any case (RFC 9110); the token counts as it is.
std::string_view bearer_of(std::string_view authorization) {
    if (authorization.size() < kBearer.size()) return {};
    const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == std::tolower(b); };
    if (!std::equal(kBearer.begin(), kBearer.end(), authorization.begin(), same)) return {};
    return authorization.substr(kBearer.size());
}

}  // namespace

bool same_secret(std::string_view a, std::string_view b) {
    // Volatile, or the compiler may stop at the first difference after all.
    volatile unsigned char difference = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < b.size(); ++i) {
        const auto left = static_cast<unsigned char>(i < a.size() ? a[i] : 0);
        difference = static_cast<unsigned char>(difference | (left ^ static_cast<unsigned char>(b[i])));
    }
    return difference == 0;
}

std::optional<Place> place_of(std::string_view target) {
    target = target.substr(0, target.find('?'));
    if (!target.starts_with(kPath)) return std::nullopt;
    const auto rest = percent_decoded(target.substr(kPath.size()));
    if (!rest || rest->empty()) return std::nullopt;
    Place place{rest->substr(0, rest->find('/')), std::string(kTopicBase) + *rest};
    if (!is_topic(place.topic)) return std::nullopt;
    return place;
}

Answer refusal(int status, std::string_view why) {
    return {status, boost::json::serialize(boost::json::object{{"error", why}}), std::nullopt};
}

Gate::Gate(const std::vector<Source>& sources, Take take, const Clock& clock) : take_(std::move(take)), clock_(clock) {
    const auto now = clock_.now().mono;
    for (const auto& source : sources)
        known_.emplace(source.name, Known{source, static_cast<double>(source.most_per_minute), now});
}

Answer Gate::answer(const Request& request) {
    const auto place = place_of(request.target);
    if (!place) return refusal(404, "POST /ingest/<source> or /ingest/<source>/<device> is answered here");
    const auto found = known_.find(place->source);
    if (found == known_.end()) return refusal(404, "no such source");
    if (!same_secret(bearer_of(request.authorization), found->second.source.token))
        return refusal(401, "Authorization: Bearer with this source's token is expected");
    if (request.method != "POST") return refusal(405, "only POST is answered here");
    if (const auto wait = wait_for(found->second)) {
        auto answer = refusal(429, "more messages a minute than this source may send");
        answer.retry_after_s = wait;
        return answer;
    }
    if (request.body.empty()) return refusal(400, "a JSON object or array is expected");
    return take(place->topic, request.body);
}

std::optional<int> Gate::wait_for(Known& known) {
    const auto now = clock_.now().mono;
    const auto most = static_cast<double>(known.source.most_per_minute);
    const double per_second = most / 60;
    const double passed = std::chrono::duration<double>(now - known.filled).count();
    known.left = std::min(most, known.left + std::max(0.0, passed) * per_second);
    known.filled = now;
    if (known.left < 1) return static_cast<int>(std::ceil((1 - known.left) / per_second));
    known.left -= 1;
    return std::nullopt;
}

Answer Gate::take(const std::string& topic, const std::string& body) {
    const auto taken = take_(topic, body);
    if (!taken.stored) {
        auto answer = refusal(503, "it could not be stored; send it again");
        answer.retry_after_s = kAfterRefusedDisk;
        return answer;
    }
    const bool understood = taken.outcome == profiles::Outcome::signals || taken.outcome == profiles::Outcome::nothing;
    // Sent again it would say again what was understood of it, so it counts as taken.
    if (!understood && taken.signals == 0) return refusal(400, taken.reason);
    boost::json::object object{{"signals", taken.signals}};
    if (!understood) object["error"] = taken.reason;
    return {202, boost::json::serialize(object), std::nullopt};
}

}  // namespace anju::gateway::push
