// Follow-up tasks and callback records in the store.
#include "tests/contract/store/backends.hpp"
#include "tests/contract/store/samples.hpp"

using namespace anju;
using namespace anju::tests;
using namespace anju::alertd;
using core::FollowUpState;

namespace {

core::FollowUp task_of(std::uint32_t n, std::int64_t due, std::uint32_t incident = 1) {
    core::FollowUp task;
    task.id = made<core::FollowUpId>(n);
    task.incident = made<IncidentId>(incident);
    task.kind = core::FollowUpKind::repair;
    task.due_at = at(due);
    task.assignee = "worker-" + std::to_string(n % 2);
    task.text = "换电池";
    task.created_at = at(1);
    task.created_by = "user:wang";
    return task;
}

std::vector<core::FollowUpId> ids_of(const std::vector<core::FollowUp>& tasks) {
    std::vector<core::FollowUpId> ids;
    for (const auto& task : tasks) ids.push_back(task.id);
    return ids;
}

}  // namespace

TEST_CASE_TEMPLATE("a follow-up comes back as it was stored, and again when it is done", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto task = task_of(1, 50);
    commit(*writer, [&] { must(writer->aftercare().put(task)); });
    CHECK(must(writer->aftercare().follow_up(task.id)) == task);
    task.state = FollowUpState::done;
    task.finished_at = at(60);
    task.finished_by = "user:li";
    commit(*writer, [&] { must(writer->aftercare().put(task)); });
    CHECK(must(writer->aftercare().follow_up(task.id)) == task);
    CHECK_FALSE(must(writer->aftercare().follow_up(made<core::FollowUpId>(2))));
}

TEST_CASE_TEMPLATE("callbacks are listed with their case, oldest first", Backend, ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    core::Callback first{made<core::CallbackId>(2),
                         made<IncidentId>(1),
                         core::CalledParty::contact,
                         "p-1",
                         core::CallOutcome::no_answer,
                         at(5),
                         "user:wang",
                         "没人接"};
    auto second = first;
    second.id = made<core::CallbackId>(1);
    second.outcome = core::CallOutcome::spoke;
    second.called_at = at(9);
    commit(*writer, [&] {
        must(writer->put(sample_incident(1)));
        must(writer->aftercare().put(second));
        must(writer->aftercare().put(first));
        must(writer->aftercare().put(task_of(3, 7)));
    });
    CHECK(must(writer->aftercare().callback(first.id)) == first);
    auto reader = backend.reader();
    CHECK(must(reader->aftercare().callbacks_of(made<IncidentId>(1))) == std::vector{first, second});
    CHECK(must(reader->aftercare().callbacks_of(made<IncidentId>(2))).empty());
    const auto detail = must(reader->incident_detail(made<IncidentId>(1))).value();
    CHECK(detail.callbacks == std::vector{first, second});
    CHECK(detail.follow_ups == std::vector{task_of(3, 7)});
}

TEST_CASE_TEMPLATE("follow-ups are listed by due time, by page, and only where the caller may look", Backend,
                   ANJU_STORE_BACKENDS) {
    Backend backend;
    auto writer = backend.writer();
    auto elsewhere = sample_incident(2);
    elsewhere.place.street = StreetId{"s-2"};
    elsewhere.place.committee = CommitteeId{"c-3"};
    auto done = task_of(4, 40);
    done.state = FollowUpState::done;
    commit(*writer, [&] {
        must(writer->put(sample_incident(1)));
        must(writer->put(elsewhere));
        for (const auto& task : {task_of(1, 30), task_of(2, 10), task_of(3, 30), done, task_of(5, 20, 2)}) {
            must(writer->aftercare().put(task));
        }
    });
    auto reader = backend.reader();
    const auto listed = [&](store::FollowUpFilter filter) {
        return ids_of(must(reader->aftercare().follow_ups(filter)));
    };
    const auto ids = [](std::initializer_list<std::uint32_t> numbers) {
        std::vector<core::FollowUpId> all;
        for (const auto n : numbers) all.push_back(made<core::FollowUpId>(n));
        return all;
    };
    store::FollowUpFilter all;
    all.scope = core::Scope::district();
    CHECK(listed(all) == ids({2, 5, 1, 3, 4}));
    auto open = all;
    open.state = FollowUpState::open;
    CHECK(listed(open) == ids({2, 5, 1, 3}));
    open.due_before = at(30);
    CHECK(listed(open) == ids({2, 5}));
    auto mine = all;
    mine.assignee = "worker-0";
    CHECK(listed(mine) == ids({2, 4}));
    auto street = all;
    street.scope = core::Scope{false, {StreetId{"s-1"}}, {}};
    CHECK(listed(street) == ids({2, 1, 3, 4}));
    street.scope = core::Scope{false, {}, {CommitteeId{"c-3"}}};
    CHECK(listed(street) == ids({5}));
    street.scope = core::Scope{};
    CHECK(listed(street).empty());
    auto page = all;
    page.limit = 3;
    CHECK(listed(page) == ids({2, 5, 1}));
    page.after = std::pair(at(30), made<core::FollowUpId>(1));
    CHECK(listed(page) == ids({3, 4}));
}
