// swanctl stats: how much there is of everything, and whether something is stuck.
#include "app/error_order_brake.h"
#include "service/store/counters.h"
#include "service/store/events.h"
#include "service/store/names.h"
#include "service/store/statistics.h"
#include "service/store/store.h"
#include "swanctl/commands.h"
#include "swanctl/page.h"

namespace swan::swanctl {

namespace {

constexpr int64_t kLateMs = 60'000;

template <class State>
table table_of(const std::vector<tally>& all, const std::string& heading, bool with_fen = true) {
    std::vector<table::column> columns{{heading}, {"count", kind::number}};
    if (with_fen) columns.push_back({"fen", kind::fen});
    table rows(columns);
    for (const tally& each : all) {
        std::vector<cell> row{std::string(name_of(static_cast<State>(each.what))), each.count};
        if (with_fen) row.emplace_back(each.fen);
        rows.add(std::move(row));
    }
    return rows;
}

table table_of(const std::vector<job_tally>& all) {
    table rows({{"kind"}, {"waiting", kind::number}, {"overdue", kind::number}});
    for (const job_tally& each : all)
        rows.add(
            {std::string(name_of(static_cast<job_kind>(each.kind))), each.waiting, each.overdue});
    return rows;
}

page statistics(sql& db, int64_t app) {
    const int64_t now_ms = store_now_ms();
    const bool braked = error_order_brake::holds(db, app, now_ms);
    const bool recovering = counter_value(db, app, kRecovering) != 0;
    page told;
    told.value("reserved_fen", reserved_in_all(db, app), kind::fen)
        .value("quarantine", count_quarantined(db, app), kind::number)
        .value("error_order_brake", std::string(braked ? "on" : "off"))
        .value("recovering", std::string(recovering ? "yes" : "no"))
        .part("orders", table_of<order::status>(tally_orders(db, app), "state"))
        .part("payments", table_of<payment::judgement>(tally_payments(db, app), "verdict"))
        .part("refunds", table_of<refund::status>(tally_refunds(db, app), "state"))
        .part("events", table_of<event::status>(tally_events(db, app), "state", false))
        .part("jobs", table_of(tally_jobs(db, app, now_ms - kLateMs)));
    return told;
}

}  // namespace

void add_stats(CLI::App& tool, place& where) {
    CLI::App* const command =
        tool.add_subcommand("stats", "How much there is of everything, and what is stuck.");
    add_place(*command, where);
    command->callback([&where] {
        opened at(where);
        at.read(statistics).print(where.json);
    });
}

}  // namespace swan::swanctl
