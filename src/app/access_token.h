// The access token of API 2.0: one valid token for all loops, processes and hosts that share the
// store, replaced before it expires and when Baidu refuses it.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "app/token_rules.h"
#include "baidu/api_v2.h"
#include "runtime/one_time_event.h"
#include "runtime/task.h"
#include "service/store/store.h"

namespace swan {

// One a loop and app, on that loop's thread only. Must outlive its tasks; lives_in() sees to that
// for those that nobody waits for.
class access_tokens {
  public:
    // `app`: app_number(). `patience`: how long a call to Baidu may take (upstream_timeout); a call
    // waits no longer for somebody else who fetches a token.
    access_tokens(store& db, int64_t app, baidu::api_v2& baidu, std::chrono::milliseconds patience);

    // What owns this, where it may be given up while a token is fetched: kept until that has ended.
    void lives_in(std::weak_ptr<const void> owner) { owner_ = std::move(owner); }

    // A token that has not expired and that Baidu has not refused here; mostly at once, from
    // memory. Where there is none, it is fetched: by one loop of all, for whose end the others
    // wait. Throws swan::error: what its fetching threw, upstream_fail at once for a while after
    // that (see pause_ms()), upstream_timeout when somebody else takes too long, what the store
    // throws.
    task<std::string> current(std::string request_id);

    // Baidu has refused `token`, which came from current(): it is not given again here.
    void refused(std::string_view token);

  private:
    enum class aim { any, next };  // a token that serves; the one after that
    // To get one; all who have none meanwhile wait for its end.
    struct attempt {
        one_time_event over;
        std::exception_ptr failure;
    };

    bool is_served() const;
    void renew_early(const std::string& request_id);
    std::shared_ptr<attempt> begin(aim what, const std::string& request_id);
    task<void> carry_out(std::shared_ptr<attempt> one, aim what, std::string request_id,
                         std::shared_ptr<const void> alive);
    task<void> get(aim what, std::string request_id);
    task<bool> leased(int64_t number, std::string owner);
    task<void> fetch(stored_token before, std::string owner, std::string request_id);
    task<void> save(stored_token fresh);
    task<void> give_up(stored_token before, std::string owner);
    void adopt(stored_token found);

    std::weak_ptr<const void> owner_;
    store& db_;
    const int64_t app_;
    baidu::api_v2& baidu_;
    const std::chrono::milliseconds patience_;
    stored_token known_;                  // as the store held it when it was last seen
    int64_t refused_ = 0;                 // the number of the token that Baidu refused last
    int64_t look_again_ms_ = 0;           // not before, while the token serves
    std::shared_ptr<attempt> under_way_;  // null: none is under way
};

// Awaits `call(token)`, a task of an API 2.0 call, with the current token; when Baidu refuses it,
// once more with a fresh one. Throws what `call` throws, token_refused when that is refused too,
// and what current() throws: then nothing was sent. `call` may not be a coroutine itself.
//     const auto find = [this, id](std::string token) {
//         return baidu_.find_by_tp_order_id(std::move(token), id, request_id);
//     };
//     const auto found = co_await with_token(tokens, request_id, find);
template <class Call>
std::invoke_result_t<Call&, std::string> with_token(access_tokens& tokens, std::string request_id,
                                                    Call call) {
    const std::string first = co_await tokens.current(request_id);
    try {
        co_return co_await call(first);
    } catch (const baidu::token_refused&) {
        tokens.refused(first);
    }
    const std::string second = co_await tokens.current(request_id);
    try {
        co_return co_await call(second);
    } catch (const baidu::token_refused&) {
        tokens.refused(second);
        throw;
    }
}

}  // namespace swan
