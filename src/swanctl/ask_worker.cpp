#include "swanctl/ask_worker.h"

#include <pwd.h>
#include <sysexits.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <thread>

#include "base/text.h"
#include "service/store/store.h"
#include "swanctl/page.h"

namespace swan::swanctl {

namespace {

constexpr size_t kMostName = 64;
constexpr size_t kMostArguments = 4096;  // bytes of JSON
constexpr std::chrono::milliseconds kLookEvery{50};

// Also behind sudo.
std::string operator_name() {
    const char* name = std::getenv("SUDO_USER");
    if (name == nullptr) {
        const passwd* const user = getpwuid(geteuid());
        name = user == nullptr ? "?" : user->pw_name;
    }
    return printable(concat("swanctl:", std::string_view(name)), kMostName);
}

void tell_waiting(const command& asked, bool json) {
    if (json) {
        page waiting;
        waiting.value("command", asked.id).value("state", "waiting");
        waiting.print(true);
    }
    std::fprintf(stderr,
                 "swanctl: no worker has ended this yet; it is kept, and done when one runs: "
                 "swanctl command %s\n",
                 asked.id.c_str());
}

}  // namespace

command carried_out(opened& at, const std::string& name, const command_arguments& given,
                    std::chrono::milliseconds patience) {
    const command fresh{.name = name,
                        .arguments = given.as_json(),
                        .asked_by = operator_name(),
                        .created_ms = store_now_ms()};
    if (fresh.arguments.size() > kMostArguments)
        throw CLI::ValidationError(concat(name, ": what is given with it is too long"));
    const std::string id =
        at.write([&](sql& db, int64_t app) { return insert_command(db, app, fresh); });
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const auto now = at.read([&](sql& db, int64_t app) { return find_command(db, app, id); });
        const bool ended = now && now->state != command::status::waiting;
        if (ended || std::chrono::steady_clock::now() >= end) return now.value();
        std::this_thread::sleep_for(kLookEvery);
    }
}

int tell(const command& asked, bool json) {
    if (asked.state == command::status::waiting) {
        tell_waiting(asked, json);
        return EX_TEMPFAIL;
    }
    const page answer = page::of_answer(asked.answer);
    if (asked.state == command::status::done) {
        if (json)
            std::printf("%s\n", asked.answer.c_str());
        else
            answer.print(false);
        return EXIT_SUCCESS;
    }
    if (json)
        std::printf("%s\n", asked.answer.c_str());
    else
        std::fprintf(stderr, "swanctl: %s: failed\n%s", asked.name.c_str(),
                     answer.as_text().c_str());
    return EXIT_FAILURE;
}

void ask_worker(place& where, const std::string& name, const command_arguments& given) {
    opened at(where);
    where.status = tell(carried_out(at, name, given), where.json);
}

}  // namespace swan::swanctl
