// What was done or told once and comes again: marks, in the store. Inside an operation, on the
// store's thread, unless said otherwise.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/form.h"
#include "service/store/sql.h"

namespace swan {

struct ledger_rules;

// True once in 30 days for each `mark`, of at most 32 bytes; it begins with a digit, as ids of
// orders and payments do.
bool is_first_time(sql& db, const ledger_rules& rules, std::string_view mark, int64_t now_ms);

// A message that Baidu signed, as it is kept and known again.
struct received_message {
    std::string body = {};         // as received, cut to kMostKeptBytes (service/store/record.h)
    std::string fingerprint = {};  // of the signed text, where `body` had to be cut
};
// `fields`: all of `body`, decoded. Pure.
received_message as_kept(std::string_view body, const field_list& fields);

struct occasion {
    std::string_view kind;        // of message, as for keep_message() (service/store/payments.h)
    std::string_view subject;     // the same
    std::string_view alert = {};  // that is told of it
};
// Keeps a message of Baidu's as received; false: it is kept already. Whoever has got hold of a
// signed one may send it for ever, spelled in ever new ways. But for each alert it is new: it means
// something else then.
bool keep_once(sql& db, const ledger_rules& rules, const occasion& of,
               const received_message& message, int64_t now_ms);

}  // namespace swan
