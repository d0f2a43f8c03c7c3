#include "bench/figures.h"

#include <unistd.h>

#include <sstream>
#include <stdexcept>
#include <string>

#include "base/text.h"
#include "e2e/process.h"

namespace swan::bench {

namespace {

std::string proc(pid_t pid, const char* file) {
    std::string text = e2e::content_of(concat("/proc/", pid, "/", file));
    if (text.empty()) throw std::runtime_error(concat("process ", pid, " is gone"));
    return text;
}

int64_t kilobytes(const std::string& status, const std::string& name) {
    const size_t at = status.find(name + ":");
    if (at == std::string::npos) throw std::runtime_error("no " + name + " in /proc/PID/status");
    return std::stoll(status.substr(at + name.size() + 1));
}

}  // namespace

int64_t cpu_us(pid_t pid) {
    const std::string stat = proc(pid, "stat");
    std::istringstream fields(stat.substr(stat.rfind(')') + 1));  // the name may hold spaces
    std::string skipped;
    for (int field = 3; field < 14; ++field) fields >> skipped;
    int64_t user = 0, system = 0;
    fields >> user >> system;
    return (user + system) * 1'000'000 / sysconf(_SC_CLK_TCK);
}

memory memory_of(pid_t pid) {
    const std::string status = proc(pid, "status");
    return {.rss_kb = kilobytes(status, "VmRSS"), .anon_kb = kilobytes(status, "RssAnon")};
}

}  // namespace swan::bench
