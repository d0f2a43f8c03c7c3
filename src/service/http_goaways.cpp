#include "service/http_goaways.h"

#include <algorithm>

namespace swan {

void http_goaways::came(connection on, uint32_t last_stream) {
    if (on == 0) return;
    forget(on);
    latest_[next_] = {.on = on, .last_stream = last_stream};
    next_ = (next_ + 1) % latest_.size();
}

void http_goaways::forget(connection gone) {
    for (goaway& each : latest_)
        if (each.on == gone) each = goaway{};
}

bool http_goaways::leaves_out(connection on, uint32_t stream) const {
    const auto known = std::ranges::find(latest_, on, &goaway::on);
    return on != 0 && stream > 0 && known != latest_.end() && stream > known->last_stream;
}

}  // namespace swan
