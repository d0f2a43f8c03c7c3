#include "swanctl/doctor/answers.h"
#include "swanctl/doctor/checks.h"

namespace swan::doctor {

findings check_worker(const examined& what, outside& around) {
    if (!around.base() && !what.server) return {skipped("server.json is not good; give --url")};
    if (!around.base())
        return {
            failed("nobody said where nginx answers",
                   "give the address that Baidu and phones use: --url https://shop.example.com")};
    finding one = judge_worker(*around.base(), around.auth());
    if (around.base_is_assumed()) one.seen += " (that of make run, as there is no --url)";
    findings all{std::move(one)};
    if (what.server && !what.is_sandbox() && around.base()->starts_with("http:"))
        all.push_back(warning("Baidu and phones come by https",
                              "check with --url https://, too: that the certificate is good"));
    return all;
}

}  // namespace swan::doctor
