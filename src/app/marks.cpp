#include "app/marks.h"

#include "app/ledger.h"
#include "baidu/sign.h"
#include "base/crypto.h"
#include "base/text.h"
#include "service/store/counters.h"
#include "service/store/payments.h"
#include "service/store/record.h"

namespace swan {

namespace {

constexpr int64_t kMarksMs = int64_t{30} * 24 * 3'600'000;

std::string hash_of(std::string_view text) {
    const auto hash = crypto::sha256(text);
    return crypto::hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

// However the signed text is spelled in the body.
std::string fingerprint_of(const field_list& fields) { return hash_of(baidu::signed_text(fields)); }

// Reads all that are left: seldom.
void forget_old_marks(sql& db, const ledger_rules& rules, int64_t now_ms) {
    if (is_first_in_an_hour(db, rules.app, kMarksForgotten, now_ms))
        forget_marks(db, rules.app, now_ms - kMarksMs);
}

}  // namespace

bool is_first_time(sql& db, const ledger_rules& rules, std::string_view mark, int64_t now_ms) {
    const int64_t marked_ms = counter_value(db, rules.app, mark);
    if (marked_ms != 0 && marked_ms > now_ms - kMarksMs) return false;
    forget_old_marks(db, rules, now_ms);
    set_counter(db, rules.app, mark, now_ms);
    return true;
}

// Few messages are longer or book nothing: for the others no fingerprint is made.
received_message as_kept(std::string_view body, const field_list& fields) {
    if (body.size() <= kMostKeptBytes) return {.body = std::string(body)};
    return {.body = std::string(body.substr(0, kMostKeptBytes)),
            .fingerprint = fingerprint_of(fields)};
}

bool keep_once(sql& db, const ledger_rules& rules, const occasion& of,
               const received_message& message, int64_t now_ms) {
    constexpr size_t kDigits = 30;
    const std::string fingerprint = message.fingerprint.empty()
                                        ? fingerprint_of(parse_form(message.body))
                                        : message.fingerprint;
    const std::string hash = hash_of(concat(of.kind, " ", of.alert, " ", fingerprint));
    if (!is_first_time(db, rules, concat("0", hash.substr(0, kDigits)), now_ms)) return false;
    keep_message(db, rules.app, of.kind, of.subject, message.body, now_ms);
    return true;
}

}  // namespace swan
