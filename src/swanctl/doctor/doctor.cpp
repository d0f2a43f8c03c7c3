#include "swanctl/doctor/doctor.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <exception>
#include <string_view>

#include "base/text.h"
#include "service/http.h"
#include "swanctl/doctor/checks.h"
#include "swanctl/doctor/report.h"

namespace swan::doctor {

namespace {

struct check {
    std::string_view name;
    findings (*function)(const examined& what, outside& around);
};

constexpr std::array kChecks{
    check{"files", check_files},   check{"modes", check_modes},
    check{"keys", check_keys},     check{"identifiers", check_identifiers},
    check{"clock", check_clock},   check{"store", check_store},
    check{"worker", check_worker}, check{"callback", check_callbacks},
    check{"baidu", check_baidu},   check{"limits", check_limits},
};

findings found_by(const check& one, const examined& what, outside& around) {
    try {
        return one.function(what, around);
    } catch (const std::exception& e) {
        return {failed(concat("could not be checked: ", std::string_view(e.what())), {})};
    }
}

}  // namespace

int run(const options& how) {
    http_global_init();
    const examined what = examine(how.conf);
    outside around(what, how.url);
    const bool coloured = isatty(STDOUT_FILENO) == 1;
    report all;
    for (const check& one : kChecks)
        for (finding& each : found_by(one, what, around)) {
            if (!how.json) std::printf("%s\n", line_of(one.name, each, coloured).c_str());
            std::fflush(stdout);  // the next may take seconds
            all.add(one.name, std::move(each));
        }
    if (how.json) std::printf("%s\n", all.as_json().c_str());
    return all.exit_status();
}

}  // namespace swan::doctor
