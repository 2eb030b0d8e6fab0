#include "alertd/store/phone_links.hpp"

#include "alertd/store/sqlite/rows.hpp"
#include "alertd/store/sqlite/subjects.hpp"
#include "alertd/store/sqlite/writer.hpp"

#include <algorithm>

namespace anju::alertd::store::sqlite {

namespace {

using Phone = std::optional<Digest>;

std::string_view bytes_of(const Digest& digest) {
    return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

Result<Phone> find(Connection& connection, const IncidentId& incident, const ResponderId& responder) {
    return connection.attempt("look for a responder's phone", [&]() -> Result<Phone> {
        Query query = connection.query("SELECT device FROM phone_links WHERE incident = ? AND responder = ?");
        if (!query.bind(incident, responder).next()) return Phone();
        const std::string bytes = query.text();
        Digest digest;
        if (bytes.size() != digest.bytes.size()) throw CorruptRow("a SHA-256 was expected");
        std::ranges::transform(bytes, digest.bytes.begin(), [](char c) { return static_cast<unsigned char>(c); });
        return Phone(digest);
    });
}

class SqlitePhoneLinkReader final : public PhoneLinkReader {
public:
    explicit SqlitePhoneLinkReader(Connection& connection) : connection_(connection) {}

    Result<Phone> phone(const IncidentId& incident, const ResponderId& responder) override {
        return find(connection_, incident, responder);
    }

    Result<std::optional<Told>> told(const NotificationId& id) override {
        return connection_.attempt("look for a notification", [&]() -> Result<std::optional<Told>> {
            Query query = connection_.query("SELECT incident, responder, created_at FROM notifications WHERE id = ?");
            if (!query.bind(id).next()) return std::optional<Told>();
            Told told;
            told.incident = query.id<IncidentId>();
            told.responder = query.name<ResponderId>();
            told.at = query.time();
            return std::optional(told);
        });
    }

private:
    Connection& connection_;
};

class SqlitePhoneLinkWriter final : public PhoneLinkWriter {
public:
    explicit SqlitePhoneLinkWriter(WriteGate& writer) : writer_(writer) {}

    Result<std::string> key() override {
        return connection().attempt("read the key of links", [&]() -> Result<std::string> {
            Query query = connection().query("SELECT key FROM phone_link_key WHERE id = 1");
            return query.next() ? query.text() : std::string();
        });
    }

    Result<void> put_key(const std::string& key) override {
        return writer_.write("store the key of links", [&]() -> Result<void> {
            Query query = connection().query("INSERT OR REPLACE INTO phone_link_key (id, key) VALUES (1, ?)");
            query.bind_blob(key);
            query.run();
            return success();
        });
    }

    Result<Phone> phone(const IncidentId& incident, const ResponderId& responder) override {
        return find(connection(), incident, responder);
    }

    Result<void> put_phone(const IncidentId& incident, const ResponderId& responder, const Digest& device, UtcTime at,
                           UtcTime forget_before) override {
        return writer_.write("store a responder's phone", [&]() -> Result<void> {
            connection().query("DELETE FROM phone_links WHERE opened_at < ?").bind(forget_before).run();
            ANJU_TRY(const auto there, find(connection(), incident, responder));
            if (there && *there != device) return fail(ErrorCode::conflict, "another phone opened this link first");
            if (there) return success();
            Query query = connection().query(
                "INSERT INTO phone_links (incident, responder, device, opened_at) VALUES (?, ?, ?, ?)");
            query.bind(incident, responder);
            query.bind_blob(bytes_of(device));
            query.bind(at);
            query.run();
            return success();
        });
    }

private:
    [[nodiscard]] Connection& connection() { return writer_.connection(); }

    WriteGate& writer_;
};

}  // namespace

std::unique_ptr<PhoneLinkWriter> make_phone_link_writer(WriteGate& writer) {
    return std::make_unique<SqlitePhoneLinkWriter>(writer);
}

std::unique_ptr<PhoneLinkReader> make_phone_link_reader(Connection& connection) {
    return std::make_unique<SqlitePhoneLinkReader>(connection);
}

}  // namespace anju::alertd::store::sqlite
