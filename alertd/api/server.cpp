#include "alertd/api/server.hpp"

#include "alertd/api/guard.hpp"
#include "alertd/api/handlers.hpp"
#include "alertd/api/reader_pool.hpp"
#include "alertd/api/transport.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <type_traits>

namespace anju::alertd::api {

namespace net = boost::asio;
using tcp = boost::asio::ip::tcp;

namespace {

constexpr Millis kGoodbye{2000};

Result<void> check_options(const ApiOptions& options) {
    const auto positive = [](std::string_view name, auto value) -> Result<void> {
        if (value > decltype(value){}) return success();
        return fail(ErrorCode::invalid, fmt::format("api.{}: must be more than zero", name));
    };
    ANJU_TRY(positive("max_connections", options.max_connections));
    ANJU_TRY(positive("max_connections_per_address", options.max_connections_per_address));
    ANJU_TRY(positive("io_threads", options.io_threads));
    ANJU_TRY(positive("reader_threads", options.reader_threads));
    ANJU_TRY(positive("request_timeout", options.request_timeout));
    ANJU_TRY(positive("answer_timeout", options.answer_timeout));
    ANJU_TRY(positive("stream_queue_frames", options.stream_queue_frames));
    ANJU_TRY(positive("stream_heartbeat", options.stream_heartbeat));
    ANJU_TRY(positive("stream_idle_timeout", options.stream_idle_timeout));
    return success();
}

/// Whether a reader that gave this error is opened again; a wrong question does not wear it out.
bool reader_survives(const Error& error) {
    return error.code == ErrorCode::invalid || error.code == ErrorCode::not_found || error.code == ErrorCode::conflict;
}

}  // namespace

// The order of the members is the reverse of their end: sessions die with io_, and use what stands above it.
class ApiServer::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(ApiOptions options, Services services)
        : options_(std::move(options)),
          services_(std::move(services)),
          connections_(options_.max_connections, options_.max_connections_per_address),
          hub_({options_.stream_replay_limit, options_.stream_snapshot_limit}, services_.clock,
               [this](StreamHub::Id id) {
                   return pool_.submit([this, id](store::Reader* reader) { return hub_.feed(id, reader); });
               }),
          io_(static_cast<int>(options_.io_threads)),
          duty_(net::make_strand(io_)),
          acceptor_(duty_),
          heartbeat_(duty_) {}

    ~Impl() { stop(); }

    Result<void> start() {
        ANJU_TRY(ApiServer::check(options_));
        ANJU_TRY(guard_, Guard::make(options_));
        ANJU_TRY(files_, PageFiles::load(options_.web_folder));
        if (!options_.district_map.empty()) {
            ANJU_TRY(district_map_, load_district_map(options_.district_map));
        }
        ANJU_TRY(start_accounts());
        const AccessSources access{accounts_.get(), &*guard_, services_.change, services_.zone};
        add_session_routes(router_, access);
        add_account_routes(router_, access);
        add_reading_routes(router_);
        add_act_routes(router_, services_.act, [this](const std::string& name) { return scope_of(name); });
        add_aftercare_routes(router_, services_);
        add_registry_routes(router_, services_.change);
        add_import_routes(router_, services_, options_.max_file_bytes);
        add_search_routes(router_);
        add_outward_routes(router_, services_.outward, services_.change);
        add_silence_routes(router_, services_);
        add_handover_routes(router_, services_);
        add_home_routes(router_, services_, options_.test_intervals);
        add_readings_routes(router_, services_);
        add_drill_routes(router_, services_.change);
        add_phone_routes(router_, services_);
        add_plan_routes(router_, services_);
        add_policy_routes(router_, services_);
        add_roster_routes(router_, services_);
        add_duty_routes(router_, services_);
        add_verify_routes(router_);
        add_personal_routes(router_, services_);
        add_hold_routes(router_, services_.change);
        add_figures_routes(router_, {services_.clock, options_.seats});
        add_service_routes(router_, {options_, services_, metrics_, files_, district_map_,
                                     [this] { return hub_.clients(); }, [this] { return connections_.count(); },
                                     [this](const Principal& principal) { return still_stands(principal); }});
        // Each connection has at most one request or one piece of history under way.
        ANJU_TRY(pool_.start(options_.reader_threads, 2 * options_.max_connections, services_.open_reader));
        if (auto bound = bind(); !bound) {
            pool_.stop();
            accounts_->stop();
            return bound.error();
        }
        transport_ = std::make_unique<Transport>(Transport{
            options_, connections_, hub_, metrics_,
            [this](Request request, std::uint64_t length) { return refuse_large(std::move(request), length); },
            large_bodies_, [this](Request request, Done done) { handle(std::move(request), std::move(done)); },
            weak_from_this()});
        net::post(duty_, [this] {
            accept_connections(io_, acceptor_, *transport_);
            beat();
        });
        running_ = true;
        for (std::size_t i = 0; i < options_.io_threads; ++i) threads_.emplace_back([this] { run(); });
        return success();
    }

    std::uint16_t port() const { return port_; }

    void stop() {
        const std::lock_guard lock(stop_mutex_);
        if (!running_.exchange(false)) return;
        net::post(duty_, [this] {
            boost::system::error_code ignored;
            acceptor_.close(ignored);
            heartbeat_.cancel();
        });
        connections_.leave_all(kGoodbye);
        work_.reset();
        io_.stop();
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
        accounts_->stop();
        pool_.stop();
    }

    void committed(const ingest::Committed& committed) {
        if (!running_) return;
        metrics_.committed(committed);
        if (hub_.announce(committed)) net::post(duty_, [this] { hub_.drain(); });
    }

private:
    Result<void> start_accounts() {
        std::set<std::string> taken;
        for (const Token& token : options_.tokens) taken.insert(token.name);
        accounts_ = std::make_shared<access::Accounts>(
            access::Accounts::Options{options_.session, options_.password_cost, std::move(taken)}, services_.change,
            services_.clock, [weak = weak_from_this()] {
                // Called by the engine, which may outlive us.
                if (const auto self = weak.lock(); self && self->running_) {
                    net::post(self->duty_, [impl = self.get()] { impl->hub_.check_viewers(); });
                }
            });
        ANJU_TRY(auto reader, services_.open_reader());
        ANJU_TRY(accounts_->start(reader->access()));
        guard_->know(accounts_.get());
        if (guard_->lets_somebody_in()) return success();
        accounts_->stop();
        return fail(ErrorCode::invalid,
                    fmt::format("api.address: {} can be reached from other machines, so a token in api.tokens or an "
                                "account (`alertd init`) is required; without either use 127.0.0.1",
                                options_.address));
    }

    /// Whether what somebody was let in with still stands for the same.
    bool still_stands(const Principal& principal) {
        access::Directory& directory = accounts_->directory();
        if (principal.login) return directory.still_holds(principal.login->credential, accounts_->now());
        return !principal.name.empty() || !directory.has_accounts();
    }

    /// Colleague of handlers.hpp. Where nobody has an account everybody may do everything.
    std::optional<core::Scope> scope_of(const std::string& name) {
        access::Directory& directory = accounts_->directory();
        if (!directory.has_accounts()) return core::Scope::district();
        const auto account = directory.account(name);
        const bool may =
            account && account->state == store::AccountState::active && allows(account->role, Permission::act);
        return may ? std::optional(account->scope) : std::nullopt;
    }

    Result<void> bind() {
        const auto failed = [this](const boost::system::error_code& ec) {
            return fail(ErrorCode::unavailable, fmt::format("api: cannot listen on {} port {}: {}", options_.address,
                                                            options_.port, ec.message()));
        };
        boost::system::error_code ec;
        const tcp::endpoint endpoint(net::ip::make_address(options_.address, ec), options_.port);
        if (!ec) acceptor_.open(endpoint.protocol(), ec);
        if (!ec) acceptor_.set_option(net::socket_base::reuse_address(true), ec);
        if (!ec) acceptor_.bind(endpoint, ec);
        if (!ec) acceptor_.listen(net::socket_base::max_listen_connections, ec);
        if (ec) return failed(ec);
        port_ = acceptor_.local_endpoint(ec).port();
        return success();
    }

    void run() {
        for (;;) {
            try {
                io_.run();
                return;
            } catch (const std::exception& error) {
                // Out of memory in one answer must not end the others.
                spdlog::error("api: an exception reached the I/O loop: {}", error.what());
            }
        }
    }

    void beat() {
        heartbeat_.expires_after(options_.stream_heartbeat);
        heartbeat_.async_wait([this](const boost::system::error_code& ec) {
            if (ec) return;
            std::vector<std::string> failing;
            for (const Probe& probe : services_.probes) {
                if (!probe.check()) failing.push_back(probe.name);
            }
            hub_.heartbeat(failing);
            accounts_->save_seen();
            beat();
        });
    }

    /// The route that answers, or the answer to give instead. Sets who asks.
    std::variant<const Route*, Response> route_of(Request& request) const {
        if (auto refusal = guard_->identify(request, port_)) return std::move(*refusal);
        auto found = router_.find(request);
        if (auto* instead = std::get_if<Response>(&found)) return guard_->nowhere(request, std::move(*instead));
        if (auto refusal = guard_->judge(request, *std::get<const Route*>(found))) return std::move(*refusal);
        return found;
    }

    std::optional<Response> refuse_large(Request request, std::uint64_t length) const {
        auto found = route_of(request);
        const auto* route = std::get_if<const Route*>(&found);
        // Who may not ask at all hears that first, and who may hears how much.
        if (!route && std::get<Response>(found).status != 404) return std::move(std::get<Response>(found));
        const std::size_t most = route && (*route)->max_body > 0 ? (*route)->max_body : options_.max_body_bytes;
        if (length <= most) return std::nullopt;
        return problem(413, "too_large", fmt::format("a body here may have at most {} bytes", most));
    }

    void handle(Request request, Done done) {
        auto found = route_of(request);
        if (auto* instead = std::get_if<Response>(&found)) return done(std::move(*instead));
        const Route& route = *std::get<const Route*>(found);
        std::visit([&](const auto& handler) { call(handler, std::move(request), std::move(done)); }, route.handler);
    }

    void call(const Plain& handler, Request request, Done done) { done(handler(request)); }
    void call(const Acting& handler, Request request, Done done) { handler(request, std::move(done)); }
    void call(const ReadingThenActing& handler, Request request, Done done) {
        auto shared = std::make_shared<Done>(std::move(done));
        const bool taken = pool_.submit([&handler, request = std::move(request), shared](store::Reader* reader) {
            return guarded(request, *shared, reader, [&] {
                auto begun = handler(request, *reader, *shared);
                if (!begun) (*shared)(problem_of(begun.error()));
                return begun ? Result<void>(success()) : Result<void>(begun.error());
            });
        });
        if (!taken) (*shared)(problem_of(fail(ErrorCode::unavailable, "too many requests wait for the store")));
    }
    void call(const Reading& handler, Request request, Done done) {
        auto shared = std::make_shared<Done>(std::move(done));
        const bool taken = pool_.submit([&handler, request = std::move(request), shared](store::Reader* reader) {
            return guarded(request, *shared, reader, [&] {
                auto answer = handler(request, *reader);
                const auto result = answer ? Result<void>(success()) : Result<void>(answer.error());
                (*shared)(answer ? std::move(answer).value() : problem_of(answer.error()));
                return result;
            });
        });
        if (!taken) (*shared)(problem_of(fail(ErrorCode::unavailable, "too many requests wait for the store")));
    }

    /// Runs `body`, which answers; tells whether the reader is still fit for use.
    template <class Body>
    static bool guarded(const Request& request, const Done& done, const store::Reader* reader, Body&& body) {
        if (!reader) {
            done(problem_of(fail(ErrorCode::unavailable, "the store cannot be opened")));
            return false;
        }
        try {
            const Result<void> result = body();
            if (result) return true;
            const bool survives = reader_survives(result.error());
            if (!survives) spdlog::error("api: {} {}: {}", request.method, request.path, result.error().message);
            return survives;
        } catch (const std::exception& error) {
            spdlog::error("api: {} {}: {}", request.method, request.path, error.what());
            done(problem(500, "internal", "the answer could not be made"));
            return false;
        }
    }

    const ApiOptions options_;
    const Services services_;
    std::optional<Guard> guard_;
    std::shared_ptr<access::Accounts> accounts_;
    Router router_;
    Metrics metrics_;
    PageFiles files_;
    std::string district_map_;
    ConnectionTable connections_;
    StreamHub hub_;
    ReaderPool pool_;
    std::unique_ptr<Transport> transport_;
    net::io_context io_;
    net::executor_work_guard<net::io_context::executor_type> work_{io_.get_executor()};
    /// Accepting, the heartbeat and the publishing of commits: one after the other, whatever io_threads is.
    net::strand<net::io_context::executor_type> duty_;
    tcp::acceptor acceptor_;
    net::steady_timer heartbeat_;
    std::vector<std::thread> threads_;
    std::uint16_t port_ = 0;
    std::mutex stop_mutex_;
    std::atomic<bool> running_ = false;
    std::atomic<std::size_t> large_bodies_ = 0;
};

ApiServer::ApiServer(ApiOptions options, Services services)
    : impl_(std::make_shared<Impl>(std::move(options), std::move(services))) {}
ApiServer::~ApiServer() { stop(); }
Result<void> ApiServer::check(const ApiOptions& options) {
    ANJU_TRY(check_options(options));
    ANJU_TRY(Guard::make(options));
    // What the binary holds is right, and need not be copied to find that out.
    if (!options.web_folder.empty()) {
        ANJU_TRY(PageFiles::load(options.web_folder));
    }
    if (!options.district_map.empty()) {
        ANJU_TRY(load_district_map(options.district_map));
    }
    return success();
}

Result<void> ApiServer::start() { return impl_->start(); }
std::uint16_t ApiServer::port() const { return impl_->port(); }
void ApiServer::stop() { impl_->stop(); }
void ApiServer::on_committed(const ingest::Committed& committed) { impl_->committed(committed); }

std::function<void(const ingest::Committed&)> ApiServer::commit_hook() {
    return [weak = std::weak_ptr<Impl>(impl_)](const ingest::Committed& committed) {
        if (const auto impl = weak.lock()) impl->committed(committed);
    };
}

}  // namespace anju::alertd::api
