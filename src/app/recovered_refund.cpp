#include "app/recovered_refund.h"

#include <algorithm>
#include <utility>

#include "app/listed_refund.h"
#include "base/text.h"

namespace swan {

namespace {

using baidu::found_refund;
using baidu::listed_refund;
using status = refund::status;

// A number that is not documented may mean anything: the money counts as gone.
status state_of(const found_refund& listed) {
    if (listed.state == listed_refund::done) return status::done;
    return listed.state == listed_refund::failed ? status::failed : status::accepted;
}

refund foreign(const found_refund& listed, const refund_facts& known,
               const std::string& free_number) {
    return {.refund_id = free_number.empty() ? concat(kOfBaidu, listed.batch_id) : free_number,
            .order_id = listed.order_id,
            .tp_order_id = known.paid   ? known.paid->tp_order_id
                           : known.sold ? known.sold->tp_order_id
                                        : std::string(),
            .state = state_of(listed),
            .origin = refund::source::foreign,
            .amount = -1,
            .batch_id = listed.batch_id,
            .created_ms = known.now_ms,
            .updated_ms = known.now_ms};
}

bool is_before_accepted(status state) {
    return state == status::reserved || state == status::unverifying ||
           state == status::unverified || state == status::sent || state == status::unknown;
}

refund_effect running(refund row, bool is_bound_now, int64_t now_ms) {
    const bool moves = is_before_accepted(row.state);
    if (!moves && !is_bound_now) return {.keep_message = false};
    if (moves) row.state = status::accepted;
    row.updated_ms = now_ms;
    return {.write = std::move(row), .keep_message = false};
}

bool is_only_listed(const refund& one) {
    return !is_ours(one) && one.state == status::accepted && !was_answered(one);
}

}  // namespace

refund_effect judge(const found_refund& listed, const refund_facts& known,
                    const std::string& free_number) {
    if (!known.batch)
        return {.write = foreign(listed, known, free_number),
                .is_new = true,
                .keep_message = false,
                .alert = "foreign_refund"};
    refund row = *known.batch;
    const bool is_bound_now = !row.batch_id;
    if (is_bound_now) row.batch_id = listed.batch_id;
    const status told = state_of(listed);
    const bool is_known = row.state == told && !is_bound_now;
    if (is_earlier_try(listed, row) || is_known) return {.keep_message = false};
    if (told == status::accepted) return running(std::move(row), is_bound_now, known.now_ms);
    const baidu::refund_notify as_notify{.order_id = row.order_id,
                                         .refund_batch_id = *row.batch_id,
                                         .tp_order_id = row.tp_order_id,
                                         .status = told == status::done
                                                       ? baidu::notified_refund::done
                                                       : baidu::notified_refund::failed};
    refund_facts facts = known;
    facts.batch = std::move(row);
    return judge(as_notify, facts);
}

int64_t free_listed(refund_facts& known, const std::string& order_id) {
    if (!known.batch || known.batch->order_id != order_id || !is_only_listed(*known.batch))
        return 0;
    const int64_t freed = std::max<int64_t>(0, known.batch->amount);
    if (known.paid) known.paid->reserved -= freed;
    known.batch->state = status::requested;
    std::erase_if(known.refunds,
                  [&](const refund& one) { return one.refund_id == known.batch->refund_id; });
    return freed;
}

}  // namespace swan
