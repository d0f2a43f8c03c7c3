#include "service/store/tokens.h"

namespace swan {

stored_token find_token(sql& db, int64_t app) {
    auto row = db.query_one(
        "select token, number, issued_ms, refresh_ms, expires_ms, failures, not_before_ms,"
        " lease_ends_ms from access_tokens where app = :app",
        "tiiiiiii", {app});
    if (!row) return {};
    return {.token = row->take_text(0),
            .number = row->number(1),
            .issued_ms = row->number(2),
            .refresh_ms = row->number(3),
            .expires_ms = row->number(4),
            .failures = row->number(5),
            .not_before_ms = row->number(6),
            .lease_ends_ms = row->number(7)};
}

bool lease_token(sql& db, int64_t app, int64_t number, std::string_view owner, int64_t now_ms,
                 int64_t ends_ms) {
    const int64_t leased = db.execute(
        "update access_tokens set lease_owner = :owner, lease_ends_ms = :ends_ms"
        " where app = :app and number = :number"
        " and (lease_ends_ms <= :now_ms or lease_ends_ms > :longest_ms)"
        " and (not_before_ms <= :now_ms or not_before_ms > :latest_ms)",
        {owner, ends_ms, app, number, now_ms, now_ms + kLongestTokenLeaseMs,
         now_ms + kLongestTokenPauseMs});
    if (leased != 0) return true;
    const bool exists =
        db.query_one("select 1 from access_tokens where app = :app", "i", {app}).has_value();
    if (exists || number != 0) return false;
    db.execute(
        "insert into access_tokens (app, token, number, issued_ms, refresh_ms, expires_ms,"
        " failures, not_before_ms, lease_owner, lease_ends_ms)"
        " values (:app, '', 0, 0, 0, 0, 0, 0, :owner, :ends_ms)",
        {app, owner, ends_ms});
    return true;
}

bool save_token(sql& db, int64_t app, const stored_token& fresh) {
    return db.execute(
               "update access_tokens set token = :token, number = :number, issued_ms = :issued_ms,"
               " refresh_ms = :refresh_ms, expires_ms = :expires_ms, failures = :failures,"
               " not_before_ms = :not_before_ms, lease_owner = '', lease_ends_ms = 0"
               " where app = :app and number = :before",
               {std::string_view(fresh.token), fresh.number, fresh.issued_ms, fresh.refresh_ms,
                fresh.expires_ms, fresh.failures, fresh.not_before_ms, app, fresh.number - 1}) != 0;
}

void give_up_token(sql& db, int64_t app, std::string_view owner, int64_t failures,
                   int64_t not_before_ms) {
    db.execute(
        "update access_tokens set lease_owner = '', lease_ends_ms = 0, failures = :failures,"
        " not_before_ms = :not_before_ms where app = :app and lease_owner = :owner",
        {failures, not_before_ms, app, owner});
}

}  // namespace swan
