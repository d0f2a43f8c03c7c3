// All that the handlers of the simulator share. One thread: the loop's.
#pragma once

#include <cstdint>

#include "runtime/loop.h"
#include "sandbox/model/faults.h"
#include "sandbox/model/settings.h"
#include "sandbox/model/state.h"

namespace swan::sandbox {

class courses;

struct baidu_side {
    const settings& merchant;
    loop& on;
    state& known;
    fault_table& faults;
    courses& callbacks;
};

// Unix time in milliseconds.
int64_t now_ms();

}  // namespace swan::sandbox
