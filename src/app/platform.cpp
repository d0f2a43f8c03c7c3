#include "app/platform.h"

#include "app/order_query.h"
#include "baidu/api_request.h"
#include "base/error.h"
#include "runtime/time_limit.h"

namespace swan {

namespace {

baidu::app_identity identity_of(const config& settings) {
    return {.client_id = settings.smart_app.app_key,
            .client_secret = settings.smart_app.secret_key,
            .pm_app_key = settings.pay.app_key,
            .upstream_base = settings.server.upstream_base};
}

// A service failure, where we give back what is not ours; else the merchant's customer service.
int type_of(const refund& one) { return one.origin == refund::source::abnormal ? 3 : 2; }

baidu::refund_call call_of(const refund& one, const payment& of) {
    baidu::refund_call call{.ids = {.order_id = of.order_id, .user_id = of.user_id},
                            .tp_order_id = of.tp_order_id,
                            .amount = std::nullopt,
                            .refund_id = one.refund_id,
                            .refund_type = type_of(one),
                            .reason = one.reason};
    if (!one.whole) call.amount = one.amount;
    return call;
}

// The audit is the last place to stop a double refund: it is never skipped unless set so.
baidu::refund_application application_of(const refund& one, const payment& of, bool skip_audit) {
    return {.ids = {.order_id = of.order_id, .user_id = of.user_id},
            .tp_order_id = of.tp_order_id,
            .amount = one.amount,
            .refund_id = one.refund_id,
            .refund_type = type_of(one),
            .reason = one.reason,
            .skip_audit = skip_audit};
}

// Two phones can pay one order: the answer may be about the payment that went back.
void refuse_another(const baidu::found_order& found, const order_reference& which) {
    if (!found.tp_order_id.empty() && found.tp_order_id != which.tp_order_id)
        throw error(code::upstream_fail, "Baidu answers for another order");
    if (!which.ids.order_id.empty() && found.order_id != which.ids.order_id)
        throw error(code::upstream_fail, "Baidu answers for another payment of this order");
}

// nginx waits 10 s for an answer, and then says "busy". A call may first wait for somebody else's
// access token, then for its own, and be made twice.
constexpr milliseconds kAnswerWithin{9'000};

// What runs on after that holds all it needs.
template <class T>
task<T> in_time(task<T> work) {
    time_limited<T> limited(kAnswerWithin, std::move(work));
    std::optional<T> came = co_await limited;
    if (!came) throw error(code::upstream_timeout, "Baidu did not answer in time");
    co_return *std::move(came);
}

}  // namespace

platform::platform(const config& settings, const ledger_rules& rules, store& db, http_client& http)
    : settings_(settings),
      rules_(rules),
      v1_(settings, http),
      shared_v2_(make_v2(settings, rules.app, db, http)) {}

std::shared_ptr<platform::second_generation> platform::make_v2(const config& settings, int64_t app,
                                                               store& db, http_client& http) {
    auto made = std::make_shared<second_generation>(identity_of(settings), app, db, http,
                                                    settings.server.upstream_timeout);
    made->tokens.lives_in(made);
    return made;
}

task<baidu::login_session> platform::exchange_code(std::string login_code, std::string request_id) {
    const bool asks_v2 = settings_.server.session_key_url == session_key_host::rest;
    if (asks_v2 && !baidu::is_allied(login_code))
        return exchange_v2(std::move(login_code), std::move(request_id));
    return v1_.exchange_code(std::move(login_code), std::move(request_id));
}

task<baidu::login_session> platform::exchange_v2(std::string login_code, std::string request_id) {
    const auto exchange = [v2 = shared_v2_, login_code, request_id](std::string token) {
        return v2->api.get_session_key(std::move(token), login_code, request_id);
    };
    auto exchanging = with_token(tokens_, request_id, exchange);
    co_return co_await in_time(std::move(exchanging));
}

task<std::string> platform::union_id(std::string open_id, std::string request_id) {
    const auto ask = [v2 = shared_v2_, open_id, request_id](std::string token) {
        return v2->api.get_union_id(std::move(token), open_id, request_id);
    };
    auto asking = with_token(tokens_, request_id, ask);
    co_return co_await in_time(std::move(asking));
}

bool platform::can_query(const order_reference& which) const {
    return is_v2() || (!which.ids.order_id.empty() && !which.ids.user_id.empty());
}

task<baidu::order_status> platform::query_order(order_reference which, std::string request_id) {
    if (is_v2()) return query_v2(std::move(which), std::move(request_id));
    return v1_.query_order(std::move(which.ids), std::move(request_id));
}

task<baidu::order_status> platform::query_v2(order_reference which, std::string request_id) {
    auto finding = find_order(which, request_id);
    const auto found = co_await in_time(std::move(finding));
    co_return status_of(found);
}

task<std::optional<baidu::found_order>> platform::find_order(order_reference which,
                                                             std::string request_id) {
    const auto find = [v2 = shared_v2_, id = which.tp_order_id, request_id](std::string token) {
        return v2->api.find_by_tp_order_id(std::move(token), id, request_id);
    };
    const auto found = co_await with_token(tokens_, request_id, find);
    if (found) refuse_another(*found, which);
    co_return found;
}

task<bool> platform::cancel_order(std::string order_id, std::string request_id) {
    const auto cancel = [this, order_id, request_id](std::string token) {
        return v2_.cancel_order(std::move(token), order_id, request_id);
    };
    co_return co_await with_token(tokens_, request_id, cancel);
}

task<std::vector<baidu::found_refund>> platform::list_refunds(order_reference which,
                                                              std::string request_id) {
    const auto list = [this, which, request_id](std::string token) {
        return v2_.find_order_refund(std::move(token), which.tp_order_id, which.ids.user_id,
                                     request_id);
    };
    co_return co_await with_token(tokens_, request_id, list);
}

task<baidu::money_outcome> platform::apply_refund(refund what, payment of, std::string request_id) {
    if (is_v2()) return apply_v2(std::move(what), std::move(of), std::move(request_id));
    return v1_.apply_refund(call_of(what, of), std::move(request_id));
}

task<baidu::money_outcome> platform::apply_v2(refund what, payment of, std::string request_id) {
    const auto application = application_of(what, of, settings_.server.skip_audit);
    const auto apply = [this, application, request_id](std::string token) {
        return v2_.apply_order_refund(std::move(token), application, request_id);
    };
    co_return co_await with_token(tokens_, request_id, apply);
}

task<baidu::money_outcome> platform::cancel_verification(baidu::payment_ids ids,
                                                         std::string request_id) {
    return v1_.cancel_verification(std::move(ids), std::move(request_id));
}

}  // namespace swan
