// Connection: one SQLite connection with its prepared statements, and the border where SQLiteCpp's
// exceptions become Errors.
//
// Ownership: owns the connection and every statement prepared on it; a Query borrows one of them
// and gives it back when it goes out of scope, so a Query must not outlive its Connection.
// Threads: one connection belongs to one thread.
// Errors: Query and execute() throw (SQLite::Exception, CorruptRow); attempt() catches, so
// everything else in this folder calls them inside attempt().
#pragma once

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

namespace anju::alertd::store::sqlite {

/// A stored value that the program cannot have written: a word outside the vocabulary, a short id.
struct CorruptRow : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A prepared statement in use: bind(), then next() for each row and the getters from left to right.
class Query {
public:
    explicit Query(SQLite::Statement& statement) : statement_(statement) {}
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    /// Binds ?1, ?2 ... in order.
    template <class... Values>
    Query& bind(const Values&... values) {
        (bind_next(values), ...);
        return *this;
    }
    Query& bind_next(std::int64_t value);
    Query& bind_next(int value) { return bind_next(std::int64_t{value}); }
    Query& bind_next(bool value) { return bind_next(std::int64_t{value}); }
    Query& bind_next(std::uint32_t value) { return bind_next(std::int64_t{value}); }
    /// Above 2^63 it is stored as a negative number and comes back as it was.
    Query& bind_next(std::uint64_t value) { return bind_next(static_cast<std::int64_t>(value)); }
    Query& bind_next(UtcTime time) { return bind_next(std::int64_t{time.time_since_epoch().count()}); }
    Query& bind_next(MonoTime time) { return bind_next(std::int64_t{time.time_since_epoch().count()}); }
    Query& bind_next(const std::string& text);
    Query& bind_next(std::string_view text) { return bind_next(std::string(text)); }
    Query& bind_next(std::nullopt_t);
    Query& bind_blob(std::string_view bytes);
    template <class Tag>
    Query& bind_next(const NameId<Tag>& id) {
        return bind_next(id.value);
    }
    template <class Tag>
    Query& bind_next(const MadeId<Tag>& id) {
        return bind_blob({reinterpret_cast<const char*>(id.value.bytes.data()), id.value.bytes.size()});
    }
    template <class T>
    Query& bind_next(const std::optional<T>& value) {
        return value ? bind_next(*value) : bind_next(std::nullopt);
    }

    /// False when there is no further row.
    bool next();
    /// For statements without rows; returns how many rows it changed.
    int run();

    [[nodiscard]] bool is_null() const;
    std::int64_t number();
    bool flag() { return number() != 0; }
    template <class T>
    T integer() {
        return static_cast<T>(number());
    }
    UtcTime time() { return UtcTime{Millis{number()}}; }
    MonoTime mono_time() { return MonoTime{Millis{number()}}; }
    std::string text();
    template <class Name>
    Name name() {
        return Name{text()};
    }
    template <class Id>
    Id id() {
        return Id{ulid()};
    }
    std::optional<UtcTime> optional_time();
    std::optional<std::int64_t> optional_number() {
        if (skip_null()) return std::nullopt;
        return number();
    }
    template <class Name>
    std::optional<Name> optional_name() {
        if (skip_null()) return std::nullopt;
        return name<Name>();
    }
    template <class Id>
    std::optional<Id> optional_id() {
        if (skip_null()) return std::nullopt;
        return id<Id>();
    }

private:
    Ulid ulid();
    bool skip_null();

    SQLite::Statement& statement_;
    int bound_ = 0;
    int column_ = 0;
};

enum class Access { write, read_only };

class Connection {
public:
    /// Throws; callers go through open() functions that use attempt_to_open().
    Connection(const std::string& path, Access access);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] bool in_transaction() const;
    /// Whether an error was seen after which the file must be checked (I/O, corruption).
    [[nodiscard]] bool suspicious() const { return suspicious_; }

    /// Prepared at first use and kept: give it literals and other bounded sets of texts only.
    [[nodiscard]] Query query(std::string_view sql);
    /// Not kept; may hold several statements.
    void execute(const std::string& sql);

    /// Pages in the write-ahead log after this connection's last commit.
    [[nodiscard]] int log_pages() const { return log_pages_; }
    /// Copies what it can of the log into the database, without waiting for readers. Throws.
    void checkpoint();

    /// Runs `body` and turns what it throws into an Error that names `operation`.
    template <class Body>
    auto attempt(const char* operation, Body&& body) -> decltype(body()) {
        try {
            return body();
        } catch (const std::exception& exception) {
            return error_of(exception, operation);
        }
    }

private:
    Error error_of(const std::exception& exception, const char* operation);

    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };

    std::string path_;
    bool suspicious_ = false;
    int log_pages_ = 0;
    SQLite::Database database_;
    std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>, TextHash, std::equal_to<>> statements_;
};

/// One consistent view for several reads; ends with its scope. Throws as Query does.
class ReadTransaction {
public:
    explicit ReadTransaction(Connection& connection);
    ~ReadTransaction();
    ReadTransaction(const ReadTransaction&) = delete;
    ReadTransaction& operator=(const ReadTransaction&) = delete;

private:
    Connection& connection_;
};

/// The Error for an exception of SQLiteCpp or of this folder.
[[nodiscard]] Error to_error(const std::exception& exception, const std::string& path, const std::string& operation);

}  // namespace anju::alertd::store::sqlite
