#include "tests/bench/district.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <vector>

namespace anju::tests {

using alertd::store::RowDraft;
using alertd::store::Table;
using alertd::store::TableId;

namespace {

constexpr std::size_t kStreets = 10;
constexpr std::size_t kCommittees = 185;
constexpr std::size_t kRowsPerTransaction = 5'000;

/// Surnames with their share in ten thousand, the common ones and some that are read in a way of their own.
struct Surname {
    const char* text;
    unsigned share;
};
constexpr std::array kSurnames{
    Surname{"王", 725}, Surname{"李", 719}, Surname{"张", 674}, Surname{"刘", 538}, Surname{"陈", 453},
    Surname{"杨", 308}, Surname{"黄", 223}, Surname{"赵", 229}, Surname{"吴", 205}, Surname{"周", 212},
    Surname{"徐", 167}, Surname{"孙", 154}, Surname{"马", 129}, Surname{"朱", 149}, Surname{"胡", 131},
    Surname{"郭", 115}, Surname{"何", 117}, Surname{"林", 114}, Surname{"高", 101}, Surname{"罗", 86},
    Surname{"郑", 78},  Surname{"梁", 84},  Surname{"谢", 76},  Surname{"宋", 81},  Surname{"唐", 69},
    Surname{"许", 66},  Surname{"邓", 62},  Surname{"冯", 64},  Surname{"韩", 60},  Surname{"曹", 60},
    Surname{"曾", 58},  Surname{"彭", 58},  Surname{"萧", 57},  Surname{"蔡", 53},  Surname{"潘", 58},
    Surname{"田", 52},  Surname{"董", 51},  Surname{"袁", 50},  Surname{"于", 48},  Surname{"余", 48},
    Surname{"叶", 48},  Surname{"蒋", 48},  Surname{"杜", 47},  Surname{"苏", 46},  Surname{"魏", 45},
    Surname{"程", 45},  Surname{"吕", 45},  Surname{"丁", 43},  Surname{"沈", 50},  Surname{"任", 42},
    Surname{"姚", 42},  Surname{"卢", 42},  Surname{"傅", 40},  Surname{"钟", 40},  Surname{"顾", 60},
    Surname{"陆", 55},  Surname{"单", 8},   Surname{"仇", 4},   Surname{"解", 6},   Surname{"翟", 9},
    Surname{"查", 5},   Surname{"区", 3},   Surname{"朴", 2},   Surname{"欧阳", 8}, Surname{"诸葛", 2},
};
constexpr std::array kGiven{"秀", "英", "桂", "兰", "芳", "玉", "珍", "凤", "华", "明", "国", "建", "德", "福",
                            "根", "宝", "金", "银", "林", "海", "文", "武", "荣", "昌", "永", "康", "惠", "娣",
                            "妹", "琴", "琳", "丽", "红", "美", "月", "春", "秋", "梅", "松", "柏", "志", "强",
                            "伟", "民", "军", "平", "和", "安", "庆", "祥", "云", "龙", "虎", "生", "发", "财"};
constexpr std::array kRoads{"长宁路",   "江苏路", "愚园路", "定西路", "新华路",  "延安西路", "虹桥路",
                            "天山路",   "仙霞路", "茅台路", "遵义路", "水城路",  "哈密路",   "泉口路",
                            "北新泾路", "剑河路", "淞虹路", "威宁路", "古北路",  "中山西路", "凯旋路",
                            "万航渡路", "武夷路", "安化路", "番禺路", "法华镇路"};
constexpr std::array kRelations{"女儿", "儿子", "邻居", "侄女", "外甥", "老伙伴"};
constexpr std::array kKinds{"smoke", "call_button", "water_meter", "fall", "gas"};

/// SplitMix64: spreads what belongs together far apart.
std::uint64_t spread(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31U);
}

std::string padded(const char* prefix, std::size_t number) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%s%06zu", prefix, number);
    return text.data();
}

std::string committee_id(std::size_t committee) { return padded("c-", committee + 1); }
std::string street_id(std::size_t street) { return padded("s-", street + 1); }

Error cannot_write(const std::filesystem::path& path) {
    return fail(ErrorCode::unavailable, path.string() + ": cannot be written");
}

}  // namespace

std::uint64_t District::number(std::size_t home, std::uint64_t what) const {
    return spread(spread(seed_ * 0x51ed2701ULL + what) ^ home);
}

std::string District::name(std::size_t home, std::uint64_t what) const {
    unsigned all = 0;
    for (const Surname& surname : kSurnames) all += surname.share;
    auto left = static_cast<unsigned>(number(home, what) % all);
    std::string text;
    for (const Surname& surname : kSurnames) {
        if (left < surname.share) {
            text = surname.text;
            break;
        }
        left -= surname.share;
    }
    text += kGiven[number(home, what + 1) % kGiven.size()];
    // One in five has a given name of one character.
    if (number(home, what + 2) % 5 != 0) text += kGiven[number(home, what + 3) % kGiven.size()];
    return text;
}

std::string District::home_id(std::size_t home) { return padded("h-", home + 1); }
std::string District::gateway_id(std::size_t home) { return padded("gw-", home + 1); }
std::string District::resident_name(std::size_t home) const { return name(home, 10); }

std::string District::resident_phone(std::size_t home) const {
    constexpr std::array prefixes{"138", "139", "136", "137", "158", "186", "189", "133"};
    const std::uint64_t value = number(home, 20);
    std::array<char, 16> digits{};
    std::snprintf(digits.data(), digits.size(), "%08u", static_cast<unsigned>(value / 8 % 100'000'000));
    return prefixes[value % prefixes.size()] + std::string(digits.data());
}

std::string District::address(std::size_t home) const {
    // Some 40 homes stand in a building, some 20 buildings in a lane.
    const std::size_t building = home / 40, lane = building / 20, flat = home % 40;
    const std::string room = std::to_string(flat / 4 + 1) + "0" + std::to_string(flat % 4 + 1);
    return std::string(kRoads[number(lane, 30) % kRoads.size()]) + std::to_string(number(lane, 31) % 1900 + 1) + "弄" +
           std::to_string(building % 20 + 1) + "号" + room + "室";
}

std::size_t District::rows(TableId table) const {
    switch (table) {
        case TableId::streets: return kStreets;
        case TableId::committees: return kCommittees;
        case TableId::homes:
        case TableId::residents:
        case TableId::contacts:
        case TableId::devices: return homes_;
        case TableId::responders: return kCommittees + kStreets + 1;
        default: return 0;
    }
}

RowDraft District::row(TableId table, std::size_t index) const {
    // What a table has further on stays as it is.
    const auto draft = [&](std::initializer_list<std::string> cells) {
        RowDraft made{std::vector<std::optional<std::string>>(cells.begin(), cells.end())};
        made.cells.resize(alertd::store::table_of(table).columns.size());
        return made;
    };
    const std::string person = padded("p-", index + 1);
    switch (table) {
        case TableId::streets: return draft({street_id(index), "样例" + std::to_string(index + 1) + "街道"});
        case TableId::committees:
            return draft({committee_id(index), street_id(index * kStreets / kCommittees),
                          "样例" + std::to_string(index + 1) + "居委会"});
        case TableId::homes:
            return draft(
                {home_id(index), committee_id(index * kCommittees / homes_), gateway_id(index), address(index)});
        case TableId::residents:
            return draft({person, home_id(index), resident_name(index), resident_phone(index),
                          std::to_string(1925 + number(index, 40) % 40), number(index, 41) % 3 == 0 ? "yes" : "no",
                          ""});
        case TableId::contacts:
            return draft({padded("k-", index + 1), person, name(index, 50), resident_phone(index + homes_),
                          kRelations[number(index, 60) % kRelations.size()], number(index, 61) % 2 == 0 ? "yes" : "no",
                          "1", number(index, 62) % 4 == 0 ? "no" : "yes"});
        case TableId::devices:
            return draft({home_id(index), "device-1", kKinds[number(index, 70) % kKinds.size()], "", "样例", "M-1",
                          "2025-06-01"});
        case TableId::responders: {
            if (index == 0) return draft({"r-district", "区中心", "person", "district", "", "log", "", ""});
            if (index <= kStreets) {
                const std::string street = street_id(index - 1);
                return draft({"r-" + street, "街道值班", "person", "street", street, "log", "", ""});
            }
            const std::string committee = committee_id(index - 1 - kStreets);
            return draft({"r-" + committee, "居委值班", "person", "committee", committee, "log", "", ""});
        }
        default: return {};
    }
}

Result<void> fill(alertd::store::Writer& writer, const District& district,
                  const std::function<void(std::size_t rows)>& progress) {
    std::size_t done = 0;
    for (const Table& table : alertd::store::registry_tables()) {
        for (std::size_t first = 0; first < district.rows(table.id); first += kRowsPerTransaction) {
            std::vector<RowDraft> rows;
            for (std::size_t i = first; i < std::min(first + kRowsPerTransaction, district.rows(table.id)); ++i) {
                rows.push_back(district.row(table.id, i));
            }
            ANJU_TRY(writer.begin());
            auto put = writer.registry().put(table.id, rows);
            if (!put) {
                writer.rollback();
                return put.error();
            }
            ANJU_TRY(writer.commit());
            ANJU_TRY(writer.tidy());
            done += rows.size();
            if (progress) progress(done);
        }
    }
    return success();
}

Result<void> write_csv(const District& district, const std::filesystem::path& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    for (const Table& table : alertd::store::registry_tables()) {
        if (district.rows(table.id) == 0) continue;
        const auto path = directory / (std::string(table.name) + ".csv");
        std::ofstream file(path, std::ios::binary);
        std::string line;
        for (const auto& column : table.columns) line.append(line.empty() ? "" : ",").append(column.name);
        file << line << '\n';
        // No generated cell holds a comma, a quote or a line break.
        for (std::size_t i = 0; i < district.rows(table.id); ++i) {
            const RowDraft row = district.row(table.id, i);
            for (std::size_t column = 0; column < table.columns.size(); ++column) {
                if (column > 0) file << ',';
                if (column < row.cells.size()) file << row.cells[column].value_or("");
            }
            file << '\n';
        }
        if (!file.flush()) return cannot_write(path);
    }
    return success();
}

}  // namespace anju::tests
