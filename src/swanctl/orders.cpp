// swanctl orders: what was sold, newest first.
#include <memory>

#include "service/store/order_search.h"
#include "swanctl/commands.h"
#include "swanctl/listing.h"

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

}  // namespace

void add_orders(CLI::App& tool, place& where) {
    const auto wanted = std::make_shared<order_filter>();
    CLI::App* const command = tool.add_subcommand("orders", "Orders, newest first.");
    add_place(*command, where);
    command->add_option("prefix", wanted->prefix, "only those whose tp_order_id begins so");
    add_state(*command, wanted->state);
    add_time(*command, "--since", wanted->since_ms, "made then or later");
    add_time(*command, "--until", wanted->until_ms, "made before");
    add_limit(*command, wanted->most);
    command->callback([wanted, &where] {
        const auto search = [&](sql& db, int64_t app) { return search_orders(db, app, *wanted); };
        list(where, "orders", search, table_of);
    });
}

}  // namespace swan::swanctl
