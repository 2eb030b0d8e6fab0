#include "gateway/profiles/discovery/keys.hpp"

#include "gateway/profiles/json.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace anju::gateway::profiles::discovery {

namespace json = boost::json;

namespace {

struct Abbreviation {
    std::string_view brief;
    std::string_view full;
};

// Of Home Assistant's list those that a component which reports can carry, and `cmd_t`.
constexpr std::array kKeys{
    Abbreviation{"atype", "automation_type"},
    Abbreviation{"avty", "availability"},
    Abbreviation{"avty_mode", "availability_mode"},
    Abbreviation{"avty_t", "availability_topic"},
    Abbreviation{"avty_tpl", "availability_template"},
    Abbreviation{"cmd_t", "command_topic"},
    Abbreviation{"cmps", "components"},
    Abbreviation{"def_ent_id", "default_entity_id"},
    Abbreviation{"dev", "device"},
    Abbreviation{"dev_cla", "device_class"},
    Abbreviation{"e", "encoding"},
    Abbreviation{"en", "enabled_by_default"},
    Abbreviation{"ent_cat", "entity_category"},
    Abbreviation{"evt_typ", "event_types"},
    Abbreviation{"exp_aft", "expire_after"},
    Abbreviation{"frc_upd", "force_update"},
    Abbreviation{"ic", "icon"},
    Abbreviation{"json_attr_t", "json_attributes_topic"},
    Abbreviation{"json_attr_tpl", "json_attributes_template"},
    Abbreviation{"lrst_t", "last_reset_topic"},
    Abbreviation{"lrst_val_tpl", "last_reset_value_template"},
    Abbreviation{"o", "origin"},
    Abbreviation{"obj_id", "object_id"},
    Abbreviation{"off_dly", "off_delay"},
    Abbreviation{"ops", "options"},
    Abbreviation{"p", "platform"},
    Abbreviation{"pl", "payload"},
    Abbreviation{"pl_avail", "payload_available"},
    Abbreviation{"pl_not_avail", "payload_not_available"},
    Abbreviation{"pl_off", "payload_off"},
    Abbreviation{"pl_on", "payload_on"},
    Abbreviation{"stat_cla", "state_class"},
    Abbreviation{"stat_t", "state_topic"},
    Abbreviation{"stype", "subtype"},
    Abbreviation{"sug_dsp_prc", "suggested_display_precision"},
    Abbreviation{"t", "topic"},
    Abbreviation{"uniq_id", "unique_id"},
    Abbreviation{"unit_of_meas", "unit_of_measurement"},
    Abbreviation{"val_tpl", "value_template"},
};
constexpr std::array kDeviceKeys{
    Abbreviation{"cns", "connections"},  Abbreviation{"cu", "configuration_url"},
    Abbreviation{"hw", "hw_version"},    Abbreviation{"ids", "identifiers"},
    Abbreviation{"mdl", "model"},        Abbreviation{"mdl_id", "model_id"},
    Abbreviation{"mf", "manufacturer"},  Abbreviation{"sa", "suggested_area"},
    Abbreviation{"sn", "serial_number"}, Abbreviation{"sw", "sw_version"},
};

std::string_view full_key(std::string_view key, std::span<const Abbreviation> table) {
    const auto row = std::find_if(table.begin(), table.end(), [&](const Abbreviation& a) { return a.brief == key; });
    return row != table.end() ? row->full : key;
}

json::object rename(const json::object& object, std::span<const Abbreviation> table) {
    json::object result;
    for (const auto& member : object) {
        const std::string_view key(member.key().data(), member.key().size());
        const auto full = full_key(key, table);
        if (full != key && object.contains(full)) continue;
        result[full] = member.value();
    }
    return result;
}

void put_base(json::object& object, std::string_view base) {
    for (auto& member : object) {
        const std::string_view key(member.key().data(), member.key().size());
        auto* text = member.value().if_string();
        if (text == nullptr || text->empty() || !key.ends_with("topic")) continue;
        std::string topic(text->data(), text->size());
        // One `~` is replaced at either end; alone it is both ends, and the base once.
        if (topic.front() == '~') {
            topic = std::string(base) + topic.substr(1);
        } else if (topic.back() == '~') {
            topic = topic.substr(0, topic.size() - 1) + std::string(base);
        }
        member.value() = json::value(topic);
    }
}

void write_out_availability(json::value& value, std::string_view base) {
    if (auto* object = value.if_object()) {
        *object = rename(*object, kKeys);
        put_base(*object, base);
    } else if (auto* array = value.if_array()) {
        for (auto& element : *array) {
            if (element.is_object()) write_out_availability(element, base);
        }
    }
}

}  // namespace

json::object write_out(const json::object& message, std::string_view inherited_base) {
    json::object result = rename(message, kKeys);
    const std::string base(message.contains("~") ? text_at(message, "~") : inherited_base);
    put_base(result, base);
    if (auto* availability = result.if_contains("availability")) write_out_availability(*availability, base);
    if (auto* device = result.if_contains("device")) {
        if (auto* object = device->if_object()) *object = rename(*object, kDeviceKeys);
    }
    return result;
}

}  // namespace anju::gateway::profiles::discovery
