#include "swanctl/doctor/answers.h"
#include "swanctl/doctor/checks.h"

namespace swan::doctor {

findings check_baidu(const examined& what, outside& around) {
    if (!what.server) return {skipped("server.json is not good: which hosts are used?")};
    findings all;
    for (const auto& [host, answer] : around.upstreams())
        all.push_back(judge_baidu(answer).of(host));
    return all;
}

}  // namespace swan::doctor
