#include "app/repeated_alerts.h"

namespace swan {

bool repeated_alerts::is_due(int64_t app, std::string_view alert, clock::time_point now) {
    constexpr std::chrono::minutes kPause{1};
    const std::scoped_lock lock(mutex_);
    const auto [last, is_first] = told_.try_emplace({app, std::string(alert)}, now);
    if (!is_first && now - last->second < kPause) return false;
    last->second = now;
    return true;
}

}  // namespace swan
