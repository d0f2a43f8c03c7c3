// The signals of a program whose work is done by threads: blocked everywhere, waited for in main.
#pragma once

#include <signal.h>

namespace swan {

// Blocks the signals that end or steer a program, and ignores SIGPIPE. Call it before any thread
// starts, the log's too: threads inherit the mask, and libfcgi would take SIGTERM, SIGUSR1 and
// SIGPIPE for itself otherwise.
sigset_t block_signals();

enum class wake_up { reload, end };

// Waits for SIGHUP (reload), or SIGTERM or SIGINT (end), among the blocked signals.
wake_up wait_for_signal(const sigset_t& blocked);

}  // namespace swan
