#include "baidu/api_answer.h"

#include <algorithm>
#include <iterator>

namespace swan::baidu {
namespace {

using verdict = enum money_outcome::verdict;

// The documented answers that say: nothing was done. Everything else may have been done.
verdict meaning_of(const envelope& told) {
    constexpr int64_t kDefinite[] = {930, 970, 10000, 10001, 10002, 4010004, 5010001};
    const bool definite = std::ranges::find(kDefinite, told.number()) != std::end(kDefinite);
    return definite ? verdict::refused : verdict::unknown;
}

}  // namespace

money_outcome refund_outcome(const http_result& result, const sent_fields& sent) {
    return outcome_of(result, opened(result, sent), true, meaning_of);
}

money_outcome cancel_outcome(const http_result& result, const sent_fields& sent) {
    money_outcome came = outcome_of(result, opened(result, sent), false, meaning_of);
    came.refund_batch_id.clear();
    came.refund_pay_money.reset();
    return came;
}

}  // namespace swan::baidu
