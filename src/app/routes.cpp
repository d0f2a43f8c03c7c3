#include "app/routes.h"

#include "app/answer.h"

namespace swan {

namespace {

// Longest values in bytes.
constexpr param_rule kCode{"code", 128};
constexpr param_rule kOpenId{"open_id", 64};
constexpr param_rule kIv{"iv", 64};
constexpr param_rule kData{"data", 90'000};
constexpr param_rule kTpOrderId{"tp_order_id", 64};
constexpr param_rule kGoodsId{"goods_id", 64};
constexpr param_rule kCount{"count", 4};
constexpr param_rule kAmount{"amount", 12};
constexpr param_rule kTitle{"title", 255};
constexpr param_rule kMerchantOrderId{"merchant_order_id", 64};
constexpr param_rule kRefundId{"refund_id", 64};
constexpr param_rule kReason{"reason", 255};

constexpr param_rule kLogin[] = {kCode};
constexpr param_rule kSealed[] = {kData, kIv, kOpenId};
constexpr param_rule kUser[] = {kOpenId};
constexpr param_rule kGen[] = {kGoodsId, kCount, kOpenId, kAmount, kTitle, kMerchantOrderId};
constexpr param_rule kStatus[] = {kTpOrderId};
constexpr param_rule kRefund[] = {kTpOrderId, kAmount, kRefundId, kReason};

// A route of the mini-program's.
route to_client(std::string_view path, bool get, bool post, std::span<const param_rule> known,
                std::function<task<response>(request&)> handler) {
    return {.path = path,
            .get = get,
            .post = post,
            .known = known,
            .handler = std::move(handler),
            .render = answer::failure};
}

// A route of Baidu's callbacks.
route to_baidu(std::string_view path, std::function<task<response>(request&)> handler) {
    return {.path = path,
            .post = true,
            .reads = route::input::raw_body,
            .known = {},
            .handler = std::move(handler),
            .render = answer::refusal_to_baidu};
}

}  // namespace

std::vector<route> routes(environment where, auth& auths, pay& pays, callback& callbacks) {
    // The Go demo refunds by GET; with real money nothing that a browser prefetches may.
    const bool refund_by_get = where == environment::sandbox;
    return {
        to_client("/auth/login", true, true, kLogin, [&](request& r) { return auths.login(r); }),
        to_client("/auth/userinfo", false, true, kSealed,
                  [&](request& r) { return auths.userinfo(r); }),
        to_client("/auth/phone", false, true, kSealed, [&](request& r) { return auths.phone(r); }),
        to_client("/auth/unionid", true, true, kUser, [&](request& r) { return auths.unionid(r); }),
        to_client("/pay/gen", true, true, kGen, [&](request& r) { return pays.gen(r); }),
        to_client("/pay/status", true, false, kStatus, [&](request& r) { return pays.status(r); }),
        to_client("/pay/refund", refund_by_get, true, kRefund,
                  [&](request& r) { return pays.refund(r); }),
        to_baidu("/pay/callback/succ", [&](request& r) { return callbacks.succ(r); }),
        to_baidu("/pay/callback/refund_audit",
                 [&](request& r) { return callbacks.refund_audit(r); }),
        to_baidu("/pay/callback/refund", [&](request& r) { return callbacks.refund(r); }),
    };
}

}  // namespace swan
