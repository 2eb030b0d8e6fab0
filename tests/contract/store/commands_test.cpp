#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;

namespace {

core::GatewayCommand sample_command(std::uint32_t n) {
    core::GatewayCommand command;
    command.id = made<core::CommandId>(n);
    command.gateway = GatewayId{"gw-1"};
    command.home = HomeId{"h-1"};
    command.device = DeviceId{"厨房/smoke"};
    command.kind = core::CommandKind::test_mode;
    command.until = at(500);
    command.whole_path = true;
    command.silence = made<core::SilenceId>(9);
    command.author = "user:wang";
    command.created_at = at(1);
    command.expires_at = at(500);
    command.state = core::CommandState::waiting;
    command.attempts = 3;
    command.sent_at = at(20);
    command.settled_at = at(30);
    return command;
}

}  // namespace

TEST_CASE_TEMPLATE("a command comes back as it was stored, and waits until it is settled", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto& commands = writer->commands();
    auto command = sample_command(1);
    commit(*writer, [&] { must(commands.put(command)); });
    CHECK(must(commands.find(command.id)) == command);
    CHECK(must(commands.waiting_for(command.gateway)) == std::vector{command});
    CHECK(must(commands.gateways_waited_for()) == std::vector{command.gateway});
    CHECK(must(commands.next_expiry()) == at(500));
    CHECK(must(commands.expired(at(499), 10)).empty());
    CHECK(must(commands.expired(at(500), 10)) == std::vector{command});
    command.state = core::CommandState::confirmed;
    commit(*writer, [&] { must(commands.put(command)); });
    CHECK(must(commands.waiting_for(command.gateway)).empty());
    CHECK(must(commands.gateways_waited_for()).empty());
    CHECK_FALSE(must(commands.next_expiry()).has_value());
    CHECK(must(backend.reader()->commands().command(command.id)) == command);
}

TEST_CASE_TEMPLATE("a test mode of the home or of the device asks for the whole path while it lasts", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto& commands = writer->commands();
    auto command = sample_command(1);
    command.state = core::CommandState::confirmed;
    const auto put = [&] { commit(*writer, [&] { must(commands.put(command)); }); };
    put();
    CHECK(must(commands.whole_path_test(command.home, command.device, at(499))));
    CHECK_FALSE(must(commands.whole_path_test(command.home, command.device, at(500))));
    CHECK_FALSE(must(commands.whole_path_test(command.home, DeviceId{"other"}, at(1))));
    CHECK(must(commands.test_mode(command.home, command.device, at(1)))->id == command.id);
    command.device = {};
    put();
    CHECK(must(commands.whole_path_test(command.home, DeviceId{"other"}, at(1))));
    command.state = core::CommandState::replaced;
    put();
    CHECK_FALSE(must(commands.whole_path_test(command.home, DeviceId{"other"}, at(1))));
    CHECK_FALSE(must(commands.test_mode(command.home, DeviceId{}, at(1))).has_value());
}

TEST_CASE_TEMPLATE("commands are listed newest first, by home, gateway, state and scope", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    commit(*writer, [&] { must(writer->import(sample_registry())); });
    auto other = sample_command(2);
    other.home = HomeId{"gateway:gw-9"};
    other.gateway = GatewayId{"gw-9"};
    other.state = core::CommandState::expired;
    commit(*writer, [&] {
        must(writer->commands().put(sample_command(1)));
        must(writer->commands().put(other));
        must(writer->commands().put(sample_command(3)));
    });
    auto reader = backend.reader();
    const auto listed = [&](auto set) {
        store::CommandFilter filter;
        set(filter);
        std::vector<std::uint8_t> numbers;
        for (const auto& row : must(reader->commands().commands(filter))) numbers.push_back(row.id.value.bytes[15]);
        return numbers;
    };
    using Numbers = std::vector<std::uint8_t>;
    CHECK(listed([](auto&) {}) == Numbers{3, 2, 1});
    CHECK(listed([](auto& filter) { filter.home = HomeId{"h-1"}; }) == Numbers{3, 1});
    CHECK(listed([](auto& filter) { filter.gateway = GatewayId{"gw-9"}; }) == Numbers{2});
    CHECK(listed([](auto& filter) { filter.state = core::CommandState::waiting; }) == Numbers{3, 1});
    CHECK(listed([](auto& filter) {
              filter.after = made<core::CommandId>(3);
              filter.limit = 1;
          }) == Numbers{2});
    core::Scope scope;
    scope.streets = {*must(reader->commands().home(HomeId{"h-1"}))->place.street};
    CHECK(listed([&](auto& filter) { filter.scope = scope; }) == Numbers{3, 1});
}

TEST_CASE_TEMPLATE("devices are listed with their last test; what is due or was never tested is overdue", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto registry = sample_registry();
    registry.devices = {{DeviceId{"a"}, HomeId{"h-1"}, Kind::smoke, ""},
                        {DeviceId{"b"}, HomeId{"h-1"}, Kind::call_button, ""},
                        {DeviceId{"c"}, HomeId{"h-2"}, Kind::smoke, ""},
                        {DeviceId{"d"}, HomeId{"h-2"}, Kind::thermometer, ""}};
    commit(*writer, [&] {
        must(writer->import(registry));
        must(writer->commands().tested(HomeId{"h-1"}, DeviceId{"a"}, at(1'000)));
        must(writer->commands().tested(HomeId{"h-1"}, DeviceId{"a"}, at(900)));
        must(writer->commands().tested(HomeId{"h-1"}, DeviceId{"b"}, at(1'000)));
    });
    auto reader = backend.reader();
    const auto listed = [&](auto set) {
        store::TestFilter filter;
        filter.intervals = {{Kind::smoke, Millis{100}}, {Kind::call_button, Millis{500}}};
        set(filter);
        std::string names;
        for (const auto& row : must(reader->commands().tests(filter))) names += row.device.value;
        return names;
    };
    CHECK(listed([](auto&) {}) == "abc");
    CHECK(listed([](auto& filter) { filter.overdue_at = at(1'099); }) == "c");
    CHECK(listed([](auto& filter) { filter.overdue_at = at(1'100); }) == "ac");
    CHECK(listed([](auto& filter) { filter.overdue_at = at(1'500); }) == "abc");
    CHECK(listed([](auto& filter) { filter.home = HomeId{"h-2"}; }) == "c");
    CHECK(listed([](auto& filter) { filter.kind = Kind::call_button; }) == "b");
    CHECK(listed([](auto& filter) {
              filter.after = std::pair(HomeId{"h-1"}, DeviceId{"a"});
              filter.limit = 1;
          }) == "b");
    core::Scope nowhere;
    CHECK(listed([&](auto& filter) { filter.scope = nowhere; }).empty());
    store::TestFilter filter;
    filter.intervals = {{Kind::smoke, Millis{1}}};
    filter.home = HomeId{"h-1"};
    const auto row = must(reader->commands().tests(filter)).front();
    CHECK(row.tested_at == at(1'000));
    CHECK(row.place.street.has_value());
}

TEST_CASE_TEMPLATE("an audit counts what should have happened by then, and nothing else", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    CHECK(must(backend.reader()->audit().look(at(1'000))).all() == 0);
    auto open = sample_incident(1);
    open.changed_at = at(10);
    auto technical = sample_incident(2);
    technical.incident_class = IncidentClass::technical;
    technical.all_clear = true;
    technical.changed_at = at(10);
    auto with_step = sample_incident(3);
    with_step.changed_at = at(10);
    auto owned = sample_incident(4);
    owned.state = core::IncidentState::acknowledged;
    owned.changed_at = at(10);
    auto sending = sample_notification(1, open.id);
    sending.state = core::NotificationState::sending;
    sending.lease_until = at(100);
    auto untried = sample_notification(2, open.id);
    untried.state = core::NotificationState::pending;
    untried.attempts = 0;
    untried.next_attempt_at = at(100);
    auto tried = sample_notification(3, open.id);
    tried.state = core::NotificationState::pending;
    tried.attempts = 2;
    tried.next_attempt_at = at(100);
    core::Silence silence;
    silence.id = made<core::SilenceId>(1);
    silence.of = "h-1";
    silence.until = at(100);
    auto command = sample_command(1);
    command.expires_at = at(100);
    commit(*writer, [&] {
        for (const auto& incident : {open, technical, with_step, owned}) must(writer->put(incident));
        must(writer->put(core::Escalation{with_step.id, 1, at(100), core::EscalationState::pending}));
        for (const auto& row : {sending, untried, tried}) must(writer->put(row));
        must(writer->silences().put(silence));
        must(writer->commands().put(command));
    });
    const auto reader = backend.reader();
    const auto before = must(reader->audit().look(at(100)));
    CHECK(before.all() == 2);
    CHECK(before.steps_missing == 2);
    const auto after = must(reader->audit().look(at(101)));
    CHECK(after == store::AuditFindings{2, 1, 1, 1, 1, 1});
}
