// swanctl orders: what was sold, newest first.
#include <memory>

#include "service/store/names.h"
#include "service/store/order_search.h"
#include "swanctl/commands.h"
#include "swanctl/page.h"

namespace swan::swanctl {

namespace {

table table_of(const std::vector<order>& all) {
    table rows({{"tp_order_id"},
                {"state"},
                {"amount", kind::fen},
                {"created_ms", kind::time},
                {"paid_ms", kind::time},
                {"goods_id"},
                {"count", kind::number},
                {"merchant_order_id"},
                {"title"}});
    for (const order& each : all)
        rows.add({each.tp_order_id, std::string(name_of(each.state)), each.total_amount,
                  each.created_ms, each.paid_ms, each.goods_id, each.count,
                  each.merchant_order_id.value_or(""), each.title});
    return rows;
}

void show(place& where, const order_filter& wanted) {
    opened at(where);
    const auto all = at.read([&](sql& db, int64_t app) { return search_orders(db, app, wanted); });
    page told;
    told.part("orders", table_of(all)).print(where.json);
}

}  // namespace

void add_orders(CLI::App& tool, place& where) {
    const auto wanted = std::make_shared<order_filter>();
    CLI::App* const command = tool.add_subcommand("orders", "Orders, newest first.");
    add_place(*command, where);
    command->add_option("prefix", wanted->prefix, "only those whose tp_order_id begins so");
    const auto state = [wanted](const std::string& name) {
        wanted->state = named<order::status>(name);
    };
    command->add_option_function<std::string>("--state", state, "created, paid, closing or closed")
        ->check(CLI::IsMember({"created", "paid", "closing", "closed"}));
    add_time(*command, "--since", wanted->since_ms, "made then or later");
    add_time(*command, "--until", wanted->until_ms, "made before");
    command->add_option("--limit", wanted->most, "so many at most (default: 50)")
        ->check(CLI::Range(int64_t{1}, int64_t{100'000}));
    command->callback([wanted, &where] { show(where, *wanted); });
}

}  // namespace swan::swanctl
