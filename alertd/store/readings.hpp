// What devices measured, hour by hour, for the curves of an incident: telemetry in a file of its own beside the
// database, so that what it writes, and how long that takes, never holds up the engine (Invariant 7). It may be lost.
//
// One value for each (home, device, name) and hour; hours count from 1970 in UTC. A row holds the 24 hours of a day,
// ordered by day first: what is written today lies together, and what is too old goes as one piece.
//
// ReadingsWriter: one, of one thread. ReadingsReader: as many as wanted, each of one thread; a reader sees what was
// committed. Errors as in store.hpp; `corrupt` means that the file has to be made anew.
#pragma once

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/signal.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace anju::alertd::store {

/// One number on its way into its hour.
struct KeptReading {
    HomeId home;
    DeviceId device;
    Kind kind = Kind::unknown;
    std::string name;
    std::string unit;
    std::int64_t hour = 0;
    double value = 0;   ///< kept with the precision of a float
    bool adds = false;  ///< to what the hour has already, because it is a sum; otherwise it takes its place
};

/// One curve.
struct ReadingSeries {
    DeviceId device;
    Kind kind = Kind::unknown;
    std::string name;
    std::string unit;
    std::vector<std::optional<double>> values;  ///< one for each hour that was asked for; nothing: nothing was heard
    friend bool operator==(const ReadingSeries&, const ReadingSeries&) = default;
};

/// A home has so many curves at most; further ones are not kept, whatever its gateway names.
inline constexpr std::size_t kMostReadingSeries = 128;

class ReadingsWriter {
public:
    virtual ~ReadingsWriter() = default;
    /// In one transaction. Returns how many were kept: all but those for which the home has too many curves.
    virtual Result<std::size_t> put(std::span<const KeptReading> readings) = 0;
    /// Everything of this home, overwritten. Returns how many curves there were.
    virtual Result<std::size_t> forget(const HomeId& home) = 0;
    /// Forgets the days before the one of `hour`, but not of the homes in `held`; at most `limit` rows at a time.
    /// Returns how many; less than `limit`: there is no more.
    virtual Result<std::size_t> prune(std::int64_t hour, std::span<const HomeId> held, std::size_t limit) = 0;
};

class ReadingsReader {
public:
    virtual ~ReadingsReader() = default;
    /// By device and name, those with at least one value among the `hours` hours from `first` on.
    virtual Result<std::vector<ReadingSeries>> of(const HomeId& home, std::int64_t first, std::size_t hours) = 0;
};

/// The file beside the database `path`; made if it is not there. corrupt: it is damaged, or of another version.
[[nodiscard]] Result<std::unique_ptr<ReadingsWriter>> open_sqlite_readings_writer(const std::string& path);
/// unavailable: there is none yet.
[[nodiscard]] Result<std::unique_ptr<ReadingsReader>> open_sqlite_readings_reader(const std::string& path);
/// Takes the file away; no writer may have it. Whether there was one.
bool remove_sqlite_readings(const std::string& path);

}  // namespace anju::alertd::store
