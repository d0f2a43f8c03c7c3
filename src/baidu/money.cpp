#include "baidu/money.h"

namespace swan::baidu {
namespace {

using outcome = http_result::outcome;
using verdict = enum money_outcome::verdict;

// Only these statuses make an envelope a word of the cashier's.
bool is_its_own_word(long status) { return is_good(status) || (status >= 400 && status < 500); }

money_outcome no_answer(const http_result& result) {
    money_outcome came;
    came.client_text = why_no_answer(result.what);
    if (result.what != outcome::not_sent) return came;
    came.verdict = verdict::refused;
    came.client_text = "could not be sent to Baidu";
    return came;
}

// A number in one call, a text in another; 0 is no number of a refund, and no money either.
void take_batch(const json::value& root, money_outcome& into) {
    const auto data = root.find("data");
    if (!data) return;
    const auto batch = data->find("refundBatchId");
    const auto money = data->find("refundPayMoney");
    if (batch) into.refund_batch_id = batch->text().value_or("");
    if (into.refund_batch_id == "0") into.refund_batch_id.clear();
    if (money) into.refund_pay_money = money->integral();
    if (into.refund_pay_money.value_or(0) <= 0) into.refund_pay_money.reset();
}

}  // namespace

money_outcome outcome_of(const http_result& result, const std::optional<opened_answer>& answer,
                         bool needs_batch, meaning_of_refusal meaning) {
    if (result.what != outcome::answered) return no_answer(result);
    money_outcome came;
    came.client_text = kUndocumented;
    if (!answer) return came;
    const envelope& told = answer->told;
    take_batch(answer->body.root(), came);
    const bool has_batch = !came.refund_batch_id.empty();
    came.baidu_code = told.number();
    if (told.refused) came.client_text = told.text;
    if (!told.readable || !told.agrees() || !is_its_own_word(result.status)) return came;
    if (told.refused) {
        if (!has_batch) came.verdict = meaning(told);
    } else if (is_good(result.status) && told.has_errno && (has_batch || !needs_batch)) {
        came.verdict = verdict::accepted;
        came.client_text.clear();
    }
    return came;
}

}  // namespace swan::baidu
