#include "baidu/api_v2_answer.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "baidu/members.h"
#include "base/text.h"

namespace swan::baidu {
namespace {

using verdict = enum money_outcome::verdict;
using numbers = std::initializer_list<int64_t>;

constexpr std::string_view kFind = "findByTpOrderId";
constexpr std::string_view kRefund = "applyOrderRefund";
constexpr std::string_view kFindRefunds = "findOrderRefund";
constexpr std::string_view kToken = "access token";
constexpr int64_t kLongestLife = int64_t{10} * 365 * 24 * 3600;
constexpr size_t kLongestToken = 512;

bool is_one_of(numbers all, int64_t number) { return std::ranges::find(all, number) != all.end(); }

// Access token invalid or no longer valid; expired.
bool says_token(int64_t number) { return number == 110 || number == 111; }

// 未获取到有效数据: of the documented numbers (third/paymentservice) the one that says that there
// is nothing.
bool says_no_data(const envelope& told) {
    constexpr int64_t kNoData = 60021;
    return told.number() == kNoData && told.agrees();
}

[[noreturn]] void refuse_token(std::string_view call, const envelope& told) {
    throw token_refused(concat(call, ": ", told.text));
}

// A success that has an errno. To ask again does no harm, so either number refuses the token.
json::document answer_of(std::string_view call, const http_result& result,
                         std::optional<opened_answer> answer) {
    if (answer && (says_token(answer->told.gateway) || says_token(answer->told.business)))
        refuse_token(call, answer->told);
    const bool has_errno = answer && answer->told.has_errno;
    json::document body = successful_answer(call, result, std::move(answer));
    if (!has_errno) throw_undocumented(call);
    return body;
}

// The first of `names` that has a text: Baidu spells some in two ways.
std::string one_text(const members& in, std::initializer_list<std::string_view> names) {
    for (const auto name : names)
        if (std::string text = in.text(name); !text.empty()) return text;
    throw_undocumented(in.call());
}

template <class Entry>
std::vector<Entry> list_of(std::string_view call, const json::value& list,
                           Entry (*entry_of)(const members&)) {
    if (!list.is_array()) throw_undocumented(call);
    std::vector<Entry> all;
    for (const auto& each : list.elements()) all.push_back(entry_of(members(call, each)));
    return all;
}

found_order::status order_state(const members& data) {
    const auto number = data.number("status");
    if (!number || !is_one_of({-1, 1, 2}, *number)) throw_undocumented(data.call());
    return static_cast<found_order::status>(*number);
}

found_order found_order_of(const members& data) {
    return {.state = order_state(data),
            .sub_status = data.number("subStatus"),
            .tp_order_id = data.text("tpOrderId"),
            .order_id = data.id("orderId"),
            .user_id = data.id("userId"),
            .deal_id = data.id("dealId"),
            .total_money = data.amount("totalMoney"),
            .pay_money = data.amount("payMoney")};
}

std::optional<listed_refund> refund_state(const members& one) {
    const auto number = one.number("refundStatus");
    if (!number || !is_one_of({1, 2, 3}, *number)) return std::nullopt;
    return static_cast<listed_refund>(*number);
}

// One that does not look like a number of Baidu's is none: the rest of the entry still counts.
std::string batch_id_of(const members& one) {
    std::string batch = one.text("refundBatchId");
    return parse_decimal(batch).value_or(0) > 0 ? batch : std::string();
}

found_refund found_refund_of(const members& one) {
    return {.state = refund_state(one),
            .refund_id = one.text("bizRefundBatchId"),
            .batch_id = batch_id_of(one),
            .order_id = one.id("orderId"),
            .user_id = one.id("userId")};
}

// The third-party platform's call writes it as 1.0.
std::optional<int64_t> export_status(const members& one) {
    const auto status = one.find("exportStatus");
    return status ? status->integral() : std::nullopt;
}

bill_file bill_file_of(const members& one) {
    return {.created = one.text("createTime"),
            .name = one.text("downloadName"),
            .export_status = export_status(one),
            .url = one.text("url")};
}

// Null, or what a server in PHP makes of an empty object.
bool is_nothing(const json::value& data) {
    return data.type() == json::kind::null || (data.is_object() && data.members().empty()) ||
           (data.is_array() && data.elements().empty());
}

bool is_a_token(std::string_view text) {
    return text.size() <= kLongestToken &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

verdict meaning_of(int64_t number, numbers refused, numbers later) {
    if (is_one_of(refused, number)) return verdict::refused;
    return is_one_of(later, number) ? verdict::later : verdict::unknown;
}

// The numbers of the gateway and those of the service behind it are two lists.
verdict meaning_of(const envelope& told) {
    if (says_token(told.gateway)) refuse_token(kRefund, told);
    if (told.gateway != 0)
        return meaning_of(told.gateway, {3, 5, 6, 7, 100, 101, 104, 105, 106, 107, 108}, {4, 17});
    return meaning_of(
        told.business,
        {2002, 6001, 40001, 40008, 41000, 44001, 44002, 44003, 44004, 45000, 45001, 45002, 60000},
        {50029});
}

}  // namespace

access_grant read_grant(const http_result& result, const sent_fields& sent) {
    const json::document body = successful_answer(kToken, result, sent);
    const members grant(kToken, body.root());
    std::string token = one_text(grant, {"access_token"});
    const int64_t lifetime = grant.number("expires_in").value_or(0);
    if (!is_a_token(token) || lifetime < 1 || lifetime > kLongestLife) throw_undocumented(kToken);
    return {.token = std::move(token), .lifetime_s = lifetime};
}

login_session read_session_key(const http_result& result, const sent_fields& sent) {
    constexpr std::string_view call = "session key v2";
    const json::document body = answer_of(call, result, opened(result, sent));
    const members data(call, members(call, body.root()).required("data"));
    return {.open_id = one_text(data, {"open_id", "openid"}),
            .session_key = one_text(data, {"session_key"})};
}

std::string read_union_id(const http_result& result, const sent_fields& sent) {
    constexpr std::string_view call = "getunionid";
    const json::document body = answer_of(call, result, opened(result, sent));
    const members data(call, members(call, body.root()).required("data"));
    return one_text(data, {"unionid", "union_id"});
}

std::optional<found_order> read_found_order(const http_result& result, const sent_fields& sent) {
    auto answer = opened(result, sent);
    if (answer && is_good(result.status) && says_no_data(answer->told)) return std::nullopt;
    const json::document body = answer_of(kFind, result, std::move(answer));
    const auto data = body.root().find("data");
    if (!data) throw_undocumented(kFind);
    if (is_nothing(*data)) return std::nullopt;
    return found_order_of(members(kFind, *data));
}

bool read_cancelled(const http_result& result, const sent_fields& sent) {
    constexpr std::string_view call = "cancelOrder";
    const json::document body = answer_of(call, result, opened(result, sent));
    const auto data = members(call, body.root()).required("data").boolean();
    if (!data) throw_undocumented(call);
    return *data;
}

std::vector<found_refund> read_found_refunds(const http_result& result, const sent_fields& sent) {
    auto answer = opened(result, sent);
    if (answer && is_good(result.status) && says_no_data(answer->told)) return {};
    const json::document body = answer_of(kFindRefunds, result, std::move(answer));
    const auto data = body.root().find("data");
    if (!data) throw_undocumented(kFindRefunds);
    if (is_nothing(*data)) return {};
    return list_of(kFindRefunds, *data, found_refund_of);
}

std::vector<bill_file> read_bill(const http_result& result, const sent_fields& sent) {
    constexpr std::string_view call = "bill";
    const json::document body = answer_of(call, result, opened(result, sent));
    const members data(call, members(call, body.root()).required("data"));
    const auto list = data.find("data");
    if (!list) return {};
    return list_of(call, *list, bill_file_of);
}

money_outcome refund_v2_outcome(const http_result& result, const sent_fields& sent) {
    return outcome_of(result, opened(result, sent), true, meaning_of);
}

}  // namespace swan::baidu
