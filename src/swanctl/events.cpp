// swanctl events: what the merchant's own system is told.
#include "service/store/events.h"

#include <sysexits.h>

#include <cstdio>
#include <memory>

#include "swanctl/ask_worker.h"
#include "swanctl/commands.h"
#include "swanctl/listing.h"

namespace swan::swanctl {

namespace {

struct events_line {
    std::optional<event::status> state = {};
    int64_t most = 50;
    std::string id = {};
};

table table_of(const std::vector<event>& all) {
    table rows({{"id"},
                {"kind"},
                {"state"},
                {"attempts", kind::number},
                {"created_ms", kind::time},
                {"ended_ms", kind::time},
                {"sequence", kind::number},
                {"tp_order_id"},
                {"answer"}});
    for (const event& each : all)
        rows.add({each.id, std::string(name_of(each.kind)), std::string(name_of(each.state)),
                  each.attempts, each.created_ms, each.ended_ms, each.sequence, each.tp_order_id,
                  each.answer});
    return rows;
}

void list_some(place& where, const events_line& line) {
    const auto search = [&](sql& db, int64_t app) {
        return search_events(db, app, line.state, line.most);
    };
    list(where, "events", search, table_of);
}

void show(place& where, const std::string& id) {
    opened at(where);
    const auto one = at.read([&](sql& db, int64_t app) { return find_event(db, app, id); });
    if (!one) {
        std::fprintf(stderr, "swanctl: there is no event with this id\n");
        where.status = EXIT_FAILURE;
        return;
    }
    page told;
    told.value("id", one->id)
        .value("kind", std::string(name_of(one->kind)))
        .value("state", std::string(name_of(one->state)))
        .value("tp_order_id", one->tp_order_id)
        .value("sequence", one->sequence, kind::number)
        .value("order_id", one->order_id)
        .value("refund_id", one->refund_id)
        .value("attempts", one->attempts, kind::number)
        .value("answer", one->answer)
        .value("created_ms", one->created_ms, kind::time)
        .value("ended_ms", one->ended_ms, kind::time)
        .print(where.json);
}

void resend(place& where, const std::string& id) {
    command_arguments given;
    given.set("id", id);
    ask_worker(where, "events resend", given);
}

void add_action(CLI::App& events, place& where, const std::string& name, const std::string& help,
                void (*act)(place&, const std::string&)) {
    const auto id = std::make_shared<std::string>();
    CLI::App* const command = events.add_subcommand(name, help);
    add_place(*command, where);
    command->add_option("id", *id)->required();
    command->callback([id, act, &where] { act(where, *id); });
}

}  // namespace

void add_events(CLI::App& tool, place& where) {
    const auto line = std::make_shared<events_line>();
    CLI::App* const command =
        tool.add_subcommand("events", "What the merchant's own system is told, newest first.");
    add_place(*command, where);
    add_state(*command, line->state);
    add_limit(*command, line->most);
    add_action(*command, where, "show", "One event.", show);
    add_action(*command, where, "resend", "Send one again, also one that was given up.", resend);
    command->callback([command, line, &where] {
        if (command->get_subcommands().empty()) list_some(where, *line);
    });
}

}  // namespace swan::swanctl
