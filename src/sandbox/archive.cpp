#include "sandbox/archive.h"

#include <algorithm>

#include "sandbox/model/record.h"

namespace swan::sandbox {

archive::archive(const std::string& where) : db_(where) {
    db_.run_once(
        "create table if not exists records (kind varchar(16) not null, id varchar(128) not null,"
        " body text not null, primary key (kind, id))");
}

void archive::load(state& into) {
    using enum state::kind;
    for (const auto kind : {user, code, order, refund, callback, token, call})
        load_kind(into, kind);
    into.take_changes();  // what was just read needs no writing
}

void archive::load_kind(state& into, state::kind kind) {
    auto rows = db_.query("select body from records where kind = :kind", "t", {name_of(kind)});
    if (kind == state::kind::callback)
        std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
            return callback_number(a.text(0)) < callback_number(b.text(0));
        });
    for (const auto& row : rows) restore_record(into, kind, row.text(0));
}

void archive::save(state& from) {
    const auto changes = from.take_changes();
    if (changes.empty()) return;
    try {
        db_.begin_write();
        for (const auto& key : changes) write(from, key);
        db_.commit();
    } catch (...) {
        db_.rollback();
        from.give_back(changes);
        throw;
    }
}

void archive::write(state& from, const state::key& key) {
    const std::string body = record_text(from, key);
    if (body.empty())
        db_.execute("delete from records where kind = :kind and id = :id",
                    {name_of(key.first), key.second});
    else
        db_.execute("insert or replace into records (kind, id, body) values (:kind, :id, :body)",
                    {name_of(key.first), key.second, body});
}

}  // namespace swan::sandbox
