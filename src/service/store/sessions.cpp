#include "service/store/sessions.h"

namespace swan {

void save_session(sql& db, int64_t app, std::string_view open_id, std::string_view session_key,
                  int64_t now_ms) {
    const auto known = find_session(db, app, open_id);
    if (!known) {
        db.execute(
            "insert into sessions (app, open_id, session_key, previous_key, updated_ms)"
            " values (:app, :open_id, :session_key, '', :updated_ms)",
            {app, open_id, session_key, now_ms});
        return;
    }
    const bool same = known->current == session_key;
    db.execute(
        "update sessions set session_key = :session_key, previous_key = :previous_key,"
        " updated_ms = :updated_ms where app = :app and open_id = :open_id",
        {session_key, std::string_view(same ? known->previous : known->current), now_ms, app,
         open_id});
}

std::optional<session_keys> find_session(sql& db, int64_t app, std::string_view open_id) {
    auto row = db.query_one(
        "select session_key, previous_key from sessions where app = :app and open_id = :open_id",
        "tt", {app, open_id});
    if (!row) return std::nullopt;
    return session_keys{row->take_text(0), row->take_text(1)};
}

}  // namespace swan
