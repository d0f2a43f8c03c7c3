#include "service/store/counters.h"

namespace swan {

int64_t counter_value(sql& db, int64_t app, std::string_view name) {
    const auto row = db.query_one("select value from counters where app = :app and name = :name",
                                  "i", {app, name});
    return row ? row->number(0) : 0;
}

void set_counter(sql& db, int64_t app, std::string_view name, int64_t value) {
    const int64_t updated = db.execute(
        "update counters set value = :value where app = :app and name = :name", {value, app, name});
    if (updated == 0)
        db.execute("insert into counters (app, name, value) values (:app, :name, :value)",
                   {app, name, value});
}

bool is_first_in_an_hour(sql& db, int64_t app, std::string_view name, int64_t now_ms) {
    constexpr int64_t kHourMs = 3'600'000;
    const bool first = now_ms - counter_value(db, app, name) >= kHourMs;
    if (first) set_counter(db, app, name, now_ms);
    return first;
}

void drop_counter(sql& db, int64_t app, std::string_view name) {
    db.execute("delete from counters where app = :app and name = :name", {app, name});
}

void forget_marks(sql& db, int64_t app, int64_t before_ms) {
    db.execute(
        "delete from counters where app = :app and name >= '0' and name < ':' and value < :before",
        {app, before_ms});
}

void add_error_order(sql& db, int64_t app, std::string_view order_id, int64_t now_ms) {
    const int64_t again =
        db.execute("update error_orders set answered_ms = :now where app = :app and order_id = :id",
                   {now_ms, app, order_id});
    if (again == 0)
        db.execute("insert into error_orders (app, order_id, answered_ms) values (:app, :id, :now)",
                   {app, order_id, now_ms});
}

bool is_error_order(sql& db, int64_t app, std::string_view order_id) {
    return db
        .query_one("select 1 from error_orders where app = :app and order_id = :id", "i",
                   {app, order_id})
        .has_value();
}

int64_t count_error_orders(sql& db, int64_t app, int64_t since_ms, int64_t most) {
    db.execute("delete from error_orders where app = :app and answered_ms <= :since",
               {app, since_ms});
    const auto counted = db.query_one(
        "select count(*) from (select 1 from error_orders where app = :app limit :most) as some",
        "i", {app, most});
    return counted ? counted->number(0) : 0;
}

}  // namespace swan
