// The name table alone: no bridge/devices was seen.
#include "said.hpp"

namespace anju::gateway::profiles {
namespace {

struct Case {
    const char* state;
    const char* expected;
};

TEST_CASE("every alarm is recognised by its name, in every form of value") {
    for (const Case& c : {
             Case{R"({"smoke":true})", "smoke alarm"},
             Case{R"({"smoke":"ON"})", "smoke alarm"},
             Case{R"({"smoke":"on"})", "smoke alarm"},
             Case{R"({"smoke":"alarm"})", "smoke alarm"},
             Case{R"({"smoke":1})", "smoke alarm"},
             Case{R"({"smoke":"true"})", "smoke alarm"},
             Case{R"({"smoke_state":"alarm"})", "smoke alarm"},
             Case{R"({"smoke_alarm_1":true})", "smoke alarm"},
             Case{R"({"smoke_alarm_1":false,"smoke_alarm_2":true})", "smoke alarm"},
             Case{R"({"smoke_alarm_2":true,"smoke_alarm_1":false})", "smoke alarm"},
             Case{R"({"carbon_monoxide":true,"co":310})", "co alarm"},
             Case{R"({"carbon_monoxide":"ON"})", "co alarm"},
             Case{R"({"carbon_monoxide_alarm_2":true})", "co alarm"},
             Case{R"({"co_state":"alarm"})", "co alarm"},
             Case{R"({"gas":true})", "gas alarm"},
             Case{R"({"gas":"ON"})", "gas alarm"},
             Case{R"({"gas_alarm_1":true,"gas_alarm_2":false})", "gas alarm"},
             Case{R"({"gas_sensor_state":"alarm"})", "gas alarm"},
             Case{R"({"water_leak":true})", "water_leak alarm"},
             Case{R"({"water_leak":"Leak"})", "water_leak alarm"},
             Case{R"({"water_leak_alarm_1":false,"water_leak_alarm_2":true})", "water_leak alarm"},
             Case{R"({"channel_3_leak_detect_19":"Leak"})", "water_leak alarm"},
             Case{R"({"input_1_leak_detect_7":"Leak"})", "water_leak alarm"},
             Case{R"({"water_leakage_state":"water_leakage_yes"})", "water_leak alarm"},
             Case{R"({"valve_abnormal_state":"water_shortage,water_leakage"})", "water_leak alarm"},
             Case{R"({"fall_status":"fall_alarm"})", "fall alarm"},
             Case{R"({"fall_down_status":"fall"})", "fall alarm"},
             Case{R"({"status":"falling"})", "fall alarm"},
             Case{R"({"sos":true})", "call_button press sos"},
             Case{R"({"sos_alarm":true})", "call_button press sos_alarm"},
             Case{R"({"action":"emergency"})", "call_button press emergency"},
             Case{R"({"action":"panic"})", "call_button press panic"},
             Case{R"({"action":"sos"})", "call_button press sos"},
             Case{R"({"action":"sos_hold"})", "call_button press sos_hold"},
             Case{R"({"SMOKE":true})", "smoke alarm"},
         }) {
        CAPTURE(c.state);
        CHECK(said_alone(c.state) == c.expected);
    }
}

TEST_CASE("a clear, a prealarm and a technical condition are recognised by name") {
    for (const Case& c : {
             Case{R"({"smoke":false})", "smoke clear"},
             Case{R"({"smoke":"OFF"})", "smoke clear"},
             Case{R"({"smoke_state":"normal"})", "smoke clear"},
             Case{R"({"smoke_state":"none"})", "smoke clear"},
             Case{R"({"water_leak":"Dry"})", "water_leak clear"},
             Case{R"({"smoke_alarm_1":false,"smoke_alarm_2":false})", "smoke clear"},
             Case{R"({"fall_status":"normal"})", "fall clear"},
             Case{R"({"fall_status":"fall_warning"})", "fall prealarm"},
             Case{R"({"fall_down_status":"maybe_fall"})", "fall prealarm"},
             Case{R"({"fall_down_status":"none"})", "fall clear"},
             Case{R"({"status":"on_the_bed"})", "fall clear"},
             Case{R"({"smoke":false,"alarm_state":"prealarm"})", "smoke prealarm"},
             Case{R"({"battery":87})", "unknown battery 87%"},
             Case{R"({"smoke":null,"battery_low":true})", "smoke low_battery"},
             Case{R"({"smoke":null,"battery_low":false})", "smoke battery_ok"},
             Case{R"({"water_leak":null,"battery_state":"low"})", "water_leak low_battery"},
             Case{R"({"channel_1_battery_low_17":"Low"})", "unknown low_battery"},
             Case{R"({"tamper":true})", "unknown tamper"},
             Case{R"({"contact":null,"tamper":false})", "door tamper_clear"},
             Case{R"({"smoke":null,"fault":true})", "smoke fault"},
             Case{R"({"smoke":null,"device_fault":false})", "smoke fault_clear"},
             Case{R"({"smoke":null,"trouble":"ON"})", "smoke fault"},
             Case{R"({"smoke":null,"fault_state":"short_circuit_fault | pollution_fault"})", "smoke fault"},
             Case{R"({"smoke":null,"fault_state":"normal"})", "smoke fault_clear"},
             Case{R"({"gas":null,"self_test":"check_failure"})", "gas fault"},
             Case{R"({"contact":false})", "door open"},
             Case{R"({"contact":true})", "door closed"},
             Case{R"({"contact_alarm_1":true})", "door open"},
             Case{R"({"opening_state":"tilted"})", "door open"},
             Case{R"({"occupancy":true})", "presence detected"},
             Case{R"({"presence":false})", "presence clear"},
             Case{R"({"presence_state":"NONE"})", "presence clear"},
             Case{R"({"vibration":true})", "vibration detected"},
             Case{R"({"action":"vibration"})", "vibration detected"},
             Case{R"({"action":"single"})", "button press single"},
             Case{R"({"click":"double"})", "button press double"},
         }) {
        CAPTURE(c.state);
        CHECK(said_alone(c.state) == c.expected);
    }
}

TEST_CASE("what is no alarm raises none") {
    for (const char* state : {
             R"({})",
             R"({"smoke":null})",
             R"({"smoke":""})",
             R"({"smoke":" "})",
             R"({"smoke":"unknown"})",
             R"({"smoke":[]})",
             R"({"smoke":{}})",
             R"({"smoke":42})",
             R"({"smoke_state":"detecting"})",
             R"({"smoke_density":12,"smoke_concentration":3,"smoke_level":1})",
             R"({"carbon_monoxide":35})",
             R"({"carbon_monoxide":1})",
             R"({"co":1})",
             R"({"gas":1})",
             R"({"gas":0})",
             R"({"gas":1234.5})",
             R"({"gas_value":1,"gas_sensitivity":"10%LEL"})",
             R"({"alarm":true})",
             R"({"alarm":"ON","volume":"high","duration":1800})",
             R"({"alarm_1":true})",
             R"({"volume":80})",
             R"({"fall_detection":"ON"})",
             R"({"fall_detection":true,"fall_sensitivity":5})",
             R"({"action":"fall"})",
             R"({"action":""})",
             R"({"action":null})",
             R"({"action":"brightness_release"})",
             R"({"status":"off"})",
             R"({"status":"normal"})",
             R"({"sos":false})",
             R"({"sos":null})",
             R"({"test":false})",
             R"({"leakage_current":30,"leakage":1.5})",
             R"({"water_warning":"alarm"})",
             R"({"emergency_overheat":true})",
             R"({"battery":null})",
             R"({"battery":255})",
             R"({"battery":-1})",
             R"({"battery_state":"charging"})",
             R"({"fault":true})",
             R"({"linkquality":99,"last_seen":"2026-03-01T03:00:00Z"})",
             R"({"device":{"smoke":true}})",
         }) {
        CAPTURE(state);
        CHECK(said_alone(state) == "");
    }
}

TEST_CASE("a test never raises an alarm, and a stale self-check never hides one") {
    CHECK(said_alone(R"({"smoke":true,"test":true})") == "smoke test");
    CHECK(said_alone(R"({"test":true,"smoke":true})") == "smoke test");
    CHECK(said_alone(R"({"smoke":true,"self_test":true})") == "smoke test");
    CHECK(said_alone(R"({"smoke":false,"test":true})") == "smoke clear; smoke test");
    CHECK(said_alone(R"({"carbon_monoxide":true,"smoke":false,"testing":"ON"})") == "co test; smoke clear");
    CHECK(said_alone(R"({"smoke":true,"test":false})") == "smoke alarm");
    CHECK(said_alone(R"({"smoke":false,"self_test":"checking"})") == "smoke clear; smoke test");
    CHECK(said_alone(R"({"smoke":true,"self_test":"checking"})") == "smoke alarm; smoke test");
}

TEST_CASE("the echo of a test command hides no alarm") {
    // A CO alarm whose button "test" zigbee2mqtt keeps in the state: every later alarm passed as a test.
    CHECK(said_alone(R"({"carbon_monoxide":true,"test":"test","testing":false})") == "co alarm");
    CHECK(said_alone(R"({"carbon_monoxide":true,"test":"test","testing":true})") == "co test");
    CHECK(said_alone(R"({"test":"test"})") == "");
}

TEST_CASE("a meter's total is told in m3, in the unit that its name is used with") {
    for (const Case& c : {
             Case{R"({"water_consumed":12.5})", "water_meter reading 12.5m3"},
             Case{R"({"water_consumed":"12.5"})", "water_meter reading 12.5m3"},
             Case{R"({"water_consumed_total":1234})", "water_meter reading 1.234m3"},
             Case{R"({"water_total":1000})", "water_meter reading 3.78541m3"},
             Case{R"({"volume_1":1500,"volume_2":250})", "water_meter reading 1.5m3; water_meter reading 0.25m3"},
             Case{R"({"input_2_water_meter_8":7.25})", "water_meter reading 7.25m3"},
             Case{R"({"water_consumed":null})", ""},
             Case{R"({"water_consumed":true})", ""},
             Case{R"({"water_consumed":8,"last_irrigation_duration":"00:05:00"})", ""},
             Case{R"({"water_consumed":8,"timer_time_left":5,"state":"ON"})", ""},
             Case{R"({"reverse_water_consumed":1,"month_consumption":3,"flow_rate":0.2})", ""},
         }) {
        CAPTURE(c.state);
        CHECK(said_alone(c.state) == c.expected);
    }
}

TEST_CASE("two meters in one device stay apart by their channel") {
    Translator translator{Settings{}};
    const auto result = translate(translator, "zigbee2mqtt/meters", R"({"volume_1":1500,"volume_2":250})");
    REQUIRE(result.signals.size() == 2);
    CHECK(result.signals[0].channel == "volume_1");
    CHECK(result.signals[1].channel == "volume_2");
    CHECK(result.signals[1].device == DeviceId("meters"));
}

TEST_CASE("a meter's fault words say what is wrong, and by their absence what is not") {
    for (const Case& c : {
             Case{R"({"faults":"revflow_alarm","water_consumed":1})",
                  "water_meter reverse_flow; water_meter reading 1m3; water_meter battery_ok; "
                  "water_meter tamper_clear; water_meter fault_clear"},
             Case{R"({"water_consumed":1,"faults":"overflow_alarm"})",
                  "water_meter burst; water_meter reading 1m3; water_meter battery_ok; "
                  "water_meter tamper_clear; water_meter fault_clear"},
             Case{R"({"water_consumed":1,"faults":"transducer_alarm"})",
                  "water_meter clear; water_meter reading 1m3; water_meter battery_ok; "
                  "water_meter tamper_clear; water_meter fault"},
             Case{R"({"water_consumed":1,"faults":"no_alarm"})",
                  "water_meter clear; water_meter reading 1m3; water_meter battery_ok; "
                  "water_meter tamper_clear; water_meter fault_clear"},
             Case{R"({"water_consumed":1,"fault":"OK"})",
                  "water_meter clear; water_meter reading 1m3; water_meter battery_ok; "
                  "water_meter tamper_clear; water_meter fault_clear"},
             Case{R"({"water_consumed":1,"faults":"magnetism_alarm,battery_alarm"})",
                  "water_meter clear; water_meter reading 1m3; water_meter low_battery; "
                  "water_meter tamper; water_meter fault_clear"},
             Case{R"({"water_consumed":1,"faults":"unknown"})", "water_meter reading 1m3"},
             Case{R"({"water_consumed":1,"faults":""})", "water_meter reading 1m3"},
         }) {
        CAPTURE(c.state);
        CHECK(said_alone(c.state) == c.expected);
    }
}

}  // namespace
}  // namespace anju::gateway::profiles
