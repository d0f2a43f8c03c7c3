#include "sandbox/courses.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/baidu_side.h"
#include "sandbox/model/message.h"

namespace swan::sandbox {

namespace {

// Between the answer to a call and the callback that follows from it.
constexpr milliseconds kMoment{50};

bool waits_for(const course& one, int64_t due) { return one.open && one.due_ms == due; }

// A due time that no earlier sending of the same course had: it also tells sendings apart.
void set_due(course& one, milliseconds wait) {
    one.open = true;
    one.due_ms = std::max(now_ms() + wait.count(), one.due_ms + 1);
}

}  // namespace

courses::courses(const settings& merchant, loop& on, http_client& http, state& known,
                 fault_table& faults)
    : merchant_(merchant), on_(on), known_(known), postman_(on, http, known, faults) {}

void courses::resume() {
    const auto rest = [now = now_ms()](const course& one) {
        return milliseconds(std::max<int64_t>(one.due_ms - now, 0));
    };
    for (auto& [id, paid] : known_.orders())
        if (paid.notify.open) schedule(paid, rest(paid.notify));
    for (auto& [id, asked] : known_.refunds())
        if (asked.call.open) schedule(asked, rest(asked.call));
}

void courses::begin_notify(int64_t order_id, const std::shared_ptr<happening>& first_try) {
    schedule(*known_.find_order(order_id), milliseconds(0), first_try);
}

std::string courses::begin_refund(refund_terms terms) {
    refund fresh;
    fresh.batch_id = known_.new_batch_id();
    fresh.biz_batch_id = std::move(terms.biz_batch_id);
    fresh.asked = std::move(terms.asked);
    fresh.order_id = terms.order_id;
    fresh.tp_order_id = known_.find_order(terms.order_id)->tp_order_id;
    fresh.money = terms.money;
    fresh.told_money = fresh.pay_money = terms.pay_money;
    fresh.notify_url = std::move(terms.notify_url);
    fresh.skip_audit = terms.skip_audit;
    fresh.audit_tells_money = terms.tells_money;
    fresh.tells_failure = terms.tells_failure;
    fresh.abnormal = terms.abnormal;
    fresh.created_ms = fresh.changed_ms = now_ms();
    refund& added = known_.add(std::move(fresh));
    schedule(added, kMoment);
    return added.batch_id;
}

void courses::set_bank(order& paid, bool refuses) {
    paid.bank_refuses = refuses;
    known_.touch(paid);
    if (refuses) return;
    for (const refund* each : known_.refunds_of(paid.order_id))
        if (each->bank_refused) ask_bank(*known_.find_refund(each->batch_id));
}

void courses::schedule(order& paid, milliseconds wait,
                       const std::shared_ptr<happening>& first_try) {
    set_due(paid.notify, wait);
    known_.touch(paid);
    on_.call_after(wait, [this, id = paid.order_id, due = paid.notify.due_ms, first_try] {
        start(notify(id, due, first_try));
    });
}

void courses::schedule(refund& asked, milliseconds wait) {
    set_due(asked.call, wait);
    known_.touch(asked);
    on_.call_after(wait, [this, id = asked.batch_id, due = asked.call.due_ms] {
        start(call_for_refund(id, due));
    });
}

outgoing courses::next_notify(order& paid) {
    outgoing next;
    next.tp_order_id = paid.tp_order_id;
    next.attempt = ++paid.notify.attempt;
    next.url = paid.notify_url.empty() ? merchant_.notify_url : paid.notify_url;
    next.fields = notify_fields(paid, merchant_.deal_id);
    sign_fields(next.fields, merchant_.platform_key);
    return next;
}

outgoing courses::next_call(refund& asked) {
    const order& paid = *known_.find_order(asked.order_id);
    const bool audit = asked.stage == refund_stage::auditing;
    outgoing next;
    next.kind = audit ? callback_kind::refund_audit : callback_kind::refund;
    next.tp_order_id = asked.tp_order_id;
    next.attempt = ++asked.call.attempt;
    const std::string& told_at = asked.notify_url.empty() ? merchant_.refund_url : asked.notify_url;
    next.url = audit ? merchant_.refund_audit_url : told_at;
    next.fields = audit ? audit_fields(asked, paid) : refund_notify_fields(asked, paid);
    sign_fields(next.fields, merchant_.platform_key);
    return next;
}

task<void> courses::notify(int64_t order_id, int64_t due, std::shared_ptr<happening> first_try) {
    order& paid = *known_.find_order(order_id);
    if (!waits_for(paid.notify, due)) co_return;
    outgoing next = next_notify(paid);
    const delivery answer = co_await postman_.deliver(std::move(next));
    // One that was sent by hand may have been answered meanwhile.
    if (waits_for(paid.notify, due)) judge(paid, answer);
    if (first_try) first_try->happened();
}

task<void> courses::call_for_refund(std::string batch_id, int64_t due) {
    refund& asked = *known_.find_refund(batch_id);
    if (!waits_for(asked.call, due)) co_return;
    if (asked.stage == refund_stage::auditing && asked.skip_audit) co_return ask_bank(asked);
    outgoing next = next_call(asked);
    const delivery answer = co_await postman_.deliver(std::move(next));
    if (waits_for(asked.call, due)) judge(asked, answer);
}

void courses::judge(order& paid, const delivery& answer) {
    const habits how = known_.kept_habits();
    notify_verdict verdict = judge_notify(answer);
    if (how.errno_refunds && is_errno(answer)) verdict = notify_verdict::abnormal_refund;
    if (verdict == notify_verdict::repeat) {
        const auto wait = wait_after_notify(paid.notify.attempt, merchant_.time_scale);
        if (wait) return schedule(paid, *wait);
    }
    paid.notify.open = false;
    paid.consumed |= how.keeps_consumed && verdict == notify_verdict::consumed;
    known_.touch(paid);
    if (verdict != notify_verdict::abnormal_refund) return;
    auto terms = decide_own_refund(known_, paid, std::nullopt, merchant_.api);
    auto* const good = std::get_if<refund_terms>(&terms);
    if (good == nullptr) return;
    good->abnormal = true;
    begin_refund(std::move(*good));
}

void courses::judge(refund& asked, const delivery& answer) {
    if (asked.stage == refund_stage::auditing) return judge_audit_of(asked, answer);
    if (!judge_refund_notify(answer))
        return schedule(asked, wait_after_refund_call(asked.call.attempt, merchant_.time_scale));
    const bool failed = asked.stage == refund_stage::failing;
    close(asked, failed ? refund_stage::failed : refund_stage::done);
}

void courses::judge_audit_of(refund& asked, const delivery& answer) {
    using decision = audit_verdict::decision;
    const audit_verdict verdict = judge_audit(answer, asked.money);
    switch (verdict.what) {
        case decision::repeat:
            return schedule(asked,
                            wait_after_refund_call(asked.call.attempt, merchant_.time_scale));
        case decision::undecided:
            return schedule(asked, wait_undecided(merchant_.time_scale));
        case decision::rejected:
            known_.find_order(asked.order_id)->refundable = false;
            known_.touch(*known_.find_order(asked.order_id));
            return fail(asked);
        case decision::approved:
            asked.pay_money = verdict.refund_pay_money;
            return ask_bank(asked);
    }
}

void courses::ask_bank(refund& approved) {
    order& paid = *known_.find_order(approved.order_id);
    approved.bank_refused = paid.bank_refuses;
    if (paid.bank_refuses) return fail(approved);
    if (approved.abnormal) paid.status = -1;
    known_.touch(paid);
    tell(approved, refund_stage::notifying);
}

void courses::fail(refund& asked) {
    if (asked.tells_failure) return tell(asked, refund_stage::failing);
    close(asked, refund_stage::failed);
}

void courses::tell(refund& settled, refund_stage stage) {
    move(settled, stage, now_ms());
    settled.call.attempt = 0;
    schedule(settled, kMoment);
}

void courses::close(refund& told, refund_stage stage) {
    move(told, stage, now_ms());
    told.call.open = false;
    known_.touch(told);
}

task<delivery> courses::send_by_hand(outgoing what, bool counts, int64_t order_id,
                                     std::string batch_id) {
    const callback_kind kind = what.kind;
    const delivery answer = co_await postman_.post(std::move(what));
    order* const paid = counts ? known_.find_order(order_id) : nullptr;
    refund* const asked = counts ? known_.find_refund(batch_id) : nullptr;
    // A bad answer is not the course's: its own next sending stands.
    if (judge_notify(answer) == notify_verdict::repeat) co_return answer;
    if (kind == callback_kind::succ && paid && paid->notify.open) judge(*paid, answer);
    const bool waits = asked && asked->call.open && kind != callback_kind::succ;
    const bool audit = kind == callback_kind::refund_audit;
    if (waits && audit == (asked->stage == refund_stage::auditing)) judge(*asked, answer);
    co_return answer;
}

}  // namespace swan::sandbox
