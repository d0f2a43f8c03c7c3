// When an access token serves, when the next one is fetched, and when nobody tries. Pure.
#pragma once

#include <cstdint>

#include "baidu/api_v2_types.h"
#include "service/store/tokens.h"

namespace swan {

// `refused`: the number of the token that Baidu refused to the one who asks; 0: none.

// Whether `one` may be sent to Baidu.
bool serves(const stored_token& one, int64_t refused, int64_t now_ms);

enum class token_step {
    use,    // it serves, and no other is needed, or somebody fetches it, or may not yet
    fetch,  // nobody is at it: who gets the lease fetches the next
    wait,   // nothing serves, and somebody is at it
    fail,   // nothing serves, and it is too early to try again
};
token_step next_step(const stored_token& one, int64_t refused, int64_t now_ms);

// The token that Baidu granted after `before`, asked for at `asked_ms`. A new one is fetched after
// 80 to 90 % of its life, which `chance` (0..255) spreads. `refused`: as Baidu refused `before`.
// When that came soon, as if `before` had not been granted at all, the next attempt has to wait:
// whatever Baidu answers, it is not asked for a token by every request.
stored_token successor(const stored_token& before, bool refused, const baidu::access_grant& granted,
                       int64_t asked_ms, unsigned char chance);

// How long nobody tries after so many failures in a row: 0 after none, 1 s after the first, twice
// as long after each, at most 10 s.
int64_t pause_ms(int64_t failures);

}  // namespace swan
