#include "alertd/store/sqlite/chain.hpp"

#include "base/text.hpp"

#include <sodium.h>
#include <boost/json.hpp>

#include <algorithm>
#include <limits>

namespace anju::alertd::store::sqlite {

namespace {

constexpr std::string_view kEncodingTag = "anju-journal-1";

void append_number(std::string& bytes, std::uint64_t value, int width) {
    for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<char>((value >> shift) & 0xff));
    }
}

void append_text(std::string& bytes, std::string_view text) {
    append_number(bytes, text.size(), 4);
    bytes.append(text);
}

std::string clean(const std::string& text) {
    return is_utf8(text) ? text : to_valid_utf8(text, std::numeric_limits<std::size_t>::max());
}

}  // namespace

Hash hash_of(const ChainRow& row) {
    std::string bytes;
    bytes.reserve(160 + row.event.size() + row.actor.size() + row.detail.size());
    append_text(bytes, kEncodingTag);
    append_number(bytes, row.seq, 8);
    append_number(bytes, static_cast<std::uint64_t>(row.at.time_since_epoch().count()), 8);
    append_text(bytes, row.event);
    append_text(bytes, row.actor);
    if (row.incident) {
        const auto& id = row.incident->value.bytes;
        append_text(bytes, {reinterpret_cast<const char*>(id.data()), id.size()});
    } else {
        append_text(bytes, {});
    }
    append_text(bytes, row.detail);
    append_text(bytes, bytes_of(row.previous));
    Hash hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    return hash;
}

std::string_view bytes_of(const Hash& hash) { return {reinterpret_cast<const char*>(hash.data()), hash.size()}; }

Hash hash_from(std::string_view bytes) {
    Hash hash{};
    if (bytes.size() == hash.size()) std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

std::string to_hex(const Hash& hash) {
    std::string hex(hash.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    hex.pop_back();
    return hex;
}

std::string encode_facts(const Facts& facts) {
    boost::json::array list;
    list.reserve(facts.size());
    for (const auto& [name, value] : facts) list.push_back(boost::json::array{clean(name), clean(value)});
    return boost::json::serialize(list);
}

Facts decode_facts(std::string_view text) {
    const Facts unreadable{{"unreadable", std::string(text)}};
    boost::json::error_code error;
    const auto parsed = boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
    if (error || !parsed.is_array()) return unreadable;
    Facts facts;
    for (const auto& entry : parsed.get_array()) {
        const auto* pair = entry.if_array();
        if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string()) {
            return unreadable;
        }
        const auto& name = (*pair)[0].get_string();
        const auto& value = (*pair)[1].get_string();
        facts.emplace_back(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
    }
    return facts;
}

}  // namespace anju::alertd::store::sqlite
