// Carries out what an operator asked for with swanctl (job_kind::command, by id).
#pragma once

#include <optional>
#include <string>

#include "app/command_arguments.h"
#include "app/services.h"
#include "runtime/task.h"
#include "service/store/commands.h"
#include "service/store/jobs.h"

namespace swan {

// One a loop and mini-program.
class command_desk {
  public:
    explicit command_desk(const services& with) : with_(with) {}

    // Gives when it is to be done again; nothing: it has ended, and its answer is stored. Throws
    // when the store fails, so that it is done again.
    task<std::optional<milliseconds>> run(job what) const;

  private:
    using handler = task<std::string> (command_desk::*)(command, command_arguments) const;
    static handler handler_of(std::string_view name);

    using asking = std::string (*)(sql& db, const ledger_rules& rules, int64_t from_ms,
                                   const std::string& after, int64_t now_ms);

    task<void> carry_out(command what) const;
    task<void> store_answer(command ended) const;
    task<std::string> ask_refund(command what, command_arguments given) const;
    task<std::string> replay(command what, command_arguments given) const;
    task<std::string> compare(command what, command_arguments given) const;
    task<std::string> recover(command what, command_arguments given) const;
    task<void> ask_about_all(asking some, int64_t from_ms) const;

    services with_;
};

}  // namespace swan
