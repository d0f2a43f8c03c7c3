#include "runtime/signals.h"

#include <initializer_list>

namespace swan {

sigset_t block_signals() {
    signal(SIGPIPE, SIG_IGN);
    sigset_t ours;
    sigemptyset(&ours);
    for (const int each : {SIGTERM, SIGINT, SIGUSR1, SIGHUP}) sigaddset(&ours, each);
    pthread_sigmask(SIG_BLOCK, &ours, nullptr);
    return ours;
}

wake_up wait_for_signal(const sigset_t& blocked) {
    for (int got = 0;;) {
        sigwait(&blocked, &got);
        if (got == SIGHUP) return wake_up::reload;
        if (got == SIGTERM || got == SIGINT) return wake_up::end;
    }
}

}  // namespace swan
