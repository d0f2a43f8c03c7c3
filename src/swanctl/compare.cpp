// swanctl compare: our ledger against Baidu's.
#include <memory>
#include <string>

#include "base/text.h"
#include "swanctl/ask_worker.h"
#include "swanctl/commands.h"
#include "swanctl/page.h"
#include "swanctl/sandbox_ledger.h"

namespace swan::swanctl {

namespace {

constexpr std::chrono::seconds kPatienceForBaidu{120};  // some twenty orders at a time

struct compare_line {
    int64_t since_ms = 0;
    int64_t until_ms = 0;
    std::string sandbox = {};
};

// What the answers of the workers say together.
struct compared_so_far {
    int64_t compared = 0;
    int64_t unanswered = 0;
    table differences{{{"tp_order_id"}, {"what"}, {"ledger"}, {"baidu"}}};
    std::string next = {};
};

std::string text_of(const json::value& from, std::string_view name) {
    const auto member = from.find(name);
    return member ? member->text().value_or("") : "";
}

void add_answer(compared_so_far& all, const std::string& answer) {
    const auto parsed = json::document::parse_object(answer);
    const json::value told = parsed.root();
    all.compared += parse_decimal(text_of(told, "compared")).value_or(0);
    all.unanswered += parse_decimal(text_of(told, "unanswered")).value_or(0);
    all.next = text_of(told, "next");
    const auto differences = told.find("differences");
    if (!differences) return;
    for (const json::value& each : differences->elements())
        all.differences.add({text_of(each, "tp_order_id"), text_of(each, "what"),
                             text_of(each, "ledger"), text_of(each, "baidu")});
}

void finish(place& where, const compared_so_far& all) {
    page told;
    told.value("compared", all.compared, kind::number)
        .value("unanswered", all.unanswered, kind::number)
        .part("differences", all.differences)
        .print(where.json);
    where.status = all.differences.empty() && all.unanswered == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

// A command for some orders at a time: no worker is at one for long.
void ask_baidu(place& where, opened& at, const compare_line& line) {
    compared_so_far all;
    do {
        command_arguments given;
        given.set("since_ms", concat(line.since_ms));
        given.set("until_ms", concat(line.until_ms));
        given.set("after", all.next);
        // That a worker runs shows soon; later ones may take their time.
        const auto patience = all.compared == 0 ? kPatience : kPatienceForBaidu;
        const command asked = carried_out(at, "compare", given, patience);
        if (asked.state != command::status::done) {
            where.status = tell(asked, where.json);
            return;
        }
        add_answer(all, asked.answer);
    } while (!all.next.empty());
    finish(where, all);
}

void ask_sandbox(place& where, opened& at, const compare_line& line) {
    const auto seen = at.read([&](sql& db, int64_t app) {
        return compare_with_sandbox(db, app, line.sandbox, line.since_ms, line.until_ms);
    });
    finish(where, {.compared = seen.compared, .unanswered = 0, .differences = seen.differences});
}

}  // namespace

void add_compare(CLI::App& tool, place& where) {
    const auto line = std::make_shared<compare_line>();
    CLI::App* const command = tool.add_subcommand(
        "compare",
        "Our ledger against Baidu's: the orders of a period, by query. Changes nothing.");
    add_place(*command, where);
    add_time(*command, "--since", line->since_ms, "orders made then or later (default: all)");
    add_time(*command, "--until", line->until_ms, "orders made before");
    command->add_option("--sandbox", line->sandbox, "against the sandbox.db of a swan-sandbox")
        ->check(CLI::ExistingFile);
    command->callback([line, &where] {
        opened at(where);
        if (line->sandbox.empty())
            ask_baidu(where, at, *line);
        else
            ask_sandbox(where, at, *line);
    });
}

}  // namespace swan::swanctl
