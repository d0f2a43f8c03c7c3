// swanctl refund: the list; ask for one; decide what only a person can.
#include <memory>

#include "service/store/names.h"
#include "service/store/order_search.h"
#include "swanctl/ask_worker.h"
#include "swanctl/commands.h"
#include "swanctl/page.h"

namespace swan::swanctl {

namespace {

struct refund_line {
    std::optional<refund::status> state = {};
    int64_t most = 50;
    std::string id = {};
    std::string action = {};
    std::string value = {};
};

table table_of(const std::vector<refund>& all) {
    table rows({{"refund_id"},
                {"state"},
                {"amount", kind::fen},
                {"origin"},
                {"refundBatchId"},
                {"created_ms", kind::time},
                {"updated_ms", kind::time},
                {"asked_by"},
                {"tp_order_id"},
                {"text"}});
    for (const refund& each : all)
        rows.add({each.refund_id, std::string(name_of(each.state)), each.amount,
                  std::string(name_of(each.origin)), each.batch_id.value_or(""), each.created_ms,
                  each.updated_ms, each.asked_by, each.tp_order_id, each.answer_text});
    return rows;
}

void show(place& where, const refund_line& line) {
    opened at(where);
    const auto all = at.read(
        [&](sql& db, int64_t app) { return search_refunds(db, app, line.state, line.most); });
    page told;
    told.part("refunds", table_of(all)).print(where.json);
}

void decide(place& where, const refund_line& line) {
    command_arguments given;
    given.set("id", line.id);
    const bool settles = line.action == "settle";
    const bool wants_value = settles || line.action == "amount";
    if (wants_value == line.value.empty())
        throw CLI::ValidationError(wants_value ? "refund ID settle done|failed, ID amount FEN"
                                               : "nothing more after approve and reject");
    if (settles && line.value != "done" && line.value != "failed")
        throw CLI::ValidationError("refund ID settle: done or failed");
    if (wants_value) given.set(settles ? "how" : "fen", line.value);
    ask_worker(where, "refund " + line.action, given);
}

void run(place& where, const refund_line& line) {
    if (line.id.empty()) return show(where, line);
    if (line.action.empty())
        throw CLI::ValidationError("refund ID: approve, reject, settle or amount?");
    decide(where, line);
}

void add_ask(CLI::App& refunds, place& where) {
    const auto given = std::make_shared<command_arguments>();
    CLI::App* const command = refunds.add_subcommand("ask", "Ask Baidu to refund an order.");
    add_place(*command, where);
    const auto text = [given](const std::string& name) {
        return [given, name](const std::string& value) { given->set(name, value); };
    };
    command->add_option_function<std::string>("tp_order_id", text("tp_order_id"))->required();
    command
        ->add_option_function<std::string>("--amount", text("amount"),
                                           "fen (default: all that is left)")
        ->check(CLI::PositiveNumber);
    command->add_option_function<std::string>("--refund-id", text("refund_id"),
                                              "your number: asked again it is the same refund");
    command->add_option_function<std::string>("--reason", text("reason"));
    command->callback([given, &where] { ask_worker(where, "refund ask", *given); });
}

}  // namespace

void add_refund(CLI::App& tool, place& where) {
    const auto line = std::make_shared<refund_line>();
    CLI::App* const command = tool.add_subcommand(
        "refund",
        "Refunds, newest first; or: ID approve|reject, ID settle done|failed, ID amount "
        "FEN.");
    add_place(*command, where);
    const auto state = [line](const std::string& name) {
        line->state = named<refund::status>(name);
    };
    command->add_option_function<std::string>("--state", state, "only those in it")
        ->check(CLI::IsMember({"requested", "reserved", "unverifying", "unverified", "sent",
                               "unknown", "accepted", "done", "failed"}));
    command->add_option("--limit", line->most, "so many at most (default: 50)")
        ->check(CLI::Range(int64_t{1}, int64_t{100'000}));
    command->add_option("id", line->id, "refund_id, or Baidu's refundBatchId");
    command->add_option("action", line->action)
        ->check(CLI::IsMember({"approve", "reject", "settle", "amount"}));
    command->add_option("value", line->value);
    add_ask(*command, where);
    command->callback([command, line, &where] {
        if (command->get_subcommands().empty()) run(where, *line);
    });
}

}  // namespace swan::swanctl
