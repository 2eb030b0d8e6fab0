#include "alertd/api/server.hpp"

namespace anju::alertd::api {

Services services_of(ingest::Engine& engine) {
    Services services;
    services.act = [&engine](core::OperatorAct act, std::function<void(Result<ingest::ActResult>)> done) {
        engine.act(std::move(act), std::move(done));
    };
    services.change = [&engine](ingest::Change change, std::function<void(Result<void>)> done) {
        engine.change(std::move(change), std::move(done));
    };
    services.engine_counters = [&engine] { return engine.counters(); };
    services.since_last_round = [&engine] { return engine.since_last_round(); };
    services.probes.push_back({"writes", [&engine]() -> Result<void> {
                                   if (engine.storing()) return success();
                                   return fail(ErrorCode::exhausted, "the store refuses what the engine writes");
                               }});
    return services;
}

}  // namespace anju::alertd::api
