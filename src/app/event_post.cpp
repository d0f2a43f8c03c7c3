#include "app/event_post.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/text.h"

namespace swan {

namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr milliseconds kFirstWait = seconds(5);
constexpr milliseconds kLongestWait = hours(6);
constexpr milliseconds kTriedFor = hours(24);

}  // namespace

std::vector<std::string> event_headers(std::string_view key, std::string_view id, int64_t now_s,
                                       std::string_view body) {
    const auto mac = crypto::hmac_sha256(key, concat(now_s, ".", id, ".", body));
    const std::string_view bytes(reinterpret_cast<const char*>(mac.data()), mac.size());
    return {"Content-Type: application/json; charset=utf-8", concat("X-Swan-Event-Id: ", id),
            concat("X-Swan-Timestamp: ", now_s), concat("X-Swan-Signature: ", crypto::hex(bytes))};
}

std::optional<milliseconds> wait_after(int64_t failures) {
    milliseconds wait = kFirstWait;
    milliseconds waited{0};
    for (int64_t i = 1; i < failures && waited < kTriedFor; ++i) {
        waited += wait;
        wait = std::min(2 * wait, kLongestWait);
    }
    if (waited >= kTriedFor) return std::nullopt;
    return wait;
}

}  // namespace swan
