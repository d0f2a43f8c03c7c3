#include "app/known_apps.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "base/config.h"
#include "base/text.h"

namespace swan {

namespace {

// The first of `some` that is not among `all`.
const std::string* first_beyond(std::span<const std::string> some,
                                std::span<const std::string> all) {
    const auto missing = [all](const std::string& one) {
        return std::find(all.begin(), all.end(), one) == all.end();
    };
    const auto found = std::find_if(some.begin(), some.end(), missing);
    return found == some.end() ? nullptr : &*found;
}

bool may_be_new() {
    const char* given = std::getenv(kNewAppVariable);
    return given != nullptr && std::string_view(given) == "1";
}

}  // namespace

void refuse_replaced_app(const known_apps& stored, std::span<const std::string> configured) {
    const std::string* const fresh = first_beyond(configured, stored.all);
    const std::string* const gone = first_beyond(stored.sold, configured);
    if (fresh == nullptr || gone == nullptr || may_be_new()) return;
    throw config_error(
        concat("smart_app.json: app_key: ", printable(*fresh, 64),
               " is new to the store, which has orders of ", printable(*gone, 64),
               ", and that is configured no more; put that back, or start once with ",
               kNewAppVariable, "=1 if it has really gone"));
}

}  // namespace swan
