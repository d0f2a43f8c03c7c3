// applyOrderRefund of API 2.0.
#include "sandbox/model/payment_service.h"

namespace swan::sandbox {

namespace {

[[noreturn]] void not_now(std::string_view why) {
    throw refusal{kNotInThisState, std::string(why)};
}

// The payment that orderId, userId and tpOrderId name together.
const order& named_order(const state& known, const checked_fields& from) {
    const order* const one = known.find_order(from.number("orderId"));
    const int64_t user_id = from.number("userId");
    const auto tp_order_id = from.needed("tpOrderId");
    if (one == nullptr || one->user_id != user_id || one->tp_order_id != tp_order_id)
        throw refusal{kNoSuchData, "未获取到有效数据"};
    return *one;
}

void check_can_be_refunded(const state& known, const order& one) {
    if (!one.is_paid()) not_now("订单未支付");
    if (one.status != 2 || !one.refundable) not_now("订单不可退款");
    if (known.left(one) <= 0) not_now("订单已退款");
}

// Without applyRefundMoney the whole is asked for. 0 is none: no document says that it means all.
int64_t money_of(const state& known, const order& paid, const checked_fields& from) {
    const int64_t money = from.optional_number("applyRefundMoney").value_or(paid.total_money);
    const bool discounted = paid.pay_money != paid.total_money;
    if (money == 0 || money > known.left(paid)) from.refuse("applyRefundMoney");
    // An order with platform marketing is refunded whole or not at all.
    if (discounted && money != paid.total_money) from.refuse("applyRefundMoney");
    return money;
}

refund_terms form_of(const checked_fields& from) {
    refund_terms terms;
    from.number_in("refundType", 1, 3);
    from.needed("refundReason");
    terms.biz_batch_id = from.needed("bizRefundBatchId");
    const int64_t skip_audit = from.optional_number("isSkipAudit").value_or(0);
    if (skip_audit > 1) from.refuse("isSkipAudit");
    terms.skip_audit = skip_audit == 1;
    terms.notify_url = from.optional("refundNotifyUrl");
    // The sandbox calls back to this machine only.
    if (!terms.notify_url.empty() && !is_loopback_url(terms.notify_url))
        from.refuse("refundNotifyUrl");
    return terms;
}

refund_terms decide(const state& known, const checked_fields& from) {
    refund_terms terms = form_of(from);
    const order& one = named_order(known, from);
    if (known.find_by_biz_batch(terms.biz_batch_id) != nullptr)
        throw refusal{kRecordExists, "记录已存在"};
    check_can_be_refunded(known, one);
    terms.order_id = one.order_id;
    terms.money = money_of(known, one, from);
    terms.pay_money = one.pay_money == one.total_money ? terms.money : one.pay_money;
    terms.tells_failure = true;
    return terms;
}

}  // namespace

std::variant<refund_terms, refusal> decide_service_refund(const state& known,
                                                          const field_list& fields,
                                                          const settings& merchant) {
    try {
        return decide(known, service_fields(fields, merchant));
    } catch (refusal& no) {
        return std::move(no);
    }
}

}  // namespace swan::sandbox
