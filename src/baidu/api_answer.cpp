#include "baidu/api_answer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace swan::baidu {
namespace {

using outcome = http_result::outcome;
using verdict = enum money_outcome::verdict;

constexpr size_t kMostText = 200;
constexpr size_t kShortestSecret = 4;
constexpr std::string_view kUndocumented = "Baidu's answer is not what its documents say";

// What the envelopes say, gateway's first: {"error_code","error_msg"}, {"errno","msg"}, and
// OAuth's {"error","error_description"}, which may have no number.
struct envelope {
    bool readable = true;  // false: a number or word of another type than documented
    bool has_errno = false;
    bool agree = true;   // false: two numbers that differ
    int64_t number = 0;  // 0: none, or success
    bool refused = false;
    std::string text;  // fit to be shown
};

bool is_null(const json::value& one) { return one.type() == json::kind::null; }

// The number under `name`; 0 when it is absent.
int64_t number_of(const json::value& root, std::string_view name, envelope& into) {
    const auto member = root.find(name);
    if (!member || is_null(*member)) return 0;
    const auto number = member->integral();
    into.readable = into.readable && number.has_value();
    return number.value_or(0);
}

std::string_view text_of(const json::value& root, std::string_view name) {
    const auto member = root.find(name);
    return member ? member->string().value_or("") : "";
}

bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool gives_away(std::string_view text, const sent_fields& sent) {
    return std::ranges::any_of(sent, [text](const auto& one) {
        const auto& [name, value] = one;
        const bool secret = name == "code" || name == "sk";
        if (value.size() < (secret ? 1 : kShortestSecret)) return false;
        const std::string encoded = encode_form({{"", value}}).substr(1);
        return holds(text, value) || holds(text, encoded);
    });
}

// All that the envelopes say in words, each once, without what gives away a secret.
std::string words_of(const json::value& root, const sent_fields& sent) {
    sent_fields hidden = sent;
    for (const char* name : {"session_key", "access_token"})
        hidden.emplace_back("sk", text_of(root, name));
    std::string all;
    for (const char* name : {"error_msg", "error", "error_description", "msg", "errmsg"}) {
        const std::string_view words = text_of(root, name);
        if (words.empty() || holds(all, words) || gives_away(words, hidden)) continue;
        if (!all.empty()) all += ": ";
        all += words;
    }
    return all;
}

envelope read_envelope(const json::value& root, const sent_fields& sent) {
    envelope told;
    const int64_t gateway = number_of(root, "error_code", told);
    const int64_t business = number_of(root, "errno", told);
    const auto word = root.find("error");
    const bool has_word = word && !is_null(*word);
    told.readable = told.readable && (!has_word || word->is_string());
    const auto number_member = root.find("errno");
    told.has_errno = number_member && !is_null(*number_member);
    told.number = gateway != 0 ? gateway : business;
    told.agree = gateway == 0 || business == 0 || gateway == business;
    told.refused = told.number != 0 || !text_of(root, "error").empty();
    if (!told.refused) return told;
    const std::string number = told.number != 0 ? concat(" ", told.number) : std::string();
    const std::string words = words_of(root, sent);
    told.text =
        printable(concat("Baidu error", number, words.empty() ? "" : ": ", words), kMostText);
    return told;
}

std::optional<json::document> parsed(const http_result& result) {
    try {
        return json::document::parse_object(result.body);
    } catch (const json::error&) {
        return std::nullopt;
    }
}

bool is_good(long status) { return status >= 200 && status < 300; }
// Only these statuses make an envelope a word of the cashier's.
bool is_its_own_word(long status) { return is_good(status) || (status >= 400 && status < 500); }

// Why there is nothing to read, fit to be shown.
std::string_view why_no_answer(outcome what) {
    switch (what) {
        case outcome::not_sent:
            return "Baidu cannot be reached";
        case outcome::timed_out:
        case outcome::connect_timed_out:
            return "Baidu did not answer in time";
        case outcome::too_large:
            return "Baidu's answer is too large";
        default:
            return "the connection to Baidu broke";
    }
}

bool is_timeout(outcome what) {
    return what == outcome::timed_out || what == outcome::connect_timed_out;
}

[[noreturn]] void fail(std::string_view call, std::string text) {
    const std::string log = concat(call, ": ", text);
    throw error(code::upstream_fail, std::move(text), log);
}

// The documented answers that say: nothing was done. Everything else may have been done.
bool is_definite_no(int64_t number) {
    constexpr int64_t kDefinite[] = {930, 970, 10000, 10001, 10002, 4010004, 5010001};
    return std::ranges::find(kDefinite, number) != std::end(kDefinite);
}

money_outcome no_answer(const http_result& result) {
    money_outcome came;
    came.timed_out = is_timeout(result.what);
    came.client_text = why_no_answer(result.what);
    if (result.what != outcome::not_sent) return came;
    came.verdict = verdict::refused;
    came.client_text = "could not be sent to Baidu";
    return came;
}

void take_batch(const json::value& data, money_outcome& into) {
    const auto batch = data.find("refundBatchId");
    const auto money = data.find("refundPayMoney");
    if (batch) into.refund_batch_id = batch->text().value_or("");
    if (money) into.refund_pay_money = money->integral();
    if (into.refund_pay_money.value_or(0) < 0) into.refund_pay_money.reset();
}

// Both calls that move money; `needs_batch`: success must name a batch.
money_outcome money_answer(const http_result& result, const sent_fields& sent, bool needs_batch) {
    if (result.what != outcome::answered) return no_answer(result);
    money_outcome came;
    came.client_text = kUndocumented;
    const auto body = parsed(result);
    if (!body) return came;
    const envelope told = read_envelope(body->root(), sent);
    const auto data = body->root().find("data");
    if (data) take_batch(*data, came);
    const bool has_batch = !came.refund_batch_id.empty();
    came.baidu_code = told.number;
    if (told.refused) came.client_text = told.text;
    if (!told.readable || !told.agree || !is_its_own_word(result.status)) return came;
    if (told.refused) {
        if (is_definite_no(told.number) && !has_batch) came.verdict = verdict::refused;
    } else if (is_good(result.status) && told.has_errno && (has_batch || !needs_batch)) {
        came.verdict = verdict::accepted;
        came.client_text.clear();
    }
    return came;
}

}  // namespace

json::document successful_answer(std::string_view call, const http_result& result,
                                 const sent_fields& sent) {
    if (result.what != outcome::answered) {
        const outcome came = result.upstream_hangs ? outcome::connect_timed_out : result.what;
        const code what = is_timeout(came) ? code::upstream_timeout : code::upstream_fail;
        throw error(what, std::string(why_no_answer(came)),
                    concat(call, ": ", why_no_answer(came), ": ", result.reason));
    }
    auto body = parsed(result);
    if (!body && !is_good(result.status)) fail(call, concat("Baidu answers HTTP ", result.status));
    if (!body) throw_undocumented(call);
    const envelope told = read_envelope(body->root(), sent);
    if (told.refused) fail(call, told.text);
    if (!is_good(result.status)) fail(call, concat("Baidu answers HTTP ", result.status));
    if (!told.readable) throw_undocumented(call);
    return std::move(*body);
}

void throw_undocumented(std::string_view call) { fail(call, std::string(kUndocumented)); }

money_outcome refund_outcome(const http_result& result, const sent_fields& sent) {
    return money_answer(result, sent, true);
}

money_outcome cancel_outcome(const http_result& result, const sent_fields& sent) {
    money_outcome came = money_answer(result, sent, false);
    came.refund_batch_id.clear();
    came.refund_pay_money.reset();
    return came;
}

}  // namespace swan::baidu
