#include "bench/stage.h"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "baidu/notify_fields.h"
#include "baidu/orderinfo.h"
#include "baidu/sign.h"
#include "baidu/userdata.h"
#include "base/text.h"
#include "e2e/process.h"
#include "service/store/jobs.h"
#include "service/store/orders.h"
#include "service/store/schema.h"
#include "service/store/sessions.h"
#include "service/store/store.h"

namespace swan::bench {

namespace {

constexpr std::string_view kUser =  // 160 bytes once encrypted: Baidu's own sample
    R"({"openid":"open_id","nickname":"baidu_user","headimgurl":"url of image","sex":1})";
constexpr int64_t kAmount = 1290;           // fen
constexpr int64_t kLaterMs = 24 * 3600000;  // after any bench

config read_config(const std::filesystem::path& folder) {
    std::vector<std::string> warnings;
    return std::move(load_config(folder / "conf", warnings).apps.front());
}

// One session key for all: what is measured does not depend on it.
const std::string& session_key() {
    static const std::string key = crypto::base64_encode(crypto::random_bytes(24));
    return key;
}

std::string form(const field_list& fields) {
    std::string text;
    for (const auto& [name, value] : fields)
        text.append(text.empty() ? "" : "&").append(name + "=" + e2e::escaped(value));
    return text;
}

std::string padded(int64_t number, size_t width) {
    const std::string digits = concat(number);
    return std::string(width - digits.size(), '0') + digits;
}

}  // namespace

stage::stage(const e2e::running_system::settings& how)
    : system_(how),
      settings_(read_config(system_.folder())),
      platform_(crypto::rsa_private_key::parse(
          e2e::content_of(system_.folder() / "keys/platform_rsa_private_key.pem"))),
      db_(settings_.server.store),
      app_(app_number(db_, settings_.smart_app.app_key)) {
    std::filesystem::create_directories(system_.folder() / "bench");
    db_.set_durable(false);
    // Millions of rows at random places: this session may take what the worker must not.
    db_.run_once("pragma cache_size = -4000000");  // KB
}

std::filesystem::path stage::own_key() const {
    return system_.folder() / "conf/self_rsa_private_key.pem";
}

std::filesystem::path stage::requests_file(const std::string& name) const {
    return system_.folder() / "bench" / name;
}

std::string stage::answer_to(const std::filesystem::path& requests) const {
    std::ifstream in(requests);
    std::string method, path, body;
    in >> method >> path;
    in.get();
    std::getline(in, body);
    const e2e::reply got = system_.ask(method, path, body);
    if (got.header("x-swan-code") != "0")
        throw std::runtime_error(concat(path, " answered ", got.status, " ", got.body));
    return got.body;
}

std::string stage::order_number(int64_t index) { return "1795369474975" + padded(index, 19); }

// Spread over the keys as Baidu's are, not in the order of their making.
std::string stage::open_id(int64_t index) {
    const auto digest = crypto::sha256(concat("bench user ", index));
    return crypto::hex({reinterpret_cast<const char*>(digest.data()), 13});
}

// In one transaction, so that a page is written once, however many rows it gets.
template <class F>
void stage::insert_all(int64_t first, int64_t end, F insert) {
    db_.begin_write();
    for (; first < end; ++first) insert(first);
    db_.commit();
}

void stage::fill_sessions(int64_t until) {
    insert_all(sessions_, until, [&](int64_t index) {
        save_session(db_, app_, open_id(index), session_key(), store_now_ms());
    });
    sessions_ = std::max(sessions_, until);
}

void stage::fill_orders(int64_t until) {
    insert_all(orders_, until, [&](int64_t index) {
        insert_order(db_, app_,
                     {.tp_order_id = order_number(index),
                      .total_amount = kAmount,
                      .deal_id = settings_.pay.deal_id,
                      .title = settings_.pay.order_title,
                      .open_id = open_id(index),
                      .return_data = baidu::kReturnData,
                      .created_ms = store_now_ms()});
    });
    orders_ = std::max(orders_, until);
}

void stage::settle() { db_.run_once("pragma wal_checkpoint(truncate)"); }

std::filesystem::path stage::userinfo(int64_t users) {
    fill_sessions(users);
    return userinfo_of_filled(users);
}

std::filesystem::path stage::userinfo_of_filled(int64_t count) {
    const std::string iv = crypto::random_bytes(16);
    const std::string data = baidu::encrypt_user_data(
        kUser, iv, session_key(), settings_.smart_app.app_key, crypto::random_bytes(16), 32);
    const auto file = requests_file("userinfo");
    std::ofstream out(file);
    for (int64_t i = 0; i < count; ++i)
        out << "POST /auth/userinfo "
            << form({{"data", crypto::base64_encode(data)},
                     {"iv", crypto::base64_encode(iv)},
                     {"open_id", open_id(i * (sessions_ / count))}})
            << '\n';
    return file;
}

std::filesystem::path stage::status_of_filled(int64_t count) {
    const auto file = requests_file("status");
    std::ofstream out(file);
    for (int64_t i = 0; i < count; ++i)
        out << "GET /pay/status?tp_order_id=" << order_number(i * (orders_ / count)) << '\n';
    return file;
}

std::filesystem::path stage::gen(int64_t customers) {
    const auto file = requests_file("gen");
    std::ofstream out(file);
    const std::string sale = "GET /pay/gen?goods_id=tea";
    if (customers == 0) out << sale << '\n';
    for (int64_t i = 0; i < customers; ++i)
        out << sale << "&open_id=" << crypto::hex(crypto::random_bytes(13)) << '\n';
    return file;
}

std::filesystem::path stage::login(const std::string& code_prefix) const {
    const auto file = requests_file("login" + code_prefix);
    std::ofstream(file) << "POST /auth/login code=" << code_prefix
                        << "e4a13af4e6d8c491b701a86682a5bc76NW\n";
    return file;
}

std::string stage::notify(int64_t index) const {
    const field_list told = test::notify_fields({.order_id = concat(81'245'245'000'000 + index),
                                                 .tp_order_id = order_number(index),
                                                 .deal_id = settings_.pay.deal_id,
                                                 .amount = concat(kAmount),
                                                 .pay_time = concat(store_now_ms() / 1000),
                                                 .return_data = baidu::kReturnData});
    return form(told) + "&rsaSign=" + e2e::escaped(baidu::sign(told, platform_));
}

std::filesystem::path stage::notifies(int64_t count) {
    const int64_t first = std::max(orders_, notified_);
    fill_orders(first + count);
    notified_ = first + count;
    // As /pay/gen leaves them, but not to be looked at while this lasts.
    insert_all(first, notified_, [&](int64_t index) {
        const int64_t now_ms = store_now_ms();
        insert_job(db_, app_, job_kind::watch, order_number(index), now_ms + kLaterMs, now_ms);
    });
    const auto file = requests_file("notifies");
    std::ofstream out(file);
    for (int64_t i = first; i < notified_; ++i)
        out << "POST /pay/callback/succ " << notify(i) << '\n';
    return file;
}

int64_t stage::count(sql::literal select) { return db_.query_one(select, "i").value().number(0); }

}  // namespace swan::bench
