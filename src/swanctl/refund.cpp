// swanctl refund: the list; ask for one; decide what only a person can.
#include <memory>

#include "base/text.h"
#include "service/store/order_search.h"
#include "swanctl/ask_worker.h"
#include "swanctl/commands.h"
#include "swanctl/listing.h"

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
                {"order_id"},
                {"text"}});
    for (const refund& each : all)
        rows.add({each.refund_id, std::string(name_of(each.state)), each.amount,
                  std::string(name_of(each.origin)), each.batch_id.value_or(""), each.created_ms,
                  each.updated_ms, each.asked_by, each.tp_order_id, each.order_id,
                  each.answer_text});
    return rows;
}

void list_some(place& where, const refund_line& line) {
    const auto search = [&](sql& db, int64_t app) {
        return search_refunds(db, app, line.state, line.most);
    };
    list(where, "refunds", search, table_of);
}

// CLI11 wants the fault; empty: there is none. As /pay/refund takes it.
std::string whole_fen(const std::string& given) {
    const bool fits = parse_decimal(given) && !given.starts_with('0');
    return fits ? "" : "must be a whole number of fen, 1 or more";
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
    if (line.action == "amount" && !whole_fen(line.value).empty())
        throw CLI::ValidationError("refund ID amount FEN", whole_fen(line.value));
    if (wants_value) given.set(settles ? "how" : "fen", line.value);
    ask_worker(where, "refund " + line.action, given);
}

void run(place& where, const refund_line& line) {
    if (line.id.empty() && line.action.empty()) return list_some(where, line);
    if (line.id.empty() || line.action.empty())
        throw CLI::ValidationError("refund ID: approve, reject, settle or amount?");
    decide(where, line);
}

void add_ask(CLI::App& refunds, place& where) {
    const auto given = std::make_shared<command_arguments>();
    CLI::App* const command = refunds.add_subcommand(
        "ask", "Ask Baidu to refund an order, or one payment of it: a duplicate or late one.");
    add_place(*command, where);
    const auto text = [given](const std::string& name) {
        return [given, name](const std::string& value) { given->set(name, value); };
    };
    command
        ->add_option_function<std::string>(
            "id", text("id"),
            "tp_order_id or merchant_order_id: the payment that counts for the order; or the "
            "cashier's orderId: exactly that payment")
        ->required();
    command
        ->add_option_function<std::string>("--amount", text("amount"),
                                           "fen (default: all that is left)")
        ->check(whole_fen);
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
        "Refunds, newest first; or: ask ID, ID approve|reject, ID settle done|failed, "
        "ID amount FEN.");
    add_place(*command, where);
    add_state(*command, line->state);
    add_limit(*command, line->most);
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
