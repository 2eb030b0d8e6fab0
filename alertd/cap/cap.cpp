#include "alertd/cap/cap.hpp"

#include "alertd/notify/texts.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <pugixml.hpp>

namespace anju::alertd::cap {

namespace {

constexpr const char* kCapNamespace = "urn:oasis:names:tc:emergency:cap:1.2";
constexpr std::size_t kMostReferences = 50;  // of the newest; a case that goes to and fro must not grow without end
constexpr std::size_t kMostNameCharacters = 120;

using core::MilestoneKind;

/// CAP 3.2: "2002-05-24T16:49:00-07:00", and UTC as -00:00, never Z.
std::string time_of(UtcTime at, const CapOptions& options) {
    const auto local = to_rfc3339(at + options.utc_offset).substr(0, 19);
    const auto minutes = options.utc_offset.count();
    const auto absolute = minutes < 0 ? -minutes : minutes;
    const auto two = [](auto number) {
        const auto digits = std::to_string(number);
        return digits.size() < 2 ? "0" + digits : digits;
    };
    return local + (minutes > 0 ? "+" : "-") + two(absolute / 60) + ":" + two(absolute % 60);
}

const char* status_of(const Message& message) {
    if (message.drill) return "Exercise";
    return message.test ? "Test" : "Actual";
}

const char* type_word(MessageType type) {
    switch (type) {
        case MessageType::alert: return "Alert";
        case MessageType::update: return "Update";
        case MessageType::cancel: return "Cancel";
    }
    return "Alert";
}

const char* category_of(Condition condition) {
    switch (condition) {
        case Condition::smoke:
        case Condition::smoke_prealarm: return "Fire";
        case Condition::co:
        case Condition::gas: return "Safety";
        case Condition::call:
        case Condition::fall:
        case Condition::fall_suspected: return "Rescue";
        case Condition::no_water_use:
        case Condition::no_movement:
        case Condition::vital_sign: return "Health";
        case Condition::water_leak:
        case Condition::pipe_leak:
        case Condition::pipe_burst:
        case Condition::reverse_flow:
        case Condition::water_no_data:
        case Condition::area_outage: return "Infra";
        case Condition::low_battery:
        case Condition::tamper:
        case Condition::fault:
        case Condition::offline:
        case Condition::babbling:
        case Condition::gateway_lost:
        case Condition::outbox_gap:
        case Condition::escalation_stalled: return "Other";
    }
    return "Other";
}

bool is_over(const core::Milestone& milestone) { return milestone.state >= core::IncidentState::resolved; }

const char* urgency_of(const core::Milestone& milestone) {
    if (is_over(milestone)) return "Past";
    switch (milestone.incident_class) {
        case IncidentClass::emergency: return "Immediate";
        case IncidentClass::welfare: return "Expected";
        case IncidentClass::technical: return "Future";
    }
    return "Unknown";
}

/// One home is concerned, so nothing is "Extreme".
const char* severity_word(Severity severity) {
    switch (severity) {
        case Severity::critical: return "Severe";
        case Severity::major: return "Moderate";
        case Severity::minor: return "Minor";
    }
    return "Unknown";
}

/// A sensor's word is likely; that it is so has to be seen by somebody.
const char* certainty_of(const core::Milestone& milestone) {
    if (milestone.disposition == core::Disposition::real) return "Observed";
    if (milestone.disposition == core::Disposition::false_alarm) return "Unlikely";
    switch (milestone.headline) {
        case Condition::smoke_prealarm:
        case Condition::fall_suspected:
        case Condition::no_water_use:
        case Condition::no_movement: return "Possible";
        default: return "Likely";
    }
}

const char* response_of(const core::Milestone& milestone) {
    if (is_over(milestone)) return "AllClear";
    return milestone.state >= core::IncidentState::acknowledged ? "Monitor" : "Execute";
}

std::string name(std::string_view text) {
    return notify::cut_to_characters(notify::one_line(text), kMostNameCharacters);
}

std::string area_text(const Area& area, const CapOptions& options) {
    std::string text = name(area.street_name.empty() && area.street ? area.street->value : area.street_name);
    const auto committee =
        name(area.committee_name.empty() && area.committee ? area.committee->value : area.committee_name);
    if (!committee.empty()) text += (text.empty() ? "" : " ") + committee;
    return text.empty() ? name(options.district) : text;
}

std::string event_text(const Message& message, const CapOptions& options) {
    return std::string(notify::wording_of(message.milestone.headline).in(options.language));
}

std::string headline_of(const Message& message, const Area& area, const CapOptions& options) {
    std::string text;
    if (message.test || message.drill) text = std::string(status_of(message)) + ": ";
    return text + event_text(message, options) + " " + area_text(area, options) + " " +
           std::string(core::platform_state(message.milestone.state));
}

void add(pugi::xml_node parent, const char* element, const std::string& value) {
    parent.append_child(element).append_child(pugi::node_pcdata).set_value(value.c_str());
}

void add_value(pugi::xml_node parent, const char* element, const char* value_name, const std::string& value) {
    auto node = parent.append_child(element);
    add(node, "valueName", value_name);
    add(node, "value", value);
}

void add_area(pugi::xml_node info, const Area& area, const CapOptions& options) {
    auto node = info.append_child("area");
    add(node, "areaDesc", area_text(area, options));
    if (area.street) add_value(node, "geocode", "anju:street", name(area.street->value));
    if (area.committee) add_value(node, "geocode", "anju:committee", name(area.committee->value));
}

void add_info(pugi::xml_node alert, const Message& message, const Area& area, const CapOptions& options) {
    const auto& milestone = message.milestone;
    auto info = alert.append_child("info");
    add(info, "language", options.language == notify::Language::zh_cn ? "zh-CN" : "en");
    add(info, "category", category_of(milestone.headline));
    add(info, "event", event_text(message, options));
    add(info, "responseType", response_of(milestone));
    add(info, "urgency", urgency_of(milestone));
    add(info, "severity", severity_word(milestone.severity));
    add(info, "certainty", certainty_of(milestone));
    add_value(info, "eventCode", "anju:condition", std::string(to_string(milestone.headline)));
    add(info, "effective", time_of(milestone.at, options));
    if (!options.sender_name.empty()) add(info, "senderName", name(options.sender_name));
    add(info, "headline", headline_of(message, area, options));
    add_value(info, "parameter", "anju:class", std::string(to_string(milestone.incident_class)));
    add_value(info, "parameter", "anju:state", std::string(to_string(milestone.state)));
    add_value(info, "parameter", "anju:platformState", std::string(core::platform_state(milestone.state)));
    add_area(info, area, options);
}

std::string saved(const pugi::xml_document& document) {
    struct Writer final : pugi::xml_writer {
        std::string text;
        void write(const void* data, std::size_t size) override { text.append(static_cast<const char*>(data), size); }
    } writer;
    document.save(writer, "  ", pugi::format_indent | pugi::format_save_file_text, pugi::encoding_utf8);
    return writer.text;
}

pugi::xml_node begin(pugi::xml_document& document, const char* root, const char* name_space) {
    auto declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    auto node = document.append_child(root);
    node.append_attribute("xmlns") = name_space;
    return node;
}

}  // namespace

std::vector<Message> chain_of(const IncidentId& incident, const std::vector<core::JournalEntry>& timeline) {
    std::vector<Message> chain;
    std::vector<std::pair<std::uint64_t, UtcTime>> since_alert;
    bool closed = true;
    for (const auto& milestone : core::milestones_of(timeline)) {
        Message message;
        message.incident = incident;
        message.milestone = milestone;
        message.test = milestone.test || milestone.disposition == core::Disposition::test;
        message.drill = milestone.drill || milestone.disposition == core::Disposition::drill;
        if (closed) since_alert.clear();
        message.type = closed                                    ? MessageType::alert
                       : milestone.kind == MilestoneKind::closed ? MessageType::cancel
                                                                 : MessageType::update;
        message.references = since_alert;
        since_alert.emplace_back(milestone.seq, milestone.at);
        if (since_alert.size() > kMostReferences) since_alert.erase(since_alert.begin());
        closed = milestone.kind == MilestoneKind::closed;
        chain.push_back(std::move(message));
    }
    return chain;
}

std::string identifier_of(const IncidentId& incident, std::uint64_t seq) {
    return incident.to_string() + "-" + std::to_string(seq);
}

std::optional<std::pair<IncidentId, std::uint64_t>> parse_identifier(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto ulid = Ulid::parse(text.substr(0, dash));
    const auto digits = text.substr(dash + 1);
    std::uint64_t seq = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seq);
    if (!ulid || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    const std::pair parsed(IncidentId(ulid.value()), seq);
    // One spelling for each message: no leading zeros, no lower case.
    if (identifier_of(parsed.first, parsed.second) != text) return std::nullopt;
    return parsed;
}

std::string to_xml(const Message& message, const Area& area, const CapOptions& options) {
    pugi::xml_document document;
    auto alert = begin(document, "alert", kCapNamespace);
    add(alert, "identifier", identifier_of(message.incident, message.milestone.seq));
    add(alert, "sender", options.sender);
    add(alert, "sent", time_of(message.milestone.at, options));
    add(alert, "status", status_of(message));
    add(alert, "msgType", type_word(message.type));
    add(alert, "scope", "Restricted");
    add(alert, "restriction", name(options.restriction));
    if (message.milestone.disposition) add(alert, "note", std::string(to_string(*message.milestone.disposition)));
    std::string references;
    for (const auto& [seq, at] : message.references) {
        references += (references.empty() ? "" : " ") + options.sender + "," + identifier_of(message.incident, seq) +
                      "," + time_of(at, options);
    }
    if (!references.empty()) add(alert, "references", references);
    add(alert, "incidents", message.incident.to_string());
    add_info(alert, message, area, options);
    return saved(document);
}

std::string to_feed(const std::vector<FeedEntry>& entries, const FeedLinks& links, UtcTime fallback,
                    const CapOptions& options) {
    pugi::xml_document document;
    auto feed = begin(document, "feed", "http://www.w3.org/2005/Atom");
    const auto link = [](pugi::xml_node parent, const char* relation, const char* type, const std::string& address) {
        auto node = parent.append_child("link");
        node.append_attribute("rel") = relation;
        node.append_attribute("type") = type;
        node.append_attribute("href") = address.c_str();
    };
    const auto path = links.base + "/cap/feed.atom";
    add(feed, "id", "urn:anju:cap:" + options.sender);
    add(feed, "title", name(options.sender_name.empty() ? options.district : options.sender_name));
    add(feed, "updated", time_of(entries.empty() ? fallback : entries.front().message.milestone.at, options));
    add(feed.append_child("author"), "name", options.sender);
    link(feed, "self", "application/atom+xml", path);
    // RFC 5005, archived feeds: what is older stands in the page before.
    if (!links.previous.empty()) link(feed, "prev-archive", "application/atom+xml", path + links.previous);
    for (const auto& [message, area] : entries) {
        const auto identifier = identifier_of(message.incident, message.milestone.seq);
        auto entry = feed.append_child("entry");
        add(entry, "id", "urn:anju:cap:" + options.sender + ":" + identifier);
        add(entry, "title", headline_of(message, area, options));
        add(entry, "updated", time_of(message.milestone.at, options));
        link(entry, "alternate", "application/cap+xml", links.base + "/cap/" + identifier + ".xml");
        auto category = entry.append_child("category");
        category.append_attribute("term") = type_word(message.type);
        add(entry, "summary",
            std::string(status_of(message)) + ", " + urgency_of(message.milestone) + ", " +
                severity_word(message.milestone.severity) + ", " + certainty_of(message.milestone));
    }
    return saved(document);
}

}  // namespace anju::alertd::cap
