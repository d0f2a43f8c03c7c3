// swanctl recover: after a restore.
#include <memory>

#include "app/recovery.h"
#include "base/text.h"
#include "service/store/counters.h"
#include "service/store/jobs.h"
#include "service/store/statistics.h"
#include "swanctl/ask_worker.h"
#include "swanctl/commands.h"
#include "swanctl/page.h"

namespace swan::swanctl {

namespace {

struct recover_line {
    int64_t since_ms = 0;
    bool done = false;
    bool force = false;
};

void stop_refunds(place& where) {
    opened at(where);
    at.write([](sql& db, int64_t app) {
        begin_recovery(db, app);
        return true;
    });
}

std::string_view name_of_phase(int64_t phase, int64_t left) {
    if (phase == 0) return "no";
    if (phase == kRecoveryBegun) return "a worker has to look through the orders yet";
    return left > 0 ? "Baidu is being asked" : "Baidu was asked about every order";
}

page progress(sql& db, int64_t app) {
    const int64_t phase = counter_value(db, app, kRecovering);
    const jobs_left left = count_jobs(db, app, job_kind::recover);
    page told;
    told.value("recovering", std::string(name_of_phase(phase, left.all)))
        .value("to_ask", left.all, kind::number)
        .value("asked_in_vain", left.tried, kind::number)
        .value("refunds_without_amount", count_unknown_amounts(db, app), kind::number);
    return told;
}

void tell_progress(place& where) {
    opened at(where);
    page told = at.read(progress);
    if (at.api() == api_generation::v1) told.value("cannot_ask", std::string(kCannotAsk));
    told.print(where.json);
}

void recover(place& where, const recover_line& line) {
    command_arguments given;
    if (line.done) {
        if (line.force) given.set("force", "1");
        return ask_worker(where, "recover done", given);
    }
    given.set("since_ms", concat(line.since_ms));
    stop_refunds(where);
    ask_worker(where, "recover", given);
}

}  // namespace

void add_recover(CLI::App& tool, place& where) {
    const auto line = std::make_shared<recover_line>();
    CLI::App* const command = tool.add_subcommand(
        "recover",
        "After a restore: no refunds, and Baidu is asked about the orders since. Alone: how far "
        "that is.");
    add_place(*command, where);
    add_time(*command, "--since", line->since_ms, "when the backup was made");
    command->add_flag("--done", line->done, "it has been made good: refunds again");
    command->add_flag("--force", line->force, "with --done: also while Baidu is being asked");
    command->callback([line, &where] {
        const bool begins = line->since_ms != 0;
        if ((line->done && begins) || (line->force && !line->done))
            throw CLI::ValidationError("recover: --since TIME to begin, --done [--force] to end");
        if (begins || line->done)
            recover(where, *line);
        else
            tell_progress(where);
    });
}

}  // namespace swan::swanctl
