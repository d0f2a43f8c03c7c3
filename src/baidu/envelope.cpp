#include "baidu/envelope.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace swan::baidu {
namespace {

using outcome = http_result::outcome;

constexpr size_t kMostText = 200;
constexpr size_t kShortestSecret = 4;

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

bool is_secret(std::string_view name) {
    constexpr std::string_view kSecrets[] = {"code", "sk", "client_secret", "access_token"};
    return std::ranges::find(kSecrets, name) != std::end(kSecrets);
}

bool gives_away(std::string_view text, const sent_fields& sent) {
    return std::ranges::any_of(sent, [text](const auto& one) {
        const auto& [name, value] = one;
        if (value.size() < (is_secret(name) ? 1 : kShortestSecret)) return false;
        const std::string encoded = encode_form({{"", value}}).substr(1);
        return holds(text, value) || holds(text, encoded);
    });
}

// Secrets that Baidu gives, beside what was sent.
void hide_given(const json::value& given, sent_fields& hidden) {
    for (const char* name : {"session_key", "access_token", "refresh_token", "session_secret"})
        hidden.emplace_back("sk", text_of(given, name));
}

// All that the envelopes say in words, each once, without what gives away a secret.
std::string words_of(const json::value& root, const sent_fields& sent) {
    sent_fields hidden = sent;
    hide_given(root, hidden);
    if (const auto data = root.find("data")) hide_given(*data, hidden);
    std::string all;
    for (const char* name : {"error_msg", "error", "error_description", "msg", "errmsg"}) {
        const std::string_view words = text_of(root, name);
        if (words.empty() || holds(all, words) || gives_away(words, hidden)) continue;
        if (!all.empty()) all += ": ";
        all += words;
    }
    return all;
}

std::string told_text(const json::value& root, int64_t told, const sent_fields& sent) {
    const std::string number = told != 0 ? concat(" ", told) : std::string();
    const std::string words = words_of(root, sent);
    return printable(concat("Baidu error", number, words.empty() ? "" : ": ", words), kMostText);
}

envelope read_envelope(const json::value& root, const sent_fields& sent) {
    envelope told;
    told.gateway = number_of(root, "error_code", told);
    told.business = number_of(root, "errno", told);
    const auto word = root.find("error");
    const bool has_word = word && !is_null(*word);
    told.readable = told.readable && (!has_word || word->is_string());
    const auto number = root.find("errno");
    told.has_errno = number && !is_null(*number);
    told.refused = told.number() != 0 || !text_of(root, "error").empty();
    if (told.refused) told.text = told_text(root, told.number(), sent);
    return told;
}

[[noreturn]] void fail(std::string_view call, std::string text) {
    const std::string log = concat(call, ": ", text);
    throw error(code::upstream_fail, std::move(text), log);
}

bool is_timeout(outcome what) {
    return what == outcome::timed_out || what == outcome::connect_timed_out;
}

}  // namespace

std::optional<opened_answer> opened(const http_result& result, const sent_fields& sent) {
    if (result.what != outcome::answered) return std::nullopt;
    try {
        json::document body = json::document::parse_object(result.body);
        envelope told = read_envelope(body.root(), sent);
        return opened_answer{std::move(body), std::move(told)};
    } catch (const json::error&) {
        return std::nullopt;
    }
}

json::document successful_answer(std::string_view call, const http_result& result,
                                 const sent_fields& sent) {
    return successful_answer(call, result, opened(result, sent));
}

json::document successful_answer(std::string_view call, const http_result& result,
                                 std::optional<opened_answer> answer) {
    if (result.what != outcome::answered) {
        const outcome came = result.upstream_hangs ? outcome::connect_timed_out : result.what;
        const code what = is_timeout(came) ? code::upstream_timeout : code::upstream_fail;
        throw error(what, std::string(why_no_answer(came)),
                    concat(call, ": ", why_no_answer(came), ": ", result.reason));
    }
    if (answer && answer->told.refused) fail(call, std::move(answer->told.text));
    if (!is_good(result.status)) fail(call, concat("Baidu answers HTTP ", result.status));
    if (!answer || !answer->told.readable) throw_undocumented(call);
    return std::move(answer->body);
}

void throw_undocumented(std::string_view call) { fail(call, std::string(kUndocumented)); }

bool is_good(long status) { return status >= 200 && status < 300; }

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

}  // namespace swan::baidu
