// explain: the translator's answer as JSON lines, for `anju-gateway explain` and for tests.
//
// Each line of input is `{"topic","payload","retain","qos"}`, where payload is the raw string;
// `retain` and `qos` may be missing. Each line of output, in the same order, is
// `{"signals":[{"device","kind","type","value","unit"}],"profile","reason"}`. `value` is a number,
// the way of a press, or null. With `why` each answer has "why":[...] too: which profile, message and
// rule spoke, with its line, or why none did. A line that is no such object is answered too: no signals, profile
// "none", and a reason that names the line and what was expected.
// Threading: single owner. Errors: none; a failed stream shows in the stream's own state.
#pragma once

#include "gateway/profiles/translator.hpp"

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace anju::gateway::profiles {

/// One answer as a line of JSON, without the line feed; `trace` may be null.
[[nodiscard]] std::string explain_line(const Translation& translation, const Trace* trace = nullptr);

class Explainer {
public:
    explicit Explainer(Settings settings, bool why = false) : translator_(std::move(settings)), why_(why) {}

    /// Answers every line of `in` on `out` until the end of `in`. An empty line is answered too.
    void run(std::istream& in, std::ostream& out);
    /// Answers one line; lines are counted from 1.
    [[nodiscard]] std::string answer(std::string_view line);

private:
    Translator translator_;
    bool why_ = false;
    std::size_t line_ = 0;
};

}  // namespace anju::gateway::profiles
