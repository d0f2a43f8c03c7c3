#include "app/order_watch.h"

namespace swan {

task<std::optional<milliseconds>> order_watch::run([[maybe_unused]] job what) const {
    co_return std::nullopt;
}

}  // namespace swan
