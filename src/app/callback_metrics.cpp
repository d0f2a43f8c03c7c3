#include "app/callback_metrics.h"

namespace swan {

namespace {

constexpr metric_name kRefusals{"swan_callback_refusals_total",
                                "Callbacks that were not believed or not taken, by reason."};
constexpr metric_name kKeys{"swan_platform_key_verifications_total",
                            "Callbacks that were believed, by mini-program and platform key."};

}  // namespace

counter& callback_refusals(metrics& into, std::string_view reason) {
    return into.count(kRefusals, {{"reason", std::string(reason)}});
}

counter& platform_key_uses(metrics& into, const std::string& app, const std::string& key_file) {
    return into.count(kKeys, {{"app", app}, {"key", key_file}});
}

}  // namespace swan
