#include "swanctl/doctor/limits.h"

#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "base/text.h"

namespace swan::doctor {

namespace {

namespace fs = std::filesystem;

constexpr int64_t kBeside = 100;  // sockets, logs, database, loops

// The command line of a process, empty when it is gone.
std::vector<std::string> arguments_of(const fs::path& process) {
    std::ifstream in(process / "cmdline", std::ios::binary);
    std::vector<std::string> all;
    for (std::string each; std::getline(in, each, '\0');) all.push_back(each);
    return all;
}

// What it gave as --conf, made absolute.
fs::path conf_of(const fs::path& process, const std::vector<std::string>& arguments) {
    constexpr std::string_view kOption = "--conf";
    fs::path given = "conf";
    for (size_t i = 1; i < arguments.size(); ++i) {
        if (arguments[i] == kOption && i + 1 < arguments.size()) given = arguments[i + 1];
        if (arguments[i].starts_with(concat(kOption, "=")))
            given = arguments[i].substr(kOption.size() + 1);
    }
    std::error_code not_ours;
    if (given.is_relative()) given = fs::read_symlink(process / "cwd", not_ours) / given;
    return given;
}

bool is_worker(const fs::path& process, const fs::path& conf) {
    const auto arguments = arguments_of(process);
    if (arguments.empty() || fs::path(arguments[0]).filename() != "swan-fcgi") return false;
    std::error_code gone;
    return fs::equivalent(conf_of(process, arguments), conf, gone);
}

// The soft limit in "Max open files   1024   524288   files".
std::optional<int64_t> open_files_of(const fs::path& process) {
    constexpr std::string_view kLine = "Max open files";
    std::ifstream in(process / "limits");
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with(kLine)) continue;
        std::istringstream numbers(line.substr(kLine.size()));
        int64_t soft = 0;
        if (numbers >> soft) return soft;
    }
    return std::nullopt;
}

}  // namespace

std::optional<int64_t> open_files_of_worker(const fs::path& conf) {
    std::error_code failure;
    for (fs::directory_iterator at("/proc", failure), end; !failure && at != end;
         at.increment(failure))
        if (parse_decimal(at->path().filename().native()) && is_worker(at->path(), conf))
            if (const auto limit = open_files_of(at->path())) return limit;
    return std::nullopt;
}

int64_t open_files_of_this_process() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<int64_t>(limit.rlim_max);  // a worker raises it so far
}

finding judge_open_files(std::string_view whose, int64_t limit, int max_waiting) {
    // Who waits has a connection from nginx and one to Baidu.
    const int64_t needed = int64_t{2} * max_waiting + kBeside;
    const std::string seen = concat(whose, " may open ", limit, " files; max_waiting ", max_waiting,
                                    " can need ", needed);
    if (limit >= needed) return good(seen);
    return warning(seen, "raise LimitNOFILE of its unit (else ulimit -n), or lower max_waiting");
}

}  // namespace swan::doctor
