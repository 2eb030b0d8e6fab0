// Profile: one file of config/profiles, read and checked. What each key means to whoever writes one
// stands in config/profiles/README.md. Immutable once loaded; plain values, no ownership of anything.
#pragma once

#include "base/time.hpp"
#include "base/vocabulary.hpp"
#include "gateway/profiles/file/pointer.hpp"
#include "gateway/profiles/file/topic.hpp"
#include "settings/settings.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace anju::gateway::profiles::file {

/// What a word stands for.
struct Meaning {
    enum class Sort {
        nothing,
        on,   ///< what the rule says
        off,  ///< the opposite of what the rule says; nothing where there is none
        type,
    } sort = Sort::nothing;
    SignalType type = SignalType::clear;
};

/// A condition: everything in it must hold.
struct Test {
    std::optional<Pointer> ptr;  ///< what is looked at: a place in the payload,
    std::optional<Filled> text;  ///< or a text made of captures
    std::optional<bool> exists;
    std::vector<settings::Scalar> in;
    std::vector<settings::Scalar> not_in;
    std::vector<std::string> has_word;
    std::vector<std::string> lacks_word;
    std::optional<double> above;
    std::optional<double> below;
    std::string in_words;  ///< for why
};

enum class Mode {
    level,    ///< each message that carries it says it
    edge,     ///< only a change says it
    counter,  ///< a number that rises says it
    pulse,    ///< its off is not the end of what its on said
};

struct Rule {
    std::uint32_t line = 0;
    std::vector<Test> when;
    std::optional<std::vector<Pointer>> ptr;  ///< nothing: the message itself says it

    Kind kind = Kind::unknown;        ///< fixed, or the last resort of kind_from
    bool enrolled_kind = false;       ///< only for devices whose kind is enrolled
    std::optional<Filled> kind_from;  ///< a text whose words tell the kind

    bool active = false;  ///< says what is active for its kind: alarm, detected, open, a press
    std::optional<SignalType> says;
    std::vector<std::pair<std::string, Meaning>> map;  ///< words as patterns, in lower case
    std::optional<Meaning> other;                      ///< map's "*": every other word
    bool split = false;                                ///< the text is a list of words
    bool invert = false;
    std::vector<int> bits;  ///< any of them set is on; empty: no bits
    Mode mode = Mode::level;

    double scale = 1;
    std::string unit;
    std::optional<Pointer> unit_ptr;
    std::optional<Filled> how;
    std::vector<std::pair<std::string, std::string>> how_words;
    std::optional<Filled> zone;
    std::optional<Filled> part;      ///< the id under which this part of a device may be enrolled
    std::optional<Pointer> changed;  ///< says it only when the value there is another than the last time
};

enum class PayloadForm { json, text, either };

struct MessageForm {
    std::uint32_t line = 0;
    std::string name;    ///< under which others may add to it; empty: nobody can
    std::string within;  ///< "profile/name" of the envelope; then topic, payload and device are the envelope's
    std::string within_place;
    TopicPattern topic;
    std::vector<TopicPattern> skip;
    PayloadForm payload = PayloadForm::json;
    std::optional<Filled> wrap;   ///< a scalar is read as {"<this>": scalar}, as if it were a key of an object
    std::optional<Pointer> body;  ///< nothing: the payload; with a wildcard: several bodies
    std::vector<std::pair<std::string, std::vector<Pointer>>> captures;
    Filled device;
    std::vector<std::pair<std::string, Kind>> kinds;  ///< patterns of device ids -> what such a device mainly is
    std::vector<Pointer> time;
    std::vector<Pointer> dedupe;
    Millis window{0};
    bool ignore_retained = false;
    bool overhears = false;  ///< a radio hears the neighbours too: only enrolled devices are registered
    std::vector<Test> when;
    std::vector<Rule> rules;
};

struct Example {
    std::string place;  ///< "file:line:column: example.gives"
    std::string topic;
    std::vector<std::string> payloads;  ///< the last one gives
    bool retain = false;
    std::vector<std::pair<std::string, Kind>> enrolled;
    std::vector<std::string> gives;  ///< as in_words() writes signals
};

struct Profile {
    std::string file;  ///< for messages
    std::string name;
    std::string about;
    std::vector<MessageForm> messages;
    std::vector<Example> examples;
};

}  // namespace anju::gateway::profiles::file
