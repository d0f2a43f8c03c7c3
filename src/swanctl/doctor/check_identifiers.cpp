#include "base/text.h"
#include "swanctl/doctor/checks.h"
#include "swanctl/doctor/identifiers.h"

namespace swan::doctor {

findings check_identifiers(const examined& what, outside&) {
    findings all;
    for (const examined_app& app : what.apps) {
        if (!app.smart_app || !app.pay) {
            all.push_back(skipped("smart_app.json or pay.json is not good").of(app.name));
            continue;
        }
        auto odd = judge_identifiers(*app.smart_app, *app.pay);
        if (odd.empty())
            odd.push_back(
                good(concat("all look as Baidu issues them: payment appKey ", app.pay->app_key,
                            ", dealId ", app.pay->deal_id, ", APP ID ", app.pay->app_id)));
        for (finding& each : odd) all.push_back(std::move(each).of(app.name));
    }
    if (all.empty()) all.push_back(skipped("there is no mini-program"));
    return all;
}

}  // namespace swan::doctor
