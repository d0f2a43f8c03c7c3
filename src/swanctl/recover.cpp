// swanctl recover: after a restore.
#include <memory>

#include "base/text.h"
#include "service/store/counters.h"
#include "swanctl/ask_worker.h"
#include "swanctl/commands.h"

namespace swan::swanctl {

namespace {

// At once, and not by the command: a worker that starts takes it up together with refunds that are
// due.
void stop_refunds(place& where) {
    opened at(where);
    at.write([](sql& db, int64_t app) {
        set_counter(db, app, kRecovering, 1);
        return true;
    });
}

}  // namespace

void add_recover(CLI::App& tool, place& where) {
    struct recover_line {
        int64_t since_ms = 0;
        bool done = false;
    };
    const auto line = std::make_shared<recover_line>();
    CLI::App* const command = tool.add_subcommand(
        "recover", "After a restore: no refunds, and Baidu is asked about the orders since.");
    add_place(*command, where);
    add_time(*command, "--since", line->since_ms, "when the backup was made");
    command->add_flag("--done", line->done, "it has been made good: refunds again");
    command->callback([line, &where] {
        if (line->done == (line->since_ms != 0))
            throw CLI::ValidationError("recover: --since TIME to begin, --done to end");
        command_arguments given;
        if (!line->done) given.set("since_ms", concat(line->since_ms));
        if (!line->done) stop_refunds(where);
        ask_worker(where, line->done ? "recover done" : "recover", given);
    });
}

}  // namespace swan::swanctl
