#include "service/store/orders.h"

#include "service/store/row_cursor.h"

namespace swan {

namespace {

#define ORDER_COLUMNS                                                             \
    "tp_order_id, state, total_amount, deal_id, title, goods_id, count, open_id," \
    " merchant_order_id, return_data, created_ms, paid_ms, closed_ms"
constexpr const char* kTypes = "tiitttitttiii";

sql::arg nullable(const std::optional<std::string>& text) {
    if (!text) return nullptr;
    return std::string_view(*text);
}

std::optional<order> read(std::optional<sql::row> row) {
    if (!row) return std::nullopt;
    row_cursor in(*row);
    return order{.tp_order_id = in.text(),
                 .state = in.value<order::status>(),
                 .total_amount = in.number(),
                 .deal_id = in.text(),
                 .title = in.text(),
                 .goods_id = in.text(),
                 .count = in.number(),
                 .open_id = in.text_or_null(),
                 .merchant_order_id = in.text_or_null(),
                 .return_data = in.text(),
                 .created_ms = in.number(),
                 .paid_ms = in.number(),
                 .closed_ms = in.number()};
}

}  // namespace

bool insert_order(sql& db, int64_t app, const order& made) {
    try {
        db.execute(
            "insert into orders (app, " ORDER_COLUMNS
            ") values (:app, :id, :state, :amount, :deal, :title, :goods, :count, :open,"
            " :merchant, :returned, :created, :paid, :closed)",
            {app, made.tp_order_id, stored(made.state), made.total_amount, made.deal_id, made.title,
             made.goods_id, made.count, nullable(made.open_id), nullable(made.merchant_order_id),
             made.return_data, made.created_ms, made.paid_ms, made.closed_ms});
        return true;
    } catch (const sql_error& taken) {
        if (taken.what_kind() != sql_error::kind::constraint) throw;
        if (find_order(db, app, made.tp_order_id)) return false;
        throw;
    }
}

std::optional<order> find_order(sql& db, int64_t app, std::string_view tp_order_id) {
    return read(db.query_one("select " ORDER_COLUMNS
                             " from orders where app = :app and tp_order_id = :id",
                             kTypes, {app, tp_order_id}));
}

std::optional<sale_terms> find_terms(sql& db, int64_t app, std::string_view tp_order_id) {
    auto row = db.query_one(
        "select state, total_amount, deal_id, return_data, closed_ms from orders where app = :app "
        "and"
        " tp_order_id = :id",
        "iitti", {app, tp_order_id});
    if (!row) return std::nullopt;
    row_cursor in(*row);
    return sale_terms{.state = in.value<order::status>(),
                      .total_amount = in.number(),
                      .deal_id = in.text(),
                      .return_data = in.text(),
                      .closed_ms = in.number()};
}

std::optional<order> find_order_by_merchant(sql& db, int64_t app,
                                            std::string_view merchant_order_id) {
    return read(db.query_one("select " ORDER_COLUMNS
                             " from orders where app = :app and merchant_order_id = :id",
                             kTypes, {app, merchant_order_id}));
}

int64_t count_unpaid(sql& db, int64_t app, std::string_view open_id, int64_t since_ms,
                     int64_t most) {
    // The limits inside keep it cheap for a customer with very many orders, unpaid or not.
    const auto counted = db.query_one(
        "select count(*) from (select 1 from (select state from orders where app = :app"
        " and open_id = :open and created_ms > :since order by created_ms desc limit 200) as newest"
        " where state = :created limit :most) as unpaid",
        "i", {app, open_id, since_ms, stored(order::status::created), most});
    return counted ? counted->number(0) : 0;
}

bool move_order(sql& db, int64_t app, std::string_view tp_order_id, order::status from,
                order::status to, int64_t now_ms) {
    using status = order::status;
    return db.execute(
               "update orders set state = :to, paid_ms = case when :paid = 1 then :now else 0 end,"
               " closed_ms = case when :closed = 1 then :now else closed_ms end"
               " where app = :app and tp_order_id = :id and state = :from",
               {stored(to), int64_t{to == status::paid}, now_ms, int64_t{to == status::closed}, app,
                tp_order_id, stored(from)}) == 1;
}

}  // namespace swan
