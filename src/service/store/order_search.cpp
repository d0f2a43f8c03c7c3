#include "service/store/order_search.h"

#include <algorithm>

#include "service/store/names.h"
#include "service/store/orders.h"
#include "service/store/payments.h"
#include "service/store/refunds.h"

namespace swan {

namespace {

constexpr const char* kBehindAll = "\x7f";  // ids are visible ASCII
constexpr size_t kDigitsOfTime = 13;
constexpr int64_t kClockSetBackMs = 3'600'000;  // so far at the most, as we take it

// A tpOrderId begins with the time at which it was made: a period is a range of the key.
std::string first_of(int64_t time_ms) {
    std::string digits = std::to_string(std::max<int64_t>(time_ms, 0));
    if (digits.size() < kDigitsOfTime) digits.insert(0, kDigitsOfTime - digits.size(), '0');
    return digits;
}

struct key_range {
    std::string low;
    std::string high;

    explicit key_range(const order_filter& wanted)
        : low(std::max(wanted.prefix, first_of(wanted.since_ms))),
          high(wanted.prefix + kBehindAll) {
        if (wanted.since_ms <= 0) low = wanted.prefix;
        if (!wanted.after.empty()) low = std::max(low, wanted.after + '\0');
        if (wanted.until_ms > 0) high = std::min(high, first_of(wanted.until_ms));
    }
};

template <class State>
int64_t number_of(const std::optional<State>& state) {
    return state ? stored(*state) : 0;  // no state has it
}

std::vector<std::string> first_column(std::vector<sql::row> rows) {
    std::vector<std::string> all;
    all.reserve(rows.size());
    for (sql::row& each : rows) all.push_back(each.take_text(0));
    return all;
}

// Of the row of `messages` behind which those lie that came at `since_ms` or later: rows are
// numbered as they come. Nothing else orders them: an index would cost every callback a fifth more.
int64_t row_before(sql& db, int64_t since_ms) {
    const auto last = db.query_one("select max(rowid) from messages", "i");
    int64_t low = 0;
    int64_t high = last ? last->number(0) : 0;
    while (low < high) {
        const auto next = db.query_one(
            "select rowid, received_ms from messages where rowid > :middle order by rowid limit 1",
            "ii", {low + (high - low) / 2});
        if (next && next->number(1) < since_ms)
            low = next->number(0);
        else
            high = low + (high - low) / 2;
    }
    return low;
}

}  // namespace

std::vector<order> search_orders(sql& db, int64_t app, const order_filter& wanted) {
    const key_range range(wanted);
    const int64_t state = number_of(wanted.state);
    std::vector<order> all;
    for (const std::string& id : first_column(
             db.query("select tp_order_id from orders where app = :app and tp_order_id >= :low"
                      " and tp_order_id < :high and (:any = 0 or state = :state)"
                      " order by tp_order_id desc limit :most",
                      "t", {app, range.low, range.high, state, state, wanted.most})))
        all.push_back(find_order(db, app, id).value());
    return all;
}

std::vector<std::string> search_order_numbers(sql& db, int64_t app, const order_filter& wanted) {
    const key_range range(wanted);
    const int64_t state = number_of(wanted.state);
    return first_column(
        db.query("select tp_order_id from orders where app = :app and tp_order_id >= :low"
                 " and tp_order_id < :high and (:any = 0 or state = :state)"
                 " order by tp_order_id limit :most",
                 "t", {app, range.low, range.high, state, state, wanted.most}));
}

std::vector<payment_names> search_payments(sql& db, int64_t app, int64_t since_ms,
                                           std::string_view after, int64_t most) {
    std::vector<payment_names> all;
    for (sql::row& row : db.query(
             "select order_id, tp_order_id from payments where app = :app and order_id > :after"
             " and (created_ms >= :since or exists (select 1 from refunds"
             " where refunds.app = payments.app and refunds.order_id = payments.order_id"
             " and (refunds.state not in (:done, :failed) or refunds.updated_ms >= :again)))"
             " order by order_id limit :most",
             "tt",
             {app, after, since_ms, stored(refund::status::done), stored(refund::status::failed),
              since_ms, most}))
        all.push_back({.order_id = row.take_text(0), .tp_order_id = row.take_text(1)});
    return all;
}

std::optional<std::string> named_order(sql& db, int64_t app, std::string_view id) {
    if (const auto sold = find_order(db, app, id)) return sold->tp_order_id;
    if (const auto paid = find_payment(db, app, id)) return paid->tp_order_id;
    if (const auto sold = find_order_by_merchant(db, app, id)) return sold->tp_order_id;
    if (!payments_of(db, app, id).empty()) return std::string(id);
    return std::nullopt;
}

std::vector<refund> search_refunds(sql& db, int64_t app, std::optional<refund::status> state,
                                   int64_t most) {
    const int64_t number = number_of(state);
    std::vector<refund> all;
    for (const std::string& id : first_column(
             db.query("select refund_id from refunds where app = :app"
                      " and (:any = 0 or state = :state) order by created_ms desc, refund_id"
                      " limit :most",
                      "t", {app, number, number, most})))
        all.push_back(find_refund(db, app, id).value());
    return all;
}

std::vector<received> messages_about(sql& db, int64_t app, std::string_view order_id,
                                     int64_t since_ms) {
    std::vector<received> all;
    for (sql::row& row :
         db.query("select kind, received_ms from messages where rowid > :before and app = :app"
                  " and subject = :subject order by received_ms",
                  "ti", {row_before(db, since_ms - kClockSetBackMs), app, order_id}))
        all.push_back({.kind = row.take_text(0), .received_ms = row.number(1)});
    return all;
}

// A kind at a time, as the key of the table begins with it.
std::vector<job> jobs_about(sql& db, int64_t app, std::string_view subject) {
    std::vector<job> all;
    for (const job_kind kind : all_values<job_kind>()) {
        const auto row = db.query_one(
            "select since_ms, due_ms, leased_ms, attempts from jobs where app = :app"
            " and kind = :kind and subject = :subject",
            "iiii", {app, stored(kind), subject});
        if (row)
            all.push_back({.kind = kind,
                           .subject = std::string(subject),
                           .since_ms = row->number(0),
                           .due_ms = row->number(1),
                           .leased_ms = row->number(2),
                           .attempts = row->number(3)});
    }
    return all;
}

}  // namespace swan
