#include "service/http_goaways.h"

#include <algorithm>

namespace swan {

void http_goaways::came(long local_port, uint32_t last_stream) {
    forget(local_port);
    latest_[next_] = {.local_port = local_port, .last_stream = last_stream};
    next_ = (next_ + 1) % latest_.size();
}

void http_goaways::forget(long local_port) {
    for (goaway& each : latest_)
        if (each.local_port == local_port) each = goaway{};
}

bool http_goaways::leaves_out(long local_port, uint32_t stream) const {
    const auto known = std::ranges::find(latest_, local_port, &goaway::local_port);
    return local_port > 0 && stream > 0 && known != latest_.end() && stream > known->last_stream;
}

}  // namespace swan
