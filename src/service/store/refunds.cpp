#include "service/store/refunds.h"

#include "service/store/row_cursor.h"

namespace swan {

namespace {

#define REFUND_COLUMNS                                                                         \
    "refund_id, order_id, tp_order_id, state, origin, amount, asked, whole, reason, asked_by," \
    " batch_id, refund_pay_money, audit_status, audit_money, sent_by, answer_code,"            \
    " answer_text, created_ms, updated_ms"
constexpr const char* kTypes = "tttiiititttiiiiitii";

sql::arg batch_of(const refund& one) {
    if (!one.batch_id) return nullptr;
    return std::string_view(*one.batch_id);
}

refund read(sql::row row) {
    row_cursor in(row);
    return {.refund_id = in.text(),
            .order_id = in.text(),
            .tp_order_id = in.text(),
            .state = in.value<refund::status>(),
            .origin = in.value<refund::source>(),
            .amount = in.number(),
            .asked = in.text(),
            .whole = in.flag(),
            .reason = in.text(),
            .asked_by = in.text(),
            .batch_id = in.text_or_null(),
            .refund_pay_money = in.number(),
            .audit_status = in.number(),
            .audit_money = in.number(),
            .sent_by = in.value<refund::generation>(),
            .answer_code = in.number(),
            .answer_text = in.text(),
            .created_ms = in.number(),
            .updated_ms = in.number()};
}

std::optional<refund> read(std::optional<sql::row> row) {
    if (!row) return std::nullopt;
    return read(std::move(*row));
}

}  // namespace

void insert_refund(sql& db, int64_t app, const refund& asked) {
    db.execute("insert into refunds (app, " REFUND_COLUMNS
               ") values (:app, :id, :order, :tp, :state, :origin, :amount, :asked, :whole,"
               " :reason, :by, :batch, :cash, :audit, :audited, :sent_by, :code, :text,"
               " :created, :updated)",
               {app,
                asked.refund_id,
                asked.order_id,
                asked.tp_order_id,
                stored(asked.state),
                stored(asked.origin),
                asked.amount,
                asked.asked,
                int64_t{asked.whole},
                asked.reason,
                asked.asked_by,
                batch_of(asked),
                asked.refund_pay_money,
                asked.audit_status,
                asked.audit_money,
                stored(asked.sent_by),
                asked.answer_code,
                asked.answer_text,
                asked.created_ms,
                asked.updated_ms});
}

std::optional<refund> find_refund(sql& db, int64_t app, std::string_view refund_id) {
    return read(db.query_one("select " REFUND_COLUMNS
                             " from refunds where app = :app and refund_id = :id",
                             kTypes, {app, refund_id}));
}

std::optional<refund> find_refund_by_batch(sql& db, int64_t app, std::string_view batch_id) {
    return read(db.query_one("select " REFUND_COLUMNS
                             " from refunds where app = :app and batch_id = :id",
                             kTypes, {app, batch_id}));
}

std::vector<refund> refunds_of(sql& db, int64_t app, std::string_view order_id) {
    std::vector<refund> all;
    for (sql::row& row :
         db.query("select " REFUND_COLUMNS " from refunds where app = :app and order_id = :id"
                  " order by created_ms, refund_id",
                  kTypes, {app, order_id}))
        all.push_back(read(std::move(row)));
    return all;
}

bool has_approved_refund(sql& db, int64_t app, std::string_view order_id) {
    return db
        .query_one(
            "select 1 from refunds where app = :app and order_id = :id"
            " and (audit_status = :approve or state = :done) limit 1",
            "i", {app, order_id, audit_answer::approve, stored(refund::status::done)})
        .has_value();
}

void update_refund(sql& db, int64_t app, const refund& changed) {
    db.execute(
        "update refunds set state = :state, origin = :origin, amount = :amount,"
        " batch_id = :batch, refund_pay_money = :cash, audit_status = :audit,"
        " audit_money = :audited, answer_code = :code, answer_text = :text,"
        " updated_ms = :updated, sent_by = :sent_by where app = :app and refund_id = :id",
        {stored(changed.state), stored(changed.origin), changed.amount, batch_of(changed),
         changed.refund_pay_money, changed.audit_status, changed.audit_money, changed.answer_code,
         changed.answer_text, changed.updated_ms, stored(changed.sent_by), app, changed.refund_id});
}

int64_t count_absence(sql& db, int64_t app, std::string_view refund_id, int64_t apart_ms,
                      int64_t now_ms) {
    const int64_t counted = db.execute(
        "update refunds set absences = absences + 1, absent_ms = :now where app = :app"
        " and refund_id = :id and absent_ms <= :before",
        {now_ms, app, refund_id, now_ms - apart_ms});
    return counted == 1 ? absences_of(db, app, refund_id) : 0;
}

int64_t absences_of(sql& db, int64_t app, std::string_view refund_id) {
    const auto row = db.query_one(
        "select absences from refunds where app = :app and refund_id = :id", "i", {app, refund_id});
    return row ? row->number(0) : 0;
}

void set_absences(sql& db, int64_t app, std::string_view refund_id, int64_t times) {
    db.execute("update refunds set absences = :times where app = :app and refund_id = :id",
               {times, app, refund_id});
}

}  // namespace swan
