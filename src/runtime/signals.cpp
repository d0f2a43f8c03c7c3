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

void wait_for_the_end(const sigset_t& blocked) {
    int got = 0;
    do sigwait(&blocked, &got);
    while (got != SIGTERM && got != SIGINT);
}

}  // namespace swan
