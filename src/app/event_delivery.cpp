#include "app/event_delivery.h"

namespace swan {

task<std::optional<milliseconds>> event_delivery::run([[maybe_unused]] job what) const {
    co_return std::nullopt;
}

}  // namespace swan
