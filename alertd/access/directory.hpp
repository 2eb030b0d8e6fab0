// Directory: who has an account, a session or a token, in memory, so that a request is judged
// without the database and by what was committed a moment ago.
//
// It is filled at start and follows each commit: put() and the like are called from the engine's
// thread once a change is durable, in the order of the commits. A role that was changed or a session
// that was ended counts from the next request on; open streams ask still_holds().
//
// A session ends `absolute` after it was opened, and when it was not used for `idle`: by a request, or
// by a live stream. Reason: a duty officer who watches a quiet screen all night makes no request, and
// a screen that logs itself out shows no alarm.
//
// Thread-safe. `seen` times that came since are handed out by take_seen() for the store.
#pragma once

#include "alertd/access/holder.hpp"
#include "base/time.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anju::alertd::access {

struct SessionTimes {
    Millis idle{60 * 60'000};
    Millis absolute{16 * 60 * 60'000};  ///< longer than a shift and its handover
};

class Directory {
public:
    explicit Directory(SessionTimes times) : times_(times) {}

    void fill(std::vector<store::Account> accounts, std::vector<store::Session> sessions,
              std::vector<store::ApiToken> tokens);
    void put(const store::Account& account);
    void put(const store::Session& session);
    void put(const store::ApiToken& token);
    void end_session(const store::Digest& digest);
    void end_sessions(const std::string& account, const std::optional<store::Digest>& keep);

    /// Whether anybody has an account, also a disabled one: then nobody acts without having logged in.
    [[nodiscard]] bool has_accounts() const;
    [[nodiscard]] std::optional<store::Account> account(const std::string& name) const;
    [[nodiscard]] std::vector<store::Account> accounts() const;
    [[nodiscard]] std::vector<store::Session> sessions_of(const std::string& account) const;
    [[nodiscard]] std::optional<store::ApiToken> token(const std::string& name) const;
    [[nodiscard]] std::vector<store::ApiToken> tokens() const;

    /// Whom the secret of a session or token stands for now; notes that it was used.
    [[nodiscard]] std::optional<Holder> by_session(std::string_view secret, UtcTime now);
    [[nodiscard]] std::optional<Holder> by_token(std::string_view secret, UtcTime now);
    /// Whether a credential still stands for the same role and scope; a live stream counts as use.
    [[nodiscard]] bool still_holds(const Credential& credential, UtcTime now);

    /// What was used since it was last written, if that is a minute ago.
    struct Seen {
        std::vector<std::pair<store::Digest, UtcTime>> sessions;
        std::vector<std::pair<std::string, UtcTime>> tokens;
        [[nodiscard]] bool empty() const { return sessions.empty() && tokens.empty(); }
    };
    [[nodiscard]] Seen take_seen(UtcTime now);
    [[nodiscard]] const SessionTimes& times() const { return times_; }

private:
    struct KnownSession {
        store::Session row;
        UtcTime saved{};  ///< the `seen_at` that the store has
    };
    struct KnownToken {
        store::ApiToken row;
        UtcTime saved{};
    };
    [[nodiscard]] std::optional<Holder> holder_of(KnownSession& session, UtcTime now);
    [[nodiscard]] std::optional<Holder> holder_of(KnownToken& token, UtcTime now);

    const SessionTimes times_;
    mutable std::mutex mutex_;
    std::map<std::string, store::Account> accounts_;
    std::map<store::Digest, KnownSession> sessions_;
    std::map<std::string, KnownToken> tokens_;
    std::map<store::Digest, std::string> token_names_;
};

}  // namespace anju::alertd::access
