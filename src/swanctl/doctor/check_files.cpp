#include "app/readiness.h"
#include "base/text.h"
#include "swanctl/doctor/checks.h"

namespace swan::doctor {

namespace {

void add_log(const examined& what, findings& all) {
    if (!what.log) return;
    try {
        swan::check_log(what.conf, *what.log);
    } catch (const config_error& e) {
        all.push_back(failed_with(e.what()));
    }
}

}  // namespace

findings check_files(const examined& what, outside&) {
    findings all;
    for (const std::string& each : what.faults) all.push_back(failed_with(each));
    add_log(what, all);
    if (all.empty())
        all.push_back(good(concat("the ", what.files, " files of ", what.conf.native(),
                                  " are as swan-fcgi wants them")));
    for (const std::string& each : what.warnings) all.push_back(warned_with(each));
    return all;
}

}  // namespace swan::doctor
