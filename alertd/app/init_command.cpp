// `alertd init`: the first administrator, written before the daemon runs.
#include "alertd/access/accounts.hpp"
#include "alertd/access/passwords.hpp"
#include "alertd/access/secrets.hpp"
#include "alertd/app/commands.hpp"
#include "alertd/store/store.hpp"
#include "base/system.hpp"

#include <fmt/core.h>

#include <filesystem>
#include <iostream>
#include <system_error>

namespace anju::alertd::app {

namespace {

Result<std::string> password_of(const InitOptions& options) {
    if (!options.password_from_stdin) return access::new_password();
    std::string line;
    std::getline(std::cin, line);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    ANJU_TRY(access::check_new_password(options.name, line));
    return line;
}

Result<void> write_account(store::Writer& writer, const store::Account& account, bool is_new) {
    ANJU_TRY(writer.begin());
    ANJU_TRY(writer.access().put(account));
    ANJU_TRY(writer.access().end_sessions(account.name, std::nullopt));
    core::JournalEntry entry;
    entry.at = account.changed_at;
    entry.event = is_new ? "account.created" : "account.password_reset";
    entry.actor = "user:init";
    entry.detail = {{"account", account.name}, {"role", std::string(to_string(account.role))}, {"why", "setup"}};
    ANJU_TRY(auto numbered, writer.append(std::move(entry)));
    static_cast<void>(numbered);
    return writer.commit();
}

}  // namespace

Result<void> init_administrator(const Config& config, const InitOptions& options) {
    if (!access::is_account_name(options.name)) {
        return fail(ErrorCode::invalid, "--name: expected 1 to 64 letters, digits, '.', '_' or '-'");
    }
    for (const auto& token : config.api_tokens) {
        if (token.name == options.name) {
            return fail(ErrorCode::invalid, "--name: the configuration has a token of this name");
        }
    }
    std::error_code error;
    std::filesystem::create_directories(config.state_dir, error);
    if (error) return fail(ErrorCode::unavailable, config.state_dir + ": " + error.message());
    auto opened = store::open_sqlite_writer({config.database_file()});
    if (!opened) return fail(opened.error().code, opened.error().message + " (is alertd running? stop it first)");
    store::Writer& writer = *opened.value();

    ANJU_TRY(auto administrators, writer.access().administrators());
    if (administrators > 0 && !options.reset) {
        return fail(ErrorCode::conflict, "there is an administrator already; --reset gives " + options.name +
                                             " a new password and all rights");
    }
    ANJU_TRY(auto known, writer.access().account(options.name));
    if (known && known->state == store::AccountState::removed) {
        return fail(ErrorCode::conflict, "--name: somebody who has gone had this name, and the journal speaks of him");
    }
    ANJU_TRY(auto password, password_of(options));
    const UtcTime now = SystemClock().now().utc;
    store::Account account = known.value_or(store::Account{});
    account.name = options.name;
    account.role = core::Role::administrator;
    account.scope = core::Scope::district();
    account.state = store::AccountState::active;
    account.must_change = false;
    if (known) ++account.version;
    if (!known) account.created_at = now;
    account.changed_at = now;
    ANJU_TRY(account.password_hash, access::hash_password(password, access::PasswordCost{}));
    ANJU_TRY(write_account(writer, account, !known));
    fmt::print("account:  {}\n", account.name);
    if (!options.password_from_stdin) fmt::print("password: {}   (shown once)\n", password);
    return success();
}

}  // namespace anju::alertd::app
