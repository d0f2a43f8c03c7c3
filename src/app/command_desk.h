// Carries out what an operator asked for with swanctl (job_kind::command, by id).
#pragma once

#include <optional>

#include "app/services.h"
#include "runtime/task.h"
#include "service/store/jobs.h"

namespace swan {

// One a loop and mini-program.
class command_desk {
  public:
    explicit command_desk(const services& with) : with_(with) {}

    // Gives when it is to be done again; nothing: it has ended.
    task<std::optional<milliseconds>> run(job what) const;

  private:
    services with_;
};

}  // namespace swan
