#include "service/store/quarantine.h"

#include "service/store/record.h"

namespace swan {

namespace {

constexpr int64_t kMostOfAnOrder = 3;
constexpr int64_t kMost = 1000;
constexpr int64_t kHeldMs = int64_t{7} * 24 * 3600 * 1000;

bool has_room(sql& db, int64_t app, std::string_view tp_order_id, std::string_view order_id) {
    const auto kept =
        db.query("select order_id from quarantine where app = :app and tp_order_id = :tp", "t",
                 {app, tp_order_id});
    for (const sql::row& each : kept)
        if (each.text(0) == order_id) return false;
    return static_cast<int64_t>(kept.size()) < kMostOfAnOrder;
}

void make_room(sql& db, int64_t app) {
    const auto count = db.query_one("select count(*) from quarantine where app = :app", "i", {app});
    if (count->number(0) < kMost) return;
    const auto oldest = db.query_one(
        "select tp_order_id, order_id from quarantine where app = :app"
        " order by received_ms, tp_order_id, order_id limit 1",
        "tt", {app});
    db.execute(
        "delete from quarantine where app = :app and tp_order_id = :tp and order_id = :order",
        {app, oldest->text(0), oldest->text(1)});
}

std::vector<quarantined> read(std::vector<sql::row> rows) {
    std::vector<quarantined> all;
    all.reserve(rows.size());
    for (sql::row& row : rows)
        all.push_back({.tp_order_id = row.take_text(0),
                       .order_id = row.take_text(1),
                       .body = row.take_text(2),
                       .received_ms = row.number(3)});
    return all;
}

}  // namespace

bool quarantine(sql& db, int64_t app, std::string_view tp_order_id, std::string_view order_id,
                std::string_view body, int64_t now_ms) {
    db.execute("delete from quarantine where app = :app and received_ms < :then",
               {app, now_ms - kHeldMs});
    if (!has_room(db, app, tp_order_id, order_id)) return false;
    make_room(db, app);
    db.execute(
        "insert into quarantine (app, tp_order_id, order_id, body, received_ms)"
        " values (:app, :tp, :order, :body, :now)",
        {app, tp_order_id, order_id, body.substr(0, kMostKeptBytes), now_ms});
    return true;
}

std::vector<quarantined> all_quarantined(sql& db, int64_t app) {
    return read(
        db.query("select tp_order_id, order_id, body, received_ms from quarantine"
                 " where app = :app order by received_ms, tp_order_id, order_id",
                 "ttti", {app}));
}

std::vector<quarantined> quarantined_of(sql& db, int64_t app, std::string_view tp_order_id) {
    return read(
        db.query("select tp_order_id, order_id, body, received_ms from quarantine"
                 " where app = :app and tp_order_id = :tp order by received_ms, order_id",
                 "ttti", {app, tp_order_id}));
}

void leave_quarantine(sql& db, int64_t app, const quarantined& one) {
    db.execute(
        "delete from quarantine where app = :app and tp_order_id = :tp and order_id = :order",
        {app, one.tp_order_id, one.order_id});
}

}  // namespace swan
