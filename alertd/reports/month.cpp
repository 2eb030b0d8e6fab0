#include "alertd/reports/month.hpp"

#include "alertd/reports/chart.hpp"
#include "alertd/reports/figures.hpp"
#include "alertd/reports/page.hpp"
#include "alertd/reports/statistics.hpp"
#include "alertd/reports/style.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

namespace anju::alertd::reports {

namespace {

constexpr std::size_t kTop = 10;
constexpr std::size_t kListed = 50;  // of what stands right now; more is for the page, not for paper
constexpr std::array kClasses{IncidentClass::emergency, IncidentClass::welfare, IncidentClass::technical};

/// What one month comes to, for the tiles.
struct Sum {
    store::CaseCounts all, emergency;
    Times answered, attended;
};

class Page {
public:
    Page(store::Reader& reader, const MonthAsked& asked) : figures_(reader.figures()), asked_(asked) {
        query_.first_day = asked.days.first;
        query_.last_day = asked.days.last;
        query_.scope = asked.scope;
        query_.street = asked.street;
    }

    Result<std::string> make() {
        ANJU_TRY(read_names());
        ANJU_TRY(auto progress, figures_.progress());
        head(progress);
        ANJU_TRY(key_figures());
        ANJU_TRY(days());
        ANJU_TRY(cases());
        ANJU_TRY(times());
        ANJU_TRY(coverage());
        ANJU_TRY(load(progress.utc_offset));
        ANJU_TRY(sources());
        ANJU_TRY(standing(progress.utc_offset));
        out_ += "</body></html>\n";
        return std::move(out_);
    }

private:
    [[nodiscard]] std::string_view say(Text text) const { return text.in(asked_.language); }
    void section(Text title) { out_ += fmt::format("<section><h2>{}</h2>", say(title)); }
    void note(Text text) { out_ += fmt::format("<p class=\"note\">{}</p>", say(text)); }
    void end() { out_ += "</section>"; }
    void add(const Sheet& sheet, const std::vector<std::string_view>& hidden = {}) {
        out_ += table_of(sheet, asked_.language, names_, hidden);
    }

    Result<void> read_names() {
        ANJU_TRY(auto homes, figures_.homes(query_));
        if (asked_.street && homes.empty()) {
            return fail(ErrorCode::not_found, fmt::format("there is no street {}", asked_.street->value));
        }
        names_[""] = say({"未登记", "not registered"});
        for (const auto& row : homes) {
            names_[row.area.street.value] = row.street_name;
            names_[row.area.committee.value] = row.committee_name;
            homes_ += row.homes;
            inhabited_ += row.inhabited;
        }
        return success();
    }

    void head(const store::FiguresProgress& progress) {
        const std::string place = asked_.street ? names_[asked_.street->value]
                                  : asked_.scope.everything
                                      ? std::string(say({"全区", "the whole district"}))
                                      : std::string(say({"本人负责范围", "your streets and committees"}));
        const std::string title = fmt::format("{} {} {}", say({"安居月报", "Anju, report of"}), asked_.month, place);
        out_ += fmt::format(
            "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
            "content=\"width=device-width, initial-scale=1\"><title>{}</title><style>{}</style></head><body>"
            "<h1>{}</h1><p class=\"about\">{}</p>",
            tag_of(asked_.language), escaped(title), kStyle, escaped(title),
            fmt::format(fmt::runtime(say({"{} 至 {}；登记 {} 户，其中有老人 {} 户；数据截至 {}",
                                          "{} to {}; {} homes registered, {} with residents; counted up to {}"})),
                        day_text(asked_.days.first), day_text(asked_.days.last), homes_, inhabited_,
                        local(progress.at, progress.utc_offset)));
    }

    [[nodiscard]] static std::string local(UtcTime time, Millis utc_offset) {
        if (time == UtcTime{}) return "–";
        std::string text = to_rfc3339(time + utc_offset).substr(0, 16);
        text[10] = ' ';
        return text;
    }

    Result<Sum> sum_of(const store::FiguresQuery& query) {
        Sum sum;
        ANJU_TRY(auto rows, figures_.cases(query));
        for (const auto& row : rows) {
            sum.all += row.counts;
            if (row.key.incident_class == IncidentClass::emergency) sum.emergency += row.counts;
        }
        ANJU_TRY(auto time_rows, figures_.times(query));
        auto times = times_by_class(time_rows);
        sum.answered = times[IncidentClass::emergency][static_cast<std::size_t>(store::Measure::answered)];
        sum.attended = times[IncidentClass::emergency][static_cast<std::size_t>(store::Measure::attended)];
        return sum;
    }

    Result<void> key_figures() {
        ANJU_TRY(auto now, sum_of(query_));
        store::FiguresQuery before_query = query_;
        ANJU_TRY(auto before_days, parse_month(month_before(query_.first_day)));
        before_query.first_day = before_days.first;
        before_query.last_day = before_days.last;
        ANJU_TRY(auto before, sum_of(before_query));
        const auto false_alarms = [](const store::CaseCounts& counts) {
            return share(counts.dispositions[static_cast<std::size_t>(core::Disposition::false_alarm)], counts.closed);
        };
        const auto within = [](const Times& times, Millis limit) { return share(times.within(limit), times.count()); };
        // The targets are those of TSA/TEC for answering and of a published provider report for attending.
        out_ +=
            tiles_of({{say({"立案（全部）", "Cases opened"}), now.all.opened, before.all.opened},
                      {say({"其中紧急", "of them emergencies"}), now.emergency.opened, before.emergency.opened},
                      {say({"结案率", "Closed"}), share(now.all.closed, now.all.opened),
                       share(before.all.closed, before.all.opened)},
                      {say({"误报率", "False alarms"}), false_alarms(now.all), false_alarms(before.all)},
                      {say({"紧急事件60秒内受理", "Emergencies answered in 60 s"}), within(now.answered, kAnswerTarget),
                       within(before.answered, kAnswerTarget), kAnswerTargetShare},
                      {say({"紧急事件180秒内受理", "Emergencies answered in 180 s"}),
                       within(now.answered, kAnswerLimit), within(before.answered, kAnswerLimit), kAnswerLimitShare},
                      {say({"紧急事件45分钟内到场", "Emergencies attended in 45 min"}),
                       within(now.attended, kAttendTarget), within(before.attended, kAttendTarget), kAttendTargetShare},
                      {say({"演练、测试与重复", "Exercises and duplicates"}), now.all.apart, before.all.apart}},
                     asked_.language);
        return success();
    }

    Result<void> days() {
        ANJU_TRY(auto rows, figures_.cases_by_day(query_));
        Chart chart;
        chart.title = say({"每日立案数", "Cases opened each day"});
        for (int day = query_.first_day; day <= query_.last_day; ++day) chart.labels.push_back(day_text(day).substr(8));
        for (const auto incident_class : kClasses) {
            Series series{std::string(*reading_of(to_string(incident_class), asked_.language)), {}};
            series.values.resize(chart.labels.size());
            for (const auto& row : rows) {
                if (row.incident_class != incident_class) continue;
                series.values[static_cast<std::size_t>(row.day - query_.first_day)] =
                    static_cast<double>(row.counts.opened);
            }
            chart.series.push_back(std::move(series));
        }
        section({"每日立案", "Cases by day"});
        out_ += bars_of(chart);
        end();
        return success();
    }

    Result<void> cases() {
        section({"处置与结案", "Handled and closed"});
        ANJU_TRY(auto by_place, cases_sheet(figures_, query_, asked_.street ? CasesBy::committee : CasesBy::street));
        const std::vector<std::string_view> hidden{"test",          "drill",        "duplicate",
                                                   "resident_away", "device_fault", "other"};
        add(by_place, hidden);
        end();
        section({"按设备类型", "By kind of device"});
        ANJU_TRY(auto by_kind, cases_sheet(figures_, query_, CasesBy::kind));
        add(by_kind, {"ended", "long_standing", "apart", "test", "drill", "duplicate", "acknowledged_share"});
        end();
        section({"各型号误报", "False alarms by model"});
        ANJU_TRY(auto by_model, cases_sheet(figures_, query_, CasesBy::model));
        add(by_model, {"opened", "acknowledged", "ended", "long_standing", "apart", "test", "drill", "duplicate",
                       "acknowledged_share", "closed_share"});
        note({"误报率为已结案事件中处置结果为误报的比例，不含演练、测试和重复。",
              "False alarms are shares of closed cases, without exercises and duplicates."});
        end();
        return success();
    }

    Result<void> times() {
        section({"响应时间", "Response times"});
        ANJU_TRY(auto sheet, times_sheet(figures_, query_, false));
        add(sheet);
        note({"均取首次；分位数为其所在区间的上限。", "First times only; a percentile is the end of its step."});
        ANJU_TRY(auto rows, figures_.times(query_));
        std::map<std::string, Times> by_street;
        for (const auto& row : rows) {
            if (row.incident_class == IncidentClass::emergency && row.measure == store::Measure::answered) {
                by_street[row.street.value].add(row.bucket, row.count);
            }
        }
        Chart chart;
        chart.percent = true;
        chart.title = say({"各街镇紧急事件60秒内受理比例", "Emergencies answered within 60 s, by street"});
        Series series{chart.title, {}};
        for (const auto& [street, answered] : by_street) {
            const auto name = names_.find(street);
            chart.labels.push_back(name == names_.end() ? street : name->second);
            series.values.push_back(static_cast<double>(answered.within(kAnswerTarget)) /
                                    static_cast<double>(answered.count()));
        }
        chart.series.push_back(std::move(series));
        if (chart.labels.size() > 1) out_ += fmt::format("<h2>{}</h2>", chart.title) + bars_of(chart);
        end();
        return success();
    }

    Result<void> coverage() {
        section({"设备覆盖", "Coverage"});
        ANJU_TRY(auto sheet,
                 coverage_sheet(figures_, query_, asked_.street ? CoverageBy::committee : CoverageBy::street));
        add(sheet, {asked_.street ? "street" : "committee"});
        note({"应安装户为有老人登记的户；按报告生成时的登记计算。",
              "Homes that should have a device are those with a resident; as the register is now."});
        end();
        return success();
    }

    Result<void> load(Millis utc_offset);
    Result<void> sources();
    Result<void> standing(Millis utc_offset);

    store::FiguresReader& figures_;
    const MonthAsked& asked_;
    store::FiguresQuery query_;
    Names names_;
    std::int64_t homes_ = 0, inhabited_ = 0;
    std::string out_;
};

Result<void> Page::load(Millis utc_offset) {
    ANJU_TRY(auto windows, figures_.windows(query_));
    ANJU_TRY(auto totals, figures_.source_totals(query_));
    ANJU_TRY(auto top, figures_.sources(query_, false, kTop));
    const OperatorLoad load = load_of(windows, windows_in(query_, utc_offset, asked_.now), asked_.seats);
    std::int64_t top_alarms = 0;
    for (const auto& row : top) top_alarms += row.alarms;
    const double top_share =
        totals.alarms > 0 ? static_cast<double>(top_alarms) / static_cast<double>(totals.alarms) : 0;
    section({"值守席位负荷（ISA-18.2 / EEMUA 191）", "Load on operators (ISA-18.2 / EEMUA 191)"});
    const auto text = [&](Text words) { return std::string(say(words)); };
    out_ += judged_table(
        {{text({"每席位每10分钟告警数", "Alarms per 10 min and seat"}), fmt::format("{:.3f}", load.rate), "≤ 1",
          load.rate <= kRateTarget},
         {text({"10分钟内最多（每席位）", "Most in 10 min (per seat)"}), fmt::format("{:.1f}", load.most), "", true},
         {text({"告警洪峰时段占比", "Share of time in flood"}), percent(load.flood_share), "< 1 %",
          load.flood_share < kFloodShareMost},
         {text({"前十来源占告警比例", "Share of the ten most frequent sources"}), percent(top_share), "≤ 5 %",
          top_share <= kTopShareMost},
         {text({"抖动来源数", "Chattering sources"}), std::to_string(totals.chattering_sources), "0",
          totals.chattering_sources == 0},
         {text({"瞬时告警", "Fleeting alarms"}), std::to_string(totals.fleeting), "0", totals.fleeting == 0}},
        asked_.language);
    out_ += fmt::format("<p class=\"note\">{}</p>",
                        fmt::format(fmt::runtime(say({"按 {} 个席位计算。", "For {} seats."})), asked_.seats));
    Chart chart;
    chart.title = say({"各时段告警数", "Alarms by hour of the day"});
    Series series{chart.title, std::vector<double>(24)};
    for (const auto& window : windows) {
        const auto local = Millis{window.window * kWindow.count()} + utc_offset;
        const auto hour = std::chrono::floor<std::chrono::hours>(local).count() % 24;
        series.values[static_cast<std::size_t>(hour)] += static_cast<double>(window.alarms);
    }
    for (int hour = 0; hour < 24; ++hour) chart.labels.push_back(fmt::format("{:02}", hour));
    chart.series.push_back(std::move(series));
    out_ += fmt::format("<h2>{}</h2>", chart.title) + lines_of(chart);
    end();
    return success();
}

Result<void> Page::sources() {
    section({"告警最多的来源", "The most frequent sources"});
    ANJU_TRY(auto frequent, sources_sheet(figures_, query_, false, kTop));
    add(frequent);
    end();
    section({"抖动的来源", "Chattering sources"});
    ANJU_TRY(auto chattering, sources_sheet(figures_, query_, true, kTop));
    add(chattering, {"share"});
    end();
    return success();
}

Result<void> Page::standing(Millis utc_offset) {
    section({"生成报告时：离线设备", "Devices offline when this was made"});
    out_ += fmt::format("<p class=\"note\">{}</p>", local(asked_.now, utc_offset));
    ANJU_TRY(auto offline, offline_sheet(figures_, query_, kListed));
    add(offline);
    end();
    section({"生成报告时：超过24小时未消除", "Standing for more than 24 h when this was made"});
    ANJU_TRY(auto stale, stale_sheet(figures_, query_, asked_.now, kListed));
    add(stale);
    end();
    return success();
}

std::string make_policy() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(kStyle.data()), kStyle.size());
    std::array<char, sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL)> text{};
    sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(), sodium_base64_VARIANT_ORIGINAL);
    return fmt::format(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors "
        "'self'",
        text.data());
}

}  // namespace

Result<std::string> month_page(store::Reader& reader, const MonthAsked& asked) { return Page(reader, asked).make(); }

const std::string& page_policy() {
    static const std::string policy = make_policy();
    return policy;
}

}  // namespace anju::alertd::reports
