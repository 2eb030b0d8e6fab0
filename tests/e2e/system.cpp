#include "tests/e2e/system.hpp"

#include "tests/support/ports.hpp"
#include "tests/support/wait.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace anju::tests {

namespace {

ProcessOptions process(std::vector<std::string> argv, std::filesystem::path output) {
    ProcessOptions options;
    options.argv = std::move(argv);
    options.output = std::move(output);
    return options;
}

std::string last_lines(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    auto content = text.str();
    if (content.size() > 4000) content.erase(0, content.size() - 4000);
    return "--- " + path.filename().string() + "\n" + content;
}

}  // namespace

System::System(SystemOptions options)
    : options_(std::move(options)), centre_broker_(centre_broker_options()), gateways_(options_.gateways) {
    phone_ = std::make_unique<sim::WebhookReceiver>([this](const sim::WebhookCall& call) {
        {
            const std::scoped_lock lock(mutex_);
            ++calls_[call.idempotency_key];
        }
        if (options_.on_call) options_.on_call(call);
    });
    if (const auto started = phone_->start(0); !started) throw std::runtime_error(started.error().message);
}

System::~System() = default;

std::string System::gateway_id(std::size_t index) { return fmt::format("gw-{:04}", index + 1); }
std::string System::home_id(std::size_t index) { return fmt::format("h-{:04}", index + 1); }
std::string System::base_topic(std::size_t index) { return fmt::format("home{}", index + 1); }
std::string System::alertd_database() const { return (directory_.path() / "alertd" / "alertd.db").string(); }
std::string System::gateway_database(std::size_t index) const {
    return (directory_.path() / gateway_id(index) / "outbox.sqlite").string();
}

link::Tls System::certificate_of(const std::string& name) const {
    const auto certificate = authority_.value().issue(name);
    return {authority_->ca_file(), certificate.certificate_file, certificate.key_file};
}

BrokerOptions System::centre_broker_options() {
    if (!options_.tls) return {};
    authority_.emplace(directory_.path());
    const auto certificate = authority_->issue("centre", "IP:127.0.0.1");
    return {.persistence = false,
            .allow_anonymous = false,
            .tls = BrokerTls{.ca_file = authority_->ca_file(),
                             .certificate_file = certificate.certificate_file,
                             .key_file = certificate.key_file,
                             .name_is_client_id = false},
            .extra = {"acl_file " ANJU_CENTRE_ACL}};
}

/// The configuration's table for `name`'s certificate, in `owner`'s table; nothing without TLS.
std::string System::tls_table(const std::string& owner, const std::string& name) const {
    if (!options_.tls) return "";
    const auto tls = certificate_of(name);
    return fmt::format("[{}.tls]\nca = \"{}\"\ncertificate = \"{}\"\nkey = \"{}\"\n", owner, tls.ca_file,
                       tls.certificate_file, tls.key_file);
}

void System::write_district() {
    const auto folder = directory_.path() / "district";
    std::filesystem::create_directories(folder);
    std::string homes = "id,committee,gateway,address\n";
    for (std::size_t i = 0; i < options_.gateways; ++i)
        homes += fmt::format("h-{0:04},c-1,gw-{0:04},1弄{0}号101室\n", i + 1);
    homes += options_.homes;
    const auto url = fmt::format("http://127.0.0.1:{}/notify", phone_->port());
    write_file(folder / "streets.csv", "id,name\ns-1,华阳路街道\n");
    write_file(folder / "committees.csv", "id,street,name\nc-1,s-1,陶家宅居委会\n");
    write_file(folder / "homes.csv", homes);
    if (!options_.devices.empty()) write_file(folder / "devices.csv", "home,id,kind,name\n" + options_.devices);
    write_file(folder / "responders.csv", fmt::format("id,name,level,scope,channel,address,phone\n"
                                                      "r-worker,居委干部,committee,c-1,webhook,{0},\n"
                                                      "r-street,街道值班,street,s-1,webhook,{0},\n"
                                                      "r-district,区中心,district,,webhook,{0},\n",
                                                      url));
}

void System::write_configuration() {
    write_file(
        directory_.path() / "alertd.toml",
        fmt::format(
            "state_dir = \"{}\"\n[broker]\nport = {}\n{}[api]\nport = {}\n[channel.webhook]\nsecret = \"test\"\n{}\n",
            (directory_.path() / "alertd").string(), centre_broker_.port(), tls_table("broker", "alertd"), api_port_,
            options_.alertd_extra));
    for (std::size_t i = 0; i < options_.gateways; ++i) {
        write_file(directory_.path() / (gateway_id(i) + ".toml"),
                   fmt::format("[gateway]\nid = \"{}\"\nhome = \"h-{:04}\"\nstreet = \"s-1\"\nstate_dir = \"{}\"\n"
                               "{}\n[home_broker]\nport = {}\nzigbee2mqtt_topics = [\"{}\"]\n"
                               "[uplink]\nhost = \"127.0.0.1\"\nport = {}\nheartbeat = \"1s\"\n{}{}\n",
                               gateway_id(i), i + 1, (directory_.path() / gateway_id(i)).string(),
                               options_.gateway_table, home_broker_.port(), base_topic(i), centre_broker_.port(),
                               tls_table("uplink", gateway_id(i)), options_.gateway_rules));
    }
}

System& System::start() {
    home_broker_.start();
    centre_broker_.start();
    do {
        api_port_ = free_port();
    } while (api_port_ == home_broker_.port() || api_port_ == centre_broker_.port());
    write_configuration();
    write_district();
    std::string output;
    if (run_alertd({"import", "--config", alertd_config(), (directory_.path() / "district").string()}, output) != 0) {
        throw std::runtime_error("the district cannot be imported: " + output);
    }
    start_alertd();
    for (std::size_t i = 0; i < options_.gateways; ++i) start_gateway(i);
    wait_ready();
    wait_gateways_online();
    return *this;
}

void System::start_alertd() {
    alertd_.emplace(process({ANJU_ALERTD, "--config", alertd_config()}, directory_.path() / "alertd.log"));
}

void System::start_gateway(std::size_t index) {
    const auto config = (directory_.path() / (gateway_id(index) + ".toml")).string();
    gateways_[index].emplace(
        process({ANJU_GATEWAY, "--config", config}, directory_.path() / (gateway_id(index) + ".log")));
}

void System::wait_ready() {
    sim::ApiClient api("127.0.0.1", api_port_);
    const auto ready = [&] {
        const auto answer = api.get("/-/ready");
        return answer && answer.value().status == 200;
    };
    if (!wait_until(ready, Millis{60'000})) throw std::runtime_error("alertd is not ready\n" + logs());
}

boost::json::array System::gateway_states() const {
    sim::ApiClient api("127.0.0.1", api_port_);
    const auto answer = api.get("/api/v1/gateways");
    if (!answer || answer.value().status != 200) return {};
    return answer.value().body.at("gateways").as_array();
}

void System::wait_gateways_online() {
    const auto all_online = [&] {
        const auto states = gateway_states();
        return static_cast<std::size_t>(std::count_if(states.begin(), states.end(), [](const auto& state) {
                   return state.at("online").as_bool();
               })) >= options_.gateways;
    };
    if (!wait_until(all_online, Millis{60'000})) throw std::runtime_error("not every gateway came online\n" + logs());
}

std::int64_t System::pending_updates() const {
    const auto states = gateway_states();
    if (states.empty()) return -1;
    std::int64_t pending = 0;
    for (const auto& state : states) pending += state.at("pending").to_number<std::int64_t>();
    return pending;
}

std::map<std::string, int> System::calls() const {
    const std::scoped_lock lock(mutex_);
    return calls_;
}

int System::run_alertd(const std::vector<std::string>& arguments, std::string& output) const {
    const auto file = directory_.path() / "command.out";
    std::filesystem::remove(file);
    auto options = process({ANJU_ALERTD}, file);
    options.argv.insert(options.argv.end(), arguments.begin(), arguments.end());
    const auto status = run(options);
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    output = text.str();
    return status.code.value_or(-1);
}

std::string System::logs() const {
    auto text = last_lines(directory_.path() / "alertd.log");
    for (std::size_t i = 0; i < options_.gateways; ++i)
        text += last_lines(directory_.path() / (gateway_id(i) + ".log"));
    return text;
}

std::int64_t select_number(const std::string& database, const std::string& sql) {
    SQLite::Database file(database, SQLite::OPEN_READONLY, 5'000);
    return file.execAndGet(sql).getInt64();
}

std::vector<std::string> select_texts(const std::string& database, const std::string& sql) {
    SQLite::Database file(database, SQLite::OPEN_READONLY, 5'000);
    SQLite::Statement query(file, sql);
    std::vector<std::string> texts;
    while (query.executeStep()) texts.push_back(query.getColumn(0).getString());
    return texts;
}

}  // namespace anju::tests
