#include "sandbox/model/refunds.h"

#include "baidu/sign.h"

namespace swan::sandbox {

namespace {

// API 1.0 has one number for every parameter that is wrong.
checked_fields read(const field_list& fields) {
    return checked_fields(fields, kBadParameter, kBadParameter);
}

// The payment that orderId and userId name together.
const order& named_order(const state& known, const checked_fields& from) {
    const int64_t order_id = from.number("orderId");
    const int64_t user_id = from.number("userId");
    const order* const paid = known.find_order(order_id);
    if (paid == nullptr || paid->user_id != user_id) throw refusal{kNotPossible, "订单不存在"};
    return *paid;
}

// The part that is asked back; nothing for a whole refund. Both names mark a partial one.
std::optional<int64_t> asked_part(const checked_fields& from) {
    const bool money = !from.optional("applyRefundMoney").empty();
    const bool batch = !from.optional("bizRefundBatchId").empty();
    if (!money && !batch) return std::nullopt;
    from.needed("bizRefundBatchId");
    return from.number_in("applyRefundMoney", 1, INT64_MAX);
}

refund_terms terms_for(const state& known, const order& paid, std::optional<int64_t> part) {
    if (!paid.is_paid()) throw refusal{kNotPossible, "订单未支付"};
    if (!paid.refundable) throw refusal{kNotPossible, "订单不可退款"};
    const int64_t left = known.left(paid);
    if (left <= 0) throw refusal{kNotPossible, "订单已退款"};
    refund_terms terms;
    terms.order_id = paid.order_id;
    terms.money = part.value_or(left);
    if (terms.money > left) throw refusal{kBadParameter, "参数错误: 退款金额超过可退金额"};
    // Platform marketing cannot be split: such an order is refunded whole or not at all.
    const bool discounted = paid.pay_money != paid.total_money;
    if (discounted && terms.money != paid.total_money)
        throw refusal{kNotPossible, "营销订单仅支持全额退款"};
    terms.pay_money = discounted ? paid.pay_money : terms.money;
    return terms;
}

// What tells a repeated call from another one. The two URLs differ in `method` only.
std::string parameters_of(const field_list& fields) {
    field_list same;
    for (const auto& one : fields)
        if (one.first != "method") same.push_back(one);
    return baidu::canonical_string(same, "rsaSign");
}

void check_refund_form(const checked_fields& from) {
    from.number_in("refundType", 1, 3);
    from.needed("refundReason");
    from.needed("tpOrderId");
}

std::variant<refund_terms, repeated, refusal> decide(const state& known, const field_list& fields) {
    const checked_fields from = read(fields);
    check_refund_form(from);
    const auto part = asked_part(from);
    const order& paid = named_order(known, from);
    if (paid.tp_order_id != from.needed("tpOrderId")) throw refusal{kNotPossible, "订单不存在"};
    const auto biz_batch_id = from.optional("bizRefundBatchId");
    const std::string asked = parameters_of(fields);
    if (const refund* first = part ? known.find_by_biz_batch(biz_batch_id) : nullptr) {
        if (first->asked != asked) from.refuse("bizRefundBatchId");
        return repeated{first};
    }
    if (!part && paid.consumed) throw refusal{kNotPossible, "已消费订单不允许退款"};
    if (part && !paid.consumed) throw refusal{kNotPossible, "未核销订单不允许部分退款"};
    refund_terms terms = terms_for(known, paid, part);
    terms.biz_batch_id = biz_batch_id;
    terms.asked = asked;
    return terms;
}

}  // namespace

std::optional<refusal> check_caller(const field_list& fields, std::string_view signature_field,
                                    const settings& merchant) {
    if (field(fields, "appKey") != merchant.pay_app_key)
        return refusal{kNotPossible, "appKey不存在"};
    const auto signature = crypto::base64_decode(field(fields, signature_field));
    const std::string signed_text = baidu::canonical_string(fields, signature_field);
    if (!signature || !merchant.merchant_key.verify_sha1(signed_text, *signature))
        return refusal{kBadSignature, "签名校验失败"};
    return std::nullopt;
}

std::variant<refund_terms, repeated, refusal> decide_refund(const state& known,
                                                            const field_list& fields) {
    try {
        return decide(known, fields);
    } catch (refusal& no) {
        return std::move(no);
    }
}

std::variant<refund_terms, refusal> decide_own_refund(const state& known, const order& paid,
                                                      std::optional<int64_t> money,
                                                      api_generation api) {
    try {
        refund_terms terms = terms_for(known, paid, money);
        terms.tells_failure = api == api_generation::v2;
        return terms;
    } catch (refusal& no) {
        return std::move(no);
    }
}

std::variant<int64_t, refusal> decide_cancel_verification(const state& known,
                                                          const field_list& fields) {
    try {
        const checked_fields from = read(fields);
        if (from.needed("type") != "3") from.refuse("type");
        return named_order(known, from).order_id;
    } catch (refusal& no) {
        return std::move(no);
    }
}

query_status status_of(const state& known, const order& paid) {
    query_status status;
    status.pay = paid.is_paid() ? 1 : -1;
    status.verification = paid.consumed ? 1 : -1;
    bool running = false, done = false, failed = false;
    for (const refund* one : known.refunds_of(paid.order_id)) {
        running |= refund_status(one->stage) == 1;
        done |= refund_status(one->stage) == 2;
        failed |= refund_status(one->stage) == 3;
    }
    status.refund = running ? 1 : done ? 2 : failed ? 9 : -1;
    return status;
}

int64_t refund_status(refund_stage stage) {
    switch (stage) {
        case refund_stage::auditing:
            return 1;
        case refund_stage::notifying:
        case refund_stage::done:
            return 2;
        case refund_stage::failing:
        case refund_stage::failed:
            break;
    }
    return 3;
}

void move(refund& which, refund_stage to, int64_t now_ms) {
    if (refund_status(to) != refund_status(which.stage)) {
        which.earlier_status = refund_status(which.stage);
        which.changed_ms = now_ms;
    }
    which.stage = to;
}

}  // namespace swan::sandbox
