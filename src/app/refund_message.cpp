#include "app/refund_message.h"

#include <algorithm>

#include "app/moves.h"
#include "base/text.h"

namespace swan {

namespace {

using status = refund::status;

bool is_given_back(const refund& one) {
    return one.origin == refund::source::abnormal && is_ours(one) && !has_ended(one.state) &&
           !one.batch_id;
}

}  // namespace

refund from_baidu(const std::string& batch, const std::string& order_id, refund::source origin,
                  const refund_facts& known) {
    return {.refund_id = concat(kOfBaidu, batch),
            .order_id = order_id,
            .tp_order_id = known.paid   ? known.paid->tp_order_id
                           : known.sold ? known.sold->tp_order_id
                                        : std::string(),
            .origin = origin,
            .amount = -1,
            .asked = "",
            .batch_id = batch,
            .created_ms = known.now_ms,
            .updated_ms = known.now_ms};
}

bool is_of_another_payment(const std::optional<refund>& batch, const std::string& order_id) {
    return batch && batch->order_id != order_id;
}

bool is_over(const refund_facts& known) {
    return known.paid && known.paid->reserved > known.paid->total_money;
}

void warn_if_over(refund_effect& effect, const refund_facts& known) {
    if (known.paid && left_of(*known.paid) < effect.reserve_anyway) effect.alert = kOver;
}

bool may_all_go_back(const refund_facts& known) {
    return !is_over(known) && !has_unknown_amount(known.refunds);
}

int64_t share_of(int64_t money, const payment& paid) {
    return money == paid.pay_money ? paid.total_money : money;
}

int64_t whole_of(const payment& paid, const ledger_settings& settings) {
    const bool cash = settings.audit_full_amount == ledger_settings::whole_amount::pay_money;
    return cash ? paid.pay_money : paid.total_money;
}

takings takings_of(std::optional<int64_t> money, const payment& paid,
                   const ledger_settings& settings) {
    if (money) return {.amount = share_of(*money, paid), .cash = *money};
    const int64_t left = left_of(paid);
    return {.amount = left, .cash = left == paid.total_money ? whole_of(paid, settings) : left};
}

bool fits(std::optional<int64_t> money, const refund& mine, const payment& paid) {
    return !money || *money == mine.amount || (mine.whole && *money == paid.pay_money);
}

std::optional<refund> unbound_of(const std::vector<refund>& refunds) {
    if (std::count_if(refunds.begin(), refunds.end(), is_unbound) != 1) return std::nullopt;
    return *std::find_if(refunds.begin(), refunds.end(), is_unbound);
}

std::optional<refund> given_back_of(const refund_facts& known, std::optional<int64_t> money) {
    if (known.batch && known.batch->state != status::requested) return std::nullopt;
    if (!known.paid || !may_all_go_back(known)) return std::nullopt;
    const auto ours = std::find_if(known.refunds.begin(), known.refunds.end(), is_given_back);
    if (ours == known.refunds.end() || !fits(money, *ours, *known.paid)) return std::nullopt;
    return *ours;
}

std::optional<refund> merged_into(const refund& mine, const refund_facts& known) {
    if (!known.batch || known.batch->refund_id == mine.refund_id) return std::nullopt;
    refund ended = *known.batch;
    ended.state = status::failed;
    ended.batch_id = std::nullopt;
    ended.answer_text = concat("the same refund as ", mine.refund_id);
    ended.updated_ms = known.now_ms;
    return ended;
}

}  // namespace swan
