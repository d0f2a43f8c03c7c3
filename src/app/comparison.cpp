#include "app/comparison.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "app/found.h"
#include "app/give_back.h"
#include "app/query_budget.h"
#include "base/error.h"
#include "base/text.h"
#include "service/store/names.h"
#include "service/store/order_search.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"

namespace swan {

namespace {

using status = refund::status;

// Each order is two calls: no other one is begun when Baidu has taken half of a job's lease for
// those before.
constexpr size_t kAtOnce = 20;
constexpr int64_t kEnoughMs = 60'000;
// Baidu's list of refunds lags behind.
constexpr int64_t kListLagsMs = 10 * 60'000;

bool says_done(const baidu::found_refund& listed) {
    return listed.state == baidu::listed_refund::done;
}

std::string_view word_for(const std::optional<baidu::listed_refund>& state) {
    if (state == baidu::listed_refund::running) return "running";
    if (state == baidu::listed_refund::done) return "done";
    return state == baidu::listed_refund::failed ? "failed" : "?";
}

bool names(const baidu::found_refund& listed, const refund& one) {
    return (!listed.refund_id.empty() && listed.refund_id == one.refund_id) ||
           (!listed.batch_id.empty() && listed.batch_id == one.batch_id);
}

// One that is not at its end here may well be further there: that is not yet a difference.
bool contradicts(const refund& one, const baidu::found_refund& listed) {
    if (one.state == status::done) return !says_done(listed);
    return one.state == status::failed && says_done(listed);
}

struct order_books {
    order_view view;  // with the refunds of all its payments: Baidu lists them together
    std::vector<payment> payments;
};

order_books look_at(sql& db, const ledger_rules& rules, const std::string& tp_order_id) {
    order_books all{.view = view_order(db, rules, tp_order_id),
                    .payments = payments_of(db, rules.app, tp_order_id)};
    all.view.refunds.clear();
    for (const payment& each : all.payments)
        for (refund& one : refunds_of(db, rules.app, each.order_id))
            all.view.refunds.push_back(std::move(one));
    return all;
}

// The payment that Baidu tells of, when it is booked and none counts for the order.
std::optional<payment> told_in_vain(const order_books& ours, const baidu::order_status& said) {
    if (ours.view.paid) return std::nullopt;
    const auto found = std::ranges::find(ours.payments, said.order_id, &payment::order_id);
    return found == ours.payments.end() ? std::nullopt : std::optional(*found);
}

// Baidu calls an order paid by a payment that does not count here, and both are right; unless Baidu
// once denied that payment, and has not given it back.
bool may_be_called_paid(const payment& taken, std::vector<refund> all) {
    std::erase_if(all, [&](const refund& one) { return one.order_id != taken.order_id; });
    return !was_contradicted(taken) || has_gone_back(taken, all);
}

void add(std::vector<difference> more, comparison& into) {
    for (difference& each : more) into.differences.push_back(std::move(each));
}

std::string state_of(const order_view& ours) {
    return std::string(ours.sold ? name_of(ours.sold->state) : "not there");
}

task<baidu::order_status> payment_at_baidu(const services& with, order_reference which) {
    if (!with.baidu.can_query(which))
        throw error(code::upstream_fail, "no notify has told its userId");
    co_return co_await with.baidu.query_order(which, "swanctl");
}

// Baidu's word, or a row that names what was asked about and why no word of it could be had.
template <class T>
task<std::optional<T>> heard(task<T> asking, difference row, comparison& into) {
    std::optional<T> answer;
    try {
        T told = co_await asking;
        answer = std::move(told);
    } catch (const std::exception& e) {  // it may not even be signed
        ++into.unanswered;
        row.baidu = concat("no answer: ", std::string_view(e.what()));
        into.differences.push_back(std::move(row));
    }
    co_return answer;
}

task<comparison> compare_one(const services& with, std::string tp_order_id, comparison sofar) {
    const auto look = [rules = &with.rules, tp_order_id](sql& db) {
        return look_at(db, *rules, tp_order_id);
    };
    const order_books books = co_await with.db.run(access::read, look);
    const order_view& ours = books.view;
    order_reference which{.tp_order_id = tp_order_id};
    if (ours.paid) which.ids = {ours.paid->order_id, ours.paid->user_id};
    const bool is_v2 = with.rules.api == api_generation::v2;
    if (!ours.paid && !is_v2) co_return sofar;  // API 1.0 cannot be asked about it
    ++sofar.compared;
    const difference row{tp_order_id, "order", state_of(ours)};
    auto asking = heard(payment_at_baidu(with, which), row, sofar);
    const auto said = co_await asking;
    if (!said) co_return sofar;
    const auto in_vain = told_in_vain(books, *said);
    const bool agree = in_vain && may_be_called_paid(*in_vain, ours.refunds);
    if (!agree) add(payment_differences(ours, tp_order_id, *said), sofar);
    if (in_vain) which.ids = {in_vain->order_id, in_vain->user_id};
    const bool refunds = is_v2 && !which.ids.order_id.empty();
    if (!refunds) co_return sofar;
    const difference of_refunds{tp_order_id, "refunds", concat(ours.refunds.size())};
    auto listing = heard(with.baidu.list_refunds(which, "swanctl"), of_refunds, sofar);
    const auto listed = co_await listing;
    if (listed) add(refund_differences(ours.refunds, tp_order_id, *listed, store_now_ms()), sofar);
    co_return sofar;
}

}  // namespace

std::vector<difference> payment_differences(const order_view& ours, const std::string& tp_order_id,
                                            const baidu::order_status& said) {
    const bool paid_here = ours.sold && ours.sold->state == order::status::paid;
    const bool paid_there = said.pay == baidu::queried_pay::paid;
    // What was refunded is not paid any more, there.
    const bool given_back = said.refund.has_value() || (ours.paid && ours.paid->reserved > 0);
    if (paid_here == paid_there || (paid_here && given_back)) return {};
    return {{tp_order_id, "order", state_of(ours), paid_there ? "paid" : "not paid"}};
}

std::vector<difference> refund_differences(const std::vector<refund>& ours,
                                           const std::string& tp_order_id,
                                           const std::vector<baidu::found_refund>& listed,
                                           int64_t now_ms) {
    std::vector<difference> all;
    for (const refund& one : ours) {
        const auto found = std::find_if(listed.begin(), listed.end(),
                                        [&](const auto& each) { return names(each, one); });
        const bool is_fresh = now_ms - one.updated_ms < kListLagsMs;
        if (found == listed.end() && one.state == status::done && !is_fresh)
            all.push_back({tp_order_id, one.refund_id, "done", "not there"});
        if (found != listed.end() && contradicts(one, *found))
            all.push_back({tp_order_id, one.refund_id, std::string(name_of(one.state)),
                           std::string(word_for(found->state))});
    }
    for (const baidu::found_refund& each : listed) {
        const bool known = std::any_of(ours.begin(), ours.end(),
                                       [&](const refund& one) { return names(each, one); });
        if (!known)
            all.push_back({tp_order_id, concat("batch:", each.batch_id), "not there",
                           std::string(word_for(each.state))});
    }
    return all;
}

task<comparison> compare_with_baidu(const services& with, int64_t since_ms, int64_t until_ms,
                                    std::string after) {
    const order_filter wanted{.since_ms = since_ms,
                              .until_ms = until_ms,
                              .after = after,
                              .most = static_cast<int64_t>(kAtOnce)};
    const auto find = [app = with.rules.app, wanted](sql& db) {
        return search_order_numbers(db, app, wanted);
    };
    const std::vector<std::string> some = co_await with.db.run(access::read, find);
    comparison all;
    size_t done = 0;
    const int64_t begun_ms = monotonic_ms();
    while (done < some.size() && monotonic_ms() - begun_ms < kEnoughMs) {
        const std::string& each = some[done++];
        const comparison more = co_await compare_one(with, each, all);
        all = more;
    }
    if (done < some.size() || done == kAtOnce) all.next = some[done - 1];
    co_return all;
}

}  // namespace swan
