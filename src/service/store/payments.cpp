#include "service/store/payments.h"

#include <atomic>

#include "base/crypto.h"
#include "base/text.h"
#include "service/store/row_cursor.h"

namespace swan {

namespace {

#define PAYMENT_COLUMNS                                                                   \
    "order_id, tp_order_id, user_id, deal_id, total_money, pay_money, pay_time, verdict," \
    " is_consumed, is_error_order, proven, odd, unverified, unsettled, reserved, created_ms"
constexpr const char* kTypes = "ttttiiiiiiiiiiii";

payment read(sql::row row) {
    row_cursor in(row);
    return {.order_id = in.text(),
            .tp_order_id = in.text(),
            .user_id = in.text(),
            .deal_id = in.text(),
            .total_money = in.number(),
            .pay_money = in.number(),
            .pay_time = in.number(),
            .verdict = in.value<payment::judgement>(),
            .is_consumed = in.number(),
            .is_error_order = in.flag(),
            .proven = in.flag(),
            .odd = in.flag(),
            .unverified = in.flag(),
            .unsettled = in.flag(),
            .reserved = in.number(),
            .created_ms = in.number()};
}

}  // namespace

void insert_payment(sql& db, int64_t app, const payment& taken) {
    db.execute(
        "insert into payments (app, " PAYMENT_COLUMNS
        ") values (:app, :order, :tp, :user, :deal, :total, :pay, :time, :verdict,"
        " :consumed, :error, :proven, :odd, :unverified, :unsettled,"
        " :reserved, :created)",
        {app, taken.order_id, taken.tp_order_id, taken.user_id, taken.deal_id, taken.total_money,
         taken.pay_money, taken.pay_time, stored(taken.verdict), taken.is_consumed,
         int64_t{taken.is_error_order}, int64_t{taken.proven}, int64_t{taken.odd},
         int64_t{taken.unverified}, int64_t{taken.unsettled}, taken.reserved, taken.created_ms});
}

std::optional<payment> find_payment(sql& db, int64_t app, std::string_view order_id) {
    auto row =
        db.query_one("select " PAYMENT_COLUMNS " from payments where app = :app and order_id = :id",
                     kTypes, {app, order_id});
    if (!row) return std::nullopt;
    return read(std::move(*row));
}

std::vector<payment> payments_of(sql& db, int64_t app, std::string_view tp_order_id) {
    std::vector<payment> all;
    for (sql::row& row :
         db.query("select " PAYMENT_COLUMNS " from payments where app = :app and tp_order_id = :id"
                  " order by created_ms, order_id",
                  kTypes, {app, tp_order_id}))
        all.push_back(read(std::move(row)));
    return all;
}

std::string find_good_payment(sql& db, int64_t app, std::string_view tp_order_id) {
    auto row = db.query_one(
        "select order_id from payments where app = :app and tp_order_id = :id and verdict = :good",
        "t", {app, tp_order_id, stored(payment::judgement::good)});
    return row ? row->take_text(0) : std::string();
}

bool reserve(sql& db, int64_t app, std::string_view order_id, int64_t amount) {
    return db.execute(
               "update payments set reserved = reserved + :more where app = :app and"
               " order_id = :id and reserved + :again <= total_money",
               {amount, app, order_id, amount}) == 1;
}

void reserve_anyway(sql& db, int64_t app, std::string_view order_id, int64_t amount) {
    db.execute(
        "update payments set reserved = reserved + :more where app = :app and order_id = :id",
        {amount, app, order_id});
}

void release(sql& db, int64_t app, std::string_view order_id, int64_t amount) {
    reserve_anyway(db, app, order_id, -amount);
}

void settle_payment(sql& db, int64_t app, const payment& told) {
    db.execute(
        "update payments set unsettled = 0, user_id = :user, pay_money = :money, pay_time = :time,"
        " odd = :odd where app = :app and order_id = :id",
        {told.user_id, told.pay_money, told.pay_time, int64_t{told.odd}, app, told.order_id});
}

void judge_anew(sql& db, int64_t app, std::string_view order_id, payment::judgement verdict) {
    db.execute("update payments set verdict = :verdict where app = :app and order_id = :id",
               {stored(verdict), app, order_id});
}

void name_payer(sql& db, int64_t app, std::string_view order_id, std::string_view user_id) {
    db.execute(
        "update payments set user_id = :user where app = :app and order_id = :id and user_id = ''",
        {user_id, app, order_id});
}

void mark_unverified(sql& db, int64_t app, std::string_view order_id) {
    db.execute("update payments set unverified = 1 where app = :app and order_id = :id",
               {app, order_id});
}

void keep_message(sql& db, int64_t app, std::string_view kind, std::string_view subject,
                  std::string_view body, int64_t now_ms) {
    // Unique over all workers. It begins with the time: an index of ids grows at its end.
    static const std::string worker = crypto::hex(crypto::random_bytes(8));
    static std::atomic<int64_t> count{0};
    const std::string id = concat(now_ms, "-", worker, "-", ++count);
    db.execute(
        "insert into messages (app, id, kind, subject, body, received_ms)"
        " values (:app, :id, :kind, :subject, :body, :now)",
        {app, id, kind, subject.substr(0, 64), body.substr(0, kMostKeptBytes), now_ms});
}

}  // namespace swan
