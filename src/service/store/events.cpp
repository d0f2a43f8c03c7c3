#include "service/store/events.h"

#include "base/crypto.h"
#include "service/store/names.h"
#include "service/store/record.h"
#include "service/store/row_cursor.h"

namespace swan {

namespace {

#define EVENT_COLUMNS                                                                \
    "id, tp_order_id, sequence, kind, state, order_id, refund_id, attempts, answer," \
    " created_ms, ended_ms"
constexpr const char* kTypes = "ttiiittitii";

event read(sql::row& row) {
    row_cursor in(row);
    return {.id = in.text(),
            .tp_order_id = in.text(),
            .sequence = in.number(),
            .kind = in.value<event::what>(),
            .state = in.value<event::status>(),
            .order_id = in.text(),
            .refund_id = in.text(),
            .attempts = in.number(),
            .answer = in.text(),
            .created_ms = in.number(),
            .ended_ms = in.number()};
}

std::optional<event> read(std::optional<sql::row> row) {
    if (!row) return std::nullopt;
    return read(*row);
}

}  // namespace

std::string_view name_of(event::what kind) {
    switch (kind) {
        case event::what::paid:
            return "paid";
        case event::what::unsettled:
            return "unsettled";
        case event::what::orphan:
            return "orphan";
        case event::what::mismatch:
            return "mismatch";
        case event::what::duplicate:
            return "duplicate";
        case event::what::late:
            return "late";
        case event::what::refund_requested:
            return "refund_requested";
        case event::what::refund_done:
            return "refund_done";
        case event::what::refund_failed:
            return "refund_failed";
        case event::what::closed:
            return "closed";
    }
    return kUnknownName;
}

std::string_view name_of(event::status state) {
    switch (state) {
        case event::status::held:
            return "held";
        case event::status::waiting:
            return "waiting";
        case event::status::sent:
            return "sent";
        case event::status::dead:
            return "dead";
        case event::status::dropped:
            return "dropped";
    }
    return kUnknownName;
}

void insert_event(sql& db, int64_t app, event fresh) {
    const auto last =
        db.query_one("select max(sequence) from events where app = :app and tp_order_id = :id", "i",
                     {app, fresh.tp_order_id});
    fresh.sequence = (last ? last->number(0) : 0) + 1;
    fresh.id = crypto::hex(crypto::random_bytes(16));
    db.execute("insert into events (app, " EVENT_COLUMNS
               ") values (:app, :id, :tp, :sequence, :kind, :state, :order, :refund, :attempts,"
               " :answer, :created, :ended)",
               {app, fresh.id, fresh.tp_order_id, fresh.sequence, stored(fresh.kind),
                stored(fresh.state), fresh.order_id, fresh.refund_id, fresh.attempts, fresh.answer,
                fresh.created_ms, fresh.ended_ms});
}

std::optional<event> find_event(sql& db, int64_t app, std::string_view id) {
    return read(db.query_one("select " EVENT_COLUMNS " from events where app = :app and id = :id",
                             kTypes, {app, id}));
}

std::vector<event> events_of(sql& db, int64_t app, std::string_view tp_order_id) {
    std::vector<event> all;
    for (sql::row& row :
         db.query("select " EVENT_COLUMNS " from events where app = :app and tp_order_id = :id"
                  " order by sequence",
                  kTypes, {app, tp_order_id}))
        all.push_back(read(row));
    return all;
}

std::vector<event> search_events(sql& db, int64_t app, std::optional<event::status> state,
                                 int64_t most) {
    const int64_t number = state ? stored(*state) : 0;  // no state has that number
    std::vector<event> all;
    for (sql::row& row :
         db.query("select " EVENT_COLUMNS
                  " from events where app = :app and (:any = 0 or state = :state)"
                  " order by created_ms desc, tp_order_id, sequence desc limit :most",
                  kTypes, {app, number, number, most}))
        all.push_back(read(row));
    return all;
}

std::optional<event> next_event(sql& db, int64_t app, std::string_view tp_order_id) {
    using status = event::status;
    return read(db.query_one(
        "select " EVENT_COLUMNS
        " from events where app = :app and tp_order_id = :id"
        " and state in (:held, :waiting, :dead) order by sequence limit 1",
        kTypes,
        {app, tp_order_id, stored(status::held), stored(status::waiting), stored(status::dead)}));
}

void update_event(sql& db, int64_t app, const event& changed) {
    db.execute(
        "update events set state = :state, attempts = :attempts, answer = :answer,"
        " ended_ms = :ended where app = :app and tp_order_id = :tp and sequence = :sequence",
        {stored(changed.state), changed.attempts, changed.answer, changed.ended_ms, app,
         changed.tp_order_id, changed.sequence});
}

}  // namespace swan
