// swanctl order ID: everything about one order.
#include <sysexits.h>

#include <cstdio>
#include <memory>
#include <optional>

#include "service/store/order_search.h"
#include "swanctl/commands.h"
#include "swanctl/timeline.h"

namespace swan::swanctl {

namespace {

void show(place& where, const std::string& id) {
    opened at(where);
    const auto told = at.read([&](sql& db, int64_t app) -> std::optional<page> {
        const auto named = named_order(db, app, id);
        if (!named) return std::nullopt;
        return timeline_of(db, app, *named);
    });
    if (told) return told->print(where.json);
    std::fprintf(stderr, "swanctl: there is no order with this id\n");
    where.status = EXIT_FAILURE;
}

}  // namespace

void add_order(CLI::App& tool, place& where) {
    const auto id = std::make_shared<std::string>();
    CLI::App* const command = tool.add_subcommand("order", "All that happened with one order.");
    add_place(*command, where);
    command->add_option("id", *id, "tp_order_id, the cashier's orderId, or merchant_order_id")
        ->required();
    command->callback([id, &where] { show(where, *id); });
}

}  // namespace swan::swanctl
