// What the kernel says of a process. Throws std::runtime_error when there is none.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace swan::bench {

int64_t cpu_us(pid_t pid);  // user and system time of all its threads, microseconds

struct memory {
    int64_t rss_kb = 0;   // VmRSS: resident, shared libraries too
    int64_t anon_kb = 0;  // RssAnon: private
};
memory memory_of(pid_t pid);

}  // namespace swan::bench
