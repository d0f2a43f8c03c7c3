#include "sandbox/phone.h"

#include <stdexcept>

#include "baidu/userdata.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "sandbox/answers.h"
#include "sandbox/courses.h"
#include "sandbox/model/cashier.h"
#include "sandbox/model/checkout.h"
#include "sandbox/model/fields.h"

namespace swan::sandbox {

namespace {

constexpr size_t kOpenIdLength = 26;   // as the documents' sample
constexpr size_t kLongestOpenId = 64;  // bytes
constexpr size_t kLongestSessionKey = 128;

std::string fresh_open_id() {
    constexpr std::string_view kLetters =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::string id;
    for (const unsigned char byte : crypto::random_bytes(kOpenIdLength))
        id.push_back(kLetters[byte % kLetters.size()]);
    return id;
}

user& user_of(baidu_side& side, const field_list& fields) {
    const std::string open_id = required(fields, "open_id");
    if (open_id.size() > kLongestOpenId) throw illegal("open_id is too long");
    return side.known.user_named(open_id);
}

struct encrypted {
    std::string data;
    std::string iv;
};

// Base64 texts of `content` under the user's session key.
encrypted encrypt_for(const baidu_side& side, const user& who, std::string_view content,
                      int block) {
    if (who.session_key.empty())
        throw illegal("no session key yet: exchange a login code of this open_id first");
    const std::string iv = crypto::random_bytes(16);
    try {
        const std::string data =
            baidu::encrypt_user_data(content, iv, who.session_key, side.merchant.app_key,
                                     crypto::hex(crypto::random_bytes(8)), block);
        return {crypto::base64_encode(data), crypto::base64_encode(iv)};
    } catch (const std::invalid_argument&) {
        throw illegal("the session key of this open_id is not base64 of 24 bytes");
    }
}

std::string user_info_of(const user& who) {
    json::writer out;
    out.begin_object().member("openid", who.open_id).member("nickname", "百度用户");
    out.member("headimgurl", "https://himg.bdimg.com/sys/portrait/item/sandbox.jpg");
    out.member("sex", 1).end_object();
    return out.take();
}

// Or in another app that is host to mini-programs: its codes have an "@".
bool is_in_baidu(const field_list& fields) {
    const auto host = field(fields, "host");
    if (!host.empty() && host != "baidu" && host != "other")
        throw illegal("host must be baidu or other");
    return host != "other";
}

int block_of(const field_list& fields) {
    const auto block = field(fields, "block");
    if (block.empty() || block == "32") return 32;
    if (block == "16") return 16;
    throw illegal("block must be 16 or 32");
}

response pay_failure(const pay_refusal& no) {
    json::writer out;
    out.begin_object().member("errCode", no.number).member("errMsg", no.why).end_object();
    return json_answer(out.take());
}

response left_unpaid() {
    return pay_failure({"requestPolymerPayment:fail cancel", kPaymentFailed});
}

// Does the customer leave the cashier without paying?
bool leaves(const field_list& query) {
    const auto outcome = field(query, "outcome");
    if (!outcome.empty() && outcome != "paid" && outcome != "left")
        throw illegal("outcome must be paid or left");
    return outcome == "left";
}

// What the customer really pays, fen: less than the amount when a promotion is simulated.
int64_t pay_money_of(const field_list& query, int64_t total) {
    const auto given = field(query, "pay_money");
    if (given.empty()) return total;
    const auto money = parse_decimal(given);
    if (!money || *money < 1 || *money > total) throw illegal("pay_money must be 1 to totalAmount");
    return *money;
}

// Takes the money, and answers when the merchant has been told once, or not in time.
task<response> charged(baidu_side& side, int64_t order_id, int64_t pay_money) {
    pay(side.known, *side.known.find_order(order_id), pay_money, now_ms() / 1000);
    const auto first_try = std::make_shared<happening>(side.on);
    side.callbacks.begin_notify(order_id, first_try);
    co_await first_try->wait(kAnswerDeadline);
    co_return json_answer(R"({"errMsg":"requestPolymerPayment:ok"})");
}

}  // namespace

task<response> login(baidu_side& side, const request& call) {
    const field_list fields = any_fields(call);
    login_code fresh;
    fresh.open_id = field(fields, "open_id");
    if (fresh.open_id.empty()) fresh.open_id = fresh_open_id();
    if (fresh.open_id.size() > kLongestOpenId) throw illegal("open_id is too long");
    fresh.session_key = field(fields, "session_key");
    if (fresh.session_key.size() > kLongestSessionKey) throw illegal("session_key is too long");
    fresh.code =
        concat(crypto::hex(crypto::random_bytes(16)), is_in_baidu(fields) ? "" : "@", "NW");
    fresh.expires_ms = now_ms() + side.merchant.code_lifetime_s * 1000;
    side.known.user_named(fresh.open_id);
    json::writer out;
    out.begin_object().member("code", fresh.code).member("open_id", fresh.open_id).end_object();
    side.known.add(std::move(fresh));
    co_return json_answer(out.take());
}

task<response> get_user_info(baidu_side& side, const request& call) {
    const field_list fields = any_fields(call);
    const user& who = user_of(side, fields);
    const std::string given(field(fields, "content"));
    const std::string content = given.empty() ? user_info_of(who) : given;
    const encrypted sealed = encrypt_for(side, who, content, block_of(fields));
    json::writer out;
    out.begin_object().member("data", sealed.data).member("iv", sealed.iv).end_object();
    co_return json_answer(out.take());
}

task<response> get_phone_number(baidu_side& side, const request& call) {
    const field_list fields = any_fields(call);
    const user& who = user_of(side, fields);
    const auto given = field(fields, "mobile");
    json::writer content;
    content.begin_object().member("mobile", given.empty() ? "15000000000" : given).end_object();
    const encrypted sealed = encrypt_for(side, who, content.take(), 32);
    json::writer out;
    out.begin_object().member("encryptedData", sealed.data).member("iv", sealed.iv).end_object();
    co_return json_answer(out.take());
}

task<response> request_polymer_payment(baidu_side& side, const request& call) {
    const field_list query = parse_form(call.query);
    const user& who = user_of(side, query);
    const auto checked = check_order_info(call.body, side.merchant);
    if (const auto* const no = std::get_if<pay_refusal>(&checked)) co_return pay_failure(*no);
    const payable& good = std::get<payable>(checked);
    const int64_t pay_money = pay_money_of(query, good.total_amount);
    const bool leaving = leaves(query);
    const auto opened = open_cashier(side.known, who, good, now_ms() / 1000);
    if (const auto* const no = std::get_if<pay_refusal>(&opened)) co_return pay_failure(*no);
    if (leaving) co_return left_unpaid();
    const int64_t order_id = std::get<int64_t>(opened);
    co_return co_await charged(side, order_id, pay_money);
}

task<response> charge(baidu_side& side, const request& call) {
    const field_list fields = any_fields(call);
    const std::string tp_order_id = required(fields, "tp_order_id");
    const order* open = nullptr;
    for (const order* each : side.known.orders_of(tp_order_id))
        if (!each->is_paid()) open = each;
    if (open == nullptr) throw illegal("no unpaid order of this tp_order_id at the cashier");
    const int64_t order_id = open->order_id;
    const int64_t pay_money = pay_money_of(fields, open->total_money);
    co_return co_await charged(side, order_id, pay_money);
}

}  // namespace swan::sandbox
