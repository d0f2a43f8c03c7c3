#include "app/late_alert.h"

#include <string_view>

#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "service/store/counters.h"

namespace swan {

namespace {

constexpr int64_t kHourMs = 3'600'000;
constexpr size_t kHashBytes = 13;  // 26 digits: with what is before them a counter's name

std::string counter_of(const late_alert& what) {
    const auto hash = crypto::sha256(concat(what.kind, ' ', what.subject));
    const std::string_view bytes(reinterpret_cast<const char*>(hash.data()), kHashBytes);
    return concat("late:", crypto::hex(bytes));
}

}  // namespace

bool is_told_again(int64_t since_ms, int64_t last_ms, int64_t now_ms) {
    if (last_ms == 0) return true;
    const int64_t late_then = last_ms - since_ms;
    int64_t wait = 24 * kHourMs;
    if (late_then < 6 * kHourMs) wait = 6 * kHourMs;
    if (late_then < kHourMs) wait = kHourMs;
    return now_ms - last_ms >= wait;
}

// Told before it is kept: rather twice than never, when the worker dies between the two.
task<void> alert_of_late(const services& with, late_alert what) {
    if (store_now_ms() < what.since_ms) co_return;
    const std::string name = counter_of(what);
    const auto read = [app = with.rules.app, name](sql& db) {
        return counter_value(db, app, name);
    };
    const int64_t last_ms = co_await with.db.run(access::read, read);
    const int64_t now_ms = store_now_ms();
    if (!is_told_again(what.since_ms, last_ms, now_ms)) co_return;
    logging::alert(what.kind, what.details);
    const auto keep = [app = with.rules.app, name, now_ms](sql& db) {
        set_counter(db, app, name, now_ms);
    };
    co_await with.db.run(access::write, keep);
}

}  // namespace swan
