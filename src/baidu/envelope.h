// What Baidu's servers wrap their answers in, the same in every call, and what of their texts may
// be shown. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/form.h"
#include "base/json.h"
#include "service/http.h"

namespace swan::baidu {

// What was sent and must not come back in an error text: a text that holds the value of one of
// these fields, as it is or percent-encoded, is dropped. Values under 4 bytes count for the fields
// `code`, `sk`, `client_secret` and `access_token` only, as every text holds a "3".
using sent_fields = field_list;

// What the envelopes say, gateway's first: {"error_code","error_msg"}, {"errno","msg"}, and
// OAuth's {"error","error_description"}, which may have no number.
struct envelope {
    bool readable = true;  // false: a number or word of another type than documented
    bool has_errno = false;
    int64_t gateway = 0;    // error_code; 0: none
    int64_t business = 0;   // errno; 0: none, or success
    bool refused = false;   // by any of the three
    std::string text = {};  // when refused: Baidu's number and words, fit to be shown

    int64_t number() const { return gateway != 0 ? gateway : business; }
    // False: two numbers that differ.
    bool agrees() const { return gateway == 0 || business == 0 || gateway == business; }
};

// An answer that is a JSON object.
struct opened_answer {
    json::document body;
    envelope told;
};

// Nothing when there is no answer, or when it is not a JSON object.
std::optional<opened_answer> opened(const http_result& result, const sent_fields& sent);

// The answer's JSON object when it is a success by both envelopes and its HTTP status is 2xx.
// Throws swan::error for everything else: upstream_timeout when the time was up, else
// upstream_fail with Baidu's number and text. `call` names the call in the log.
json::document successful_answer(std::string_view call, const http_result& result,
                                 const sent_fields& sent);
// The same of what opened() gave for `result`.
json::document successful_answer(std::string_view call, const http_result& result,
                                 std::optional<opened_answer> answer);

// An answer that is a success but not what Baidu's documents say.
inline constexpr std::string_view kUndocumented = "Baidu's answer is not what its documents say";
[[noreturn]] void throw_undocumented(std::string_view call);

bool is_good(long status);
// Why there is nothing to read, fit to be shown.
std::string_view why_no_answer(http_result::outcome what);

}  // namespace swan::baidu
