#include "app/access_token.h"

#include <optional>
#include <utility>

#include "base/crypto.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "runtime/loop.h"

namespace swan {

namespace {

using std::chrono::milliseconds;

// Longer than the call to Baidu may take, so that who is only slow is not taken for dead.
constexpr milliseconds kLeaseReserve{1'000};
// How often a loop whose token serves looks whether somebody has got the next one.
constexpr int64_t kLookAgainMs = 1'000;

unsigned char chance() { return static_cast<unsigned char>(crypto::random_bytes(1)[0]); }

// Between two looks at the store: 25 to 75 ms, so that those who wait do not come together.
milliseconds a_moment() { return milliseconds(25 + chance() * 50 / 255); }

std::string new_owner() { return crypto::hex(crypto::random_bytes(16)); }

[[noreturn]] void throw_too_early() {
    throw error(code::upstream_fail, "Baidu gives no access token",
                "no access token: the last attempt failed, and the next is not due yet");
}

[[noreturn]] void throw_too_slow() {
    throw error(code::upstream_timeout, "Baidu gives no access token",
                "no access token: somebody else fetches it, and does not come to an end");
}

}  // namespace

access_tokens::access_tokens(store& db, int64_t app, baidu::api_v2& baidu, milliseconds patience)
    : db_(db), app_(app), baidu_(baidu), patience_(patience) {}

task<std::string> access_tokens::current(const std::string request_id) {
    if (!is_served()) {
        const auto attempted = begin(aim::any, request_id);
        one_time_event& over = attempted->over;
        co_await over;
        if (!is_served() && attempted->failure) std::rethrow_exception(attempted->failure);
        if (!is_served()) throw_too_early();
    }
    std::string token = known_.token;
    renew_early(request_id);
    co_return token;
}

void access_tokens::refused(std::string_view token) {
    if (known_.token == token) refused_ = known_.number;
}

bool access_tokens::is_served() const { return serves(known_, refused_, store_now_ms()); }

void access_tokens::renew_early(const std::string& request_id) {
    const int64_t now_ms = store_now_ms();
    if (now_ms < known_.refresh_ms || now_ms < look_again_ms_) return;
    look_again_ms_ = now_ms + kLookAgainMs;
    begin(aim::next, request_id);
}

std::shared_ptr<access_tokens::attempt> access_tokens::begin(aim what,
                                                             const std::string& request_id) {
    if (under_way_) return under_way_;
    const auto made = std::make_shared<attempt>();
    under_way_ = made;
    start(carry_out(made, what, request_id, owner_.lock()));
    return made;
}

// `alive` keeps this object until then.
task<void> access_tokens::carry_out(std::shared_ptr<attempt> one, const aim what,
                                    const std::string request_id,
                                    [[maybe_unused]] std::shared_ptr<const void> alive) {
    try {
        co_await get(what, request_id);
    } catch (const std::exception&) {
        one->failure = std::current_exception();
    }
    under_way_.reset();
    one->over.happen();
}

task<void> access_tokens::get(const aim what, const std::string request_id) {
    const auto end = loop::clock::now() + patience_;
    const auto find = [app = app_](sql& db) { return find_token(db, app); };
    for (;;) {
        const stored_token found = co_await db_.run(access::read, find);
        adopt(found);
        if (what == aim::any && is_served()) co_return;
        const token_step step = next_step(found, refused_, store_now_ms());
        if (step == token_step::use) co_return;
        if (step == token_step::fail) throw_too_early();
        if (step == token_step::fetch) {
            const std::string owner = new_owner();
            const bool is_ours = co_await leased(found.number, owner);
            if (is_ours) {
                co_await fetch(found, owner, request_id);
                co_return;
            }
        }
        if (loop::clock::now() >= end) throw_too_slow();
        const milliseconds moment = a_moment();
        co_await loop::current()->sleep(moment);
    }
}

task<bool> access_tokens::leased(const int64_t number, const std::string owner) {
    const int64_t length_ms = (patience_ + kLeaseReserve).count();
    const auto lease = [app = app_, number, owner, length_ms](sql& db) {
        const int64_t now_ms = store_now_ms();
        return lease_token(db, app, number, owner, now_ms, now_ms + length_ms);
    };
    co_return co_await db_.run(access::write, lease);
}

task<void> access_tokens::fetch(const stored_token before, const std::string owner,
                                const std::string request_id) {
    const bool was_refused = refused_ != 0 && before.number == refused_;
    const int64_t asked_ms = store_now_ms();
    std::optional<baidu::access_grant> granted;
    std::exception_ptr failure;
    try {
        const baidu::access_grant answer = co_await baidu_.fetch_token(request_id);
        granted = answer;
    } catch (const error& why) {
        logging::warn(concat("no access token: ", why.log_text()));
        failure = std::current_exception();
    }
    if (failure) {
        co_await give_up(before, owner);
        std::rethrow_exception(failure);
    }
    const stored_token fresh = successor(before, was_refused, *granted, asked_ms, chance());
    adopt(fresh);
    co_await save(fresh);
}

// What cannot be saved serves here nevertheless: the others get theirs when the lease has ended.
task<void> access_tokens::save(const stored_token fresh) {
    const auto put = [app = app_, fresh](sql& db) { save_token(db, app, fresh); };
    try {
        co_await db_.run(access::write, put);
        logging::info("a new access token");
    } catch (const error& why) {
        logging::warn(concat("the new access token is not saved: ", why.log_text()));
    }
}

task<void> access_tokens::give_up(const stored_token before, const std::string owner) {
    const int64_t failures = before.failures + 1;
    const auto end = [app = app_, owner, failures](sql& db) {
        give_up_token(db, app, owner, failures, store_now_ms() + pause_ms(failures));
    };
    co_await db_.run(access::write, end);
}

// What the store holds is older when a new one could not be saved.
void access_tokens::adopt(stored_token found) {
    if (found.number >= known_.number || !is_served()) known_ = std::move(found);
}

}  // namespace swan
