#include "gateway/profiles/discovery/entity.hpp"

#include <doctest/doctest.h>

namespace anju::gateway::profiles::discovery {
namespace {

namespace json = boost::json;

std::vector<Entity> read(std::string_view topic, std::string_view payload) {
    const auto where = parse_config_topic(topic);
    REQUIRE(where);
    auto entities = read_config(*where, json::parse(json::string_view(payload.data(), payload.size())).as_object());
    REQUIRE(entities.has_value());
    return std::move(entities).value();
}

Entity read_one(std::string_view topic, std::string_view payload) {
    auto entities = read(topic, payload);
    REQUIRE(entities.size() == 1);
    return std::move(entities.front());
}

TEST_CASE("both forms of the topic, with and without a node") {
    const auto plain = parse_config_topic("binary_sensor/hall/config");
    REQUIRE(plain);
    CHECK(plain->component == "binary_sensor");
    CHECK(plain->node.empty());
    CHECK(plain->object == "hall");
    const auto with_node = parse_config_topic("sensor/0x01/battery/config");
    REQUIRE(with_node);
    CHECK(with_node->node == "0x01");
    CHECK(with_node->object == "battery");
    for (const char* topic : {"config", "sensor/config", "sensor//config", "sensor/a/b/c/config", "sensor/a/state",
                              "/a/config", "", "status"}) {
        CAPTURE(topic);
        CHECK(!parse_config_topic(topic));
    }
}

TEST_CASE("full keys and their abbreviations read the same") {
    const char* full = R"({"~":"far/hall","name":"Smoke","device_class":"smoke","state_topic":"~/state",
        "value_template":"{{ value_json.smoke }}","payload_on":"FIRE","payload_off":"calm",
        "availability":[{"topic":"~/lwt","payload_available":"up","payload_not_available":"down",
                         "value_template":"{{ value_json.state }}"}],
        "availability_mode":"all","unique_id":"u1","object_id":"o1","entity_category":"diagnostic",
        "unit_of_measurement":"%","state_class":"measurement","expire_after":60,"off_delay":5,
        "device":{"identifiers":["id1"],"connections":[["mac","02:00:00:00:00:01"]],"name":"Hall","model":"M",
                  "model_id":"M1","manufacturer":"X","sw_version":"1","hw_version":"2","serial_number":"3",
                  "suggested_area":"hall"},"origin":{"name":"x"}})";
    const char* brief = R"({"~":"far/hall","name":"Smoke","dev_cla":"smoke","stat_t":"~/state",
        "val_tpl":"{{ value_json.smoke }}","pl_on":"FIRE","pl_off":"calm",
        "avty":[{"t":"~/lwt","pl_avail":"up","pl_not_avail":"down","val_tpl":"{{ value_json.state }}"}],
        "avty_mode":"all","uniq_id":"u1","obj_id":"o1","ent_cat":"diagnostic","unit_of_meas":"%",
        "stat_cla":"measurement","exp_aft":60,"off_dly":5,
        "dev":{"ids":["id1"],"cns":[["mac","02:00:00:00:00:01"]],"name":"Hall","mdl":"M","mdl_id":"M1","mf":"X",
               "sw":"1","hw":"2","sn":"3","sa":"hall"},"o":{"name":"x"}})";
    for (const char* payload : {full, brief}) {
        const auto entity = read_one("binary_sensor/node/obj/config", payload);
        CHECK(entity.component == Component::binary_sensor);
        CHECK(entity.object_id == "obj");
        CHECK(entity.unique_id == "u1");
        CHECK(entity.name == "Smoke");
        CHECK(entity.device_class == "smoke");
        CHECK(entity.state_class == "measurement");
        CHECK(entity.unit == "%");
        CHECK(entity.state_topic == "far/hall/state");
        CHECK(entity.value.property() == "smoke");
        CHECK(entity.on == "fire");
        CHECK(entity.off == "calm");
        REQUIRE(entity.availability.size() == 1);
        CHECK(entity.availability[0].topic == "far/hall/lwt");
        CHECK(entity.availability[0].online == "up");
        CHECK(entity.availability[0].offline == "down");
        CHECK(entity.availability[0].value.property() == "state");
        CHECK(entity.availability_mode == AvailabilityMode::all);
        CHECK(entity.device == "id1");
        CHECK(entity.device_name == "Hall");
        CHECK(entity.device_text == "M M1");
        CHECK_FALSE(entity.config);
        CHECK_FALSE(entity.mute);
        CHECK(entity.problem.empty());
    }
}

TEST_CASE("the base topic stands for ~ at either end of a topic, and nowhere else") {
    const auto entity = read_one("binary_sensor/a/config",
                                 R"({"~":"base","stat_t":"tele/~","name":"~/x","avty_t":"~/LWT","pl_on":"~"})");
    CHECK(entity.state_topic == "tele/base");
    CHECK(entity.name == "~/x");
    CHECK(entity.on == "~");
    REQUIRE(entity.availability.size() == 1);
    CHECK(entity.availability[0].topic == "base/LWT");
    CHECK(read_one("sensor/a/config", R"({"~":"base","stat_t":"a/~/b"})").state_topic == "a/~/b");
    CHECK(read_one("sensor/a/config", R"({"~":"base","stat_t":"~"})").state_topic == "base");
}

TEST_CASE("a full key wins over its abbreviation") {
    CHECK(read_one("sensor/a/config", R"({"stat_t":"wrong","state_topic":"right"})").state_topic == "right");
}

TEST_CASE("payloads may be JSON booleans and numbers, and have defaults") {
    const auto flags = read_one("binary_sensor/a/config", R"({"stat_t":"t","pl_on":true,"pl_off":false})");
    CHECK(flags.on == "true");
    CHECK(flags.off == "false");
    const auto numbers = read_one("binary_sensor/a/config", R"({"stat_t":"t","pl_on":2,"pl_off":0})");
    CHECK(numbers.on == "2");
    CHECK(numbers.off == "0");
    const auto missing = read_one("binary_sensor/a/config", R"({"stat_t":"t"})");
    CHECK(missing.on == "on");
    CHECK(missing.off == "off");
}

TEST_CASE("a device goes by its identifier, else its MAC address, its name, the unique id, the topic") {
    const auto id = [](const char* payload) { return read_one("sensor/node/obj/config", payload).device; };
    CHECK(id(R"({"stat_t":"t","uniq_id":"u","dev":{"ids":"single","name":"N"}})") == "single");
    CHECK(id(R"({"stat_t":"t","uniq_id":"u","dev":{"ids":[],"cns":[["ip","1"],["mac","02:01"]],"name":"N"}})") ==
          "02:01");
    CHECK(id(R"({"stat_t":"t","uniq_id":"u","dev":{"name":"N"}})") == "N");
    CHECK(id(R"({"stat_t":"t","uniq_id":"u"})") == "u");
    CHECK(id(R"({"stat_t":"t"})") == "node/obj");
    CHECK(id(("{\"stat_t\":\"t\",\"dev\":{\"ids\":[\"" + std::string(300, 'x') + "\"],\"name\":\"N\"}}").c_str()) ==
          "N");
}

TEST_CASE("the device form gives its components what they do not say themselves") {
    const auto entities = read("device/node/config", R"({"dev":{"ids":["d1"]},"~":"base","avty_t":"~/lwt",
        "stat_t":"~/state","cmps":{
            "smoke":{"p":"binary_sensor","dev_cla":"smoke","val_tpl":"{{ value_json.smoke }}"},
            "own":{"platform":"sensor","stat_t":"~/own"},
            "gone":{},"gone_too":{"p":"sensor"},"wrong":7}})");
    REQUIRE(entities.size() == 2);
    CHECK(entities[0].object_id == "smoke");
    CHECK(entities[0].state_topic == "base/state");
    CHECK(entities[0].device == "d1");
    REQUIRE(entities[0].availability.size() == 1);
    CHECK(entities[0].availability[0].topic == "base/lwt");
    CHECK(entities[1].state_topic == "base/own");
}

TEST_CASE("a topic that cannot be subscribed to is refused with its key") {
    for (const char* topic : {"", "a/#", "+/b", "$SYS/broker"}) {
        CAPTURE(topic);
        const auto entity =
            read_one("binary_sensor/a/config", std::string(R"({"dev_cla":"smoke","stat_t":")") + topic + "\"}");
        CHECK(entity.mute);
        CHECK(entity.state_topic.empty());
        CHECK(entity.problem.starts_with("state_topic: a topic of 1 to 512 bytes"));
    }
    CHECK(read_one("binary_sensor/a/config", "{\"stat_t\":\"" + std::string(513, 'a') + "\"}").mute);
    const auto half = read_one("binary_sensor/a/config", R"({"stat_t":"t","avty_t":"#"})");
    CHECK_FALSE(half.mute);
    CHECK(half.availability.empty());
    CHECK(half.problem.starts_with("availability_topic: "));
}

TEST_CASE("an unsupported template silences its entity and says why") {
    const auto entity = read_one("binary_sensor/a/config", R"({"stat_t":"t","val_tpl":"{{ now() }}"})");
    CHECK(entity.mute);
    CHECK(entity.problem.starts_with("unsupported template: "));
}

TEST_CASE("the components must be an object, and not too many") {
    const auto where = parse_config_topic("device/a/config");
    CHECK(!read_config(*where, json::parse(R"({"cmps":[]})").as_object()));
    CHECK(!read_config(*where, json::parse("{}").as_object()));
    json::object many;
    for (int i = 0; i < 600; ++i) many["c" + std::to_string(i)] = json::object{{"p", "sensor"}, {"stat_t", "t"}};
    CHECK(!read_config(*where, json::object{{"cmps", many}}));
}

}  // namespace
}  // namespace anju::gateway::profiles::discovery
