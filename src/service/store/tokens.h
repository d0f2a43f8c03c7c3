// The access token of each mini-program, which all loops, processes and hosts share, and who of
// them is getting a new one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "service/store/sql.h"

namespace swan {

// Times in milliseconds since 1970, of the store's clock.
struct stored_token {
    std::string token = {};  // secret; empty: there was none yet
    // Counts the app's tokens, so that one can be told from the next even if both have one text.
    int64_t number = 0;
    int64_t issued_ms = 0;
    int64_t refresh_ms = 0;  // from then on a new one may be fetched
    int64_t expires_ms = 0;
    int64_t failures = 0;       // attempts in a row that gave nothing, or nothing that lasted
    int64_t not_before_ms = 0;  // no attempt begins before
    int64_t lease_ends_ms = 0;  // until then somebody is at it; 0: nobody
};

// No lease is longer (upstream_timeout_ms is 9 s at most), nor any pause after a failure. What is
// further ahead was written before the clock was set back, and holds no more.
inline constexpr int64_t kLongestTokenLeaseMs = 10'000;
inline constexpr int64_t kLongestTokenPauseMs = 10'000;

// All zero before the first. `app`: app_number(). Throws sql_error, as all of these.
stored_token find_token(sql& db, int64_t app);

// True: `owner` alone may fetch the successor of the token `number`, until `ends_ms`. False:
// somebody else is at it, or has done it, or it is too early.
bool lease_token(sql& db, int64_t app, int64_t number, std::string_view owner, int64_t now_ms,
                 int64_t ends_ms);

// Replaces the token `fresh.number - 1` and ends its lease, whoever holds it. False: it is replaced
// already, and nothing is changed.
bool save_token(sql& db, int64_t app, const stored_token& fresh);

// `owner` has got nothing: ends his lease, if he still holds it.
void give_up_token(sql& db, int64_t app, std::string_view owner, int64_t failures,
                   int64_t not_before_ms);

}  // namespace swan
