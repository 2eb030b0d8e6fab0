// Lines of `anju-gateway explain`: each is answered by one line of JSON with the same three keys.
#include "tests/fuzz/target.hpp"

#include "base/check.hpp"
#include "gateway/profiles/explain.hpp"

#include <boost/json.hpp>

#include <string_view>

using namespace anju::gateway::profiles;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Explainer explainer(Settings{});
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        const auto answer = explainer.answer(rest.substr(0, end));
        ANJU_CHECK(answer.find('\n') == std::string::npos);
        boost::system::error_code code;
        const auto value = boost::json::parse(answer, code);
        ANJU_CHECK(!code);
        ANJU_CHECK(value.is_object() && value.as_object().contains("signals"));
        ANJU_CHECK(value.as_object().contains("profile") && value.as_object().contains("reason"));
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return 0;
}
