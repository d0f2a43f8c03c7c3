#include "service/store/commands.h"

#include "base/crypto.h"
#include "service/store/jobs.h"
#include "service/store/record.h"

namespace swan {

std::string insert_command(sql& db, int64_t app, command fresh) {
    fresh.id = crypto::hex(crypto::random_bytes(16));
    db.execute(
        "insert into commands (app, id, name, arguments, asked_by, state, answer, created_ms,"
        " ended_ms) values (:app, :id, :name, :arguments, :by, :state, :answer, :created, :ended)",
        {app, fresh.id, fresh.name, fresh.arguments, fresh.asked_by, stored(fresh.state),
         fresh.answer, fresh.created_ms, fresh.ended_ms});
    schedule_job(db, app, job_kind::command, fresh.id, fresh.created_ms, fresh.created_ms);
    return fresh.id;
}

std::optional<command> find_command(sql& db, int64_t app, std::string_view id) {
    auto row = db.query_one(
        "select id, name, arguments, asked_by, state, answer, created_ms, ended_ms from commands"
        " where app = :app and id = :id",
        "ttttitii", {app, id});
    if (!row) return std::nullopt;
    return command{.id = row->take_text(0),
                   .name = row->take_text(1),
                   .arguments = row->take_text(2),
                   .asked_by = row->take_text(3),
                   .state = static_cast<command::status>(row->number(4)),
                   .answer = row->take_text(5),
                   .created_ms = row->number(6),
                   .ended_ms = row->number(7)};
}

std::optional<command> waiting_command(sql& db, int64_t app, std::string_view id) {
    auto known = find_command(db, app, id);
    if (known && known->state != command::status::waiting) known.reset();
    return known;
}

void set_arguments(sql& db, int64_t app, std::string_view id, std::string_view arguments) {
    db.execute("update commands set arguments = :arguments where app = :app and id = :id",
               {arguments, app, id});
}

bool end_command(sql& db, int64_t app, const command& ended) {
    return db.execute(
               "update commands set state = :state, answer = :answer, ended_ms = :ended"
               " where app = :app and id = :id and state = :waiting",
               {stored(ended.state), ended.answer, ended.ended_ms, app, ended.id,
                stored(command::status::waiting)}) == 1;
}

}  // namespace swan
