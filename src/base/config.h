// The configuration: every file of one folder, read and checked whole before anything starts.
// Names are those of Baidu's Go demo (auth-demo-backend, conf/), so that its users copy theirs
// over.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.h"

namespace swan {

using std::chrono::milliseconds;

// One clear line: file, key and reason, and how to mend it. The program exits 78 (EX_CONFIG).
class config_error : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

enum class environment { production, sandbox };
enum class api_generation { v1, v2 };                  // pay.json `api`: "1.0", "2.0"
enum class session_key_host { spapi, nalogin, rest };  // server.json `session_key_url`
enum class refund_host { etrade, nop };                // server.json `refund_url`

// smart_app.json: the mini-program.
struct smart_app_settings {
    std::string app_key;
    std::string secret_key;  // or the content of the file that SWAN_SECRET_KEY_FILE names
};

// pay.json: the payment service of the mini-program.
struct pay_settings {
    std::string deal_id;  // digits
    std::string app_key;  // MMM...
    std::string app_id;   // digits
    std::string order_title;
    std::string service_address;  // may be empty
    api_generation api = api_generation::v2;
};

// goods.json: what is sold. Prices never come from a client.
struct goods {
    std::string id;                                         // 1..64 bytes
    std::string title;                                      // 1..255 bytes
    int64_t price = 0;                                      // fen, 1..100,000,000
    std::vector<std::pair<std::string, std::string>> rows;  // label and value at the cashier
    int64_t max_count = 999;                                // most pieces in one order, 1..999
};

// What of server.json decides about money: the settings of the ledger.
struct ledger_settings {
    // What a refund audit answers for a refund that we did not ask for.
    enum class unasked { undecided, approve, reject } unasked_refund = unasked::undecided;
    // Which payments the merchant's system hears of only when a query agrees (API 2.0).
    enum class confirmation { odd, always, never } confirm_paid = confirmation::odd;
    // What becomes of a payment for an order that is not there: kept for the operator, given back,
    // or taken when its number proves its amount.
    enum class unknown_order { keep, refund, accept } orphan = unknown_order::keep;
    // What becomes of a payment that was made after its order was closed.
    enum class closed_order { refund, reopen } paid_after_close = closed_order::refund;
    // How Baidu learns that the store cannot commit: by an answer, or by none at all.
    enum class outage { answer, close } when_unavailable = outage::answer;
    // What an audit tells of the whole of a discounted payment, when Baidu names no amount.
    enum class whole_amount { pay_money, total_money } audit_full_amount = whole_amount::pay_money;
    int64_t error_order_limit = 20;       // answers that ask Baidu to refund, within 10 minutes
    int64_t refunds_a_day = 100'000'000;  // fen of an app that it may ask back on a day (UTC+8)
    int64_t refunds_a_minute = 600;
    int64_t queries_a_second = 10;             // of an app's orders, at Baidu
    std::chrono::seconds close_after{86'400};  // an order that nobody pays; 0: never
    std::chrono::seconds unsettled_wait{600};  // for the notify of what a query found paid

    bool operator==(const ledger_settings&) const = default;
};

// Where the events of the ledger go: the merchant's own system.
struct notify_settings {
    std::string url;                 // empty: nowhere, and none are kept
    std::filesystem::path key_file;  // default data/notify.key: signs them; made when missing
    bool private_addresses = false;  // `url` may lead into this host's own networks
};

// server.json: this installation.
struct server_settings {
    enum environment environment = environment::production;
    std::string upstream_base;               // empty: Baidu's own hosts
    std::filesystem::path upstream_ca_file;  // empty: the system's store
    int loops = 1;                           // 1..64, default (0 in the file) the number of cores
    std::string store = "sqlite3:data/swan.db";  // the path made absolute
    std::filesystem::path order_key_file;        // default data/order.key; ledger: check digits
    session_key_host session_key_url = session_key_host::spapi;
    refund_host refund_url = refund_host::etrade;
    bool skip_audit = false;  // API 2.0: Baidu pays refunds back without asking us once more
    milliseconds connect_timeout{2000};
    milliseconds upstream_timeout{5000};
    int max_waiting = 2048;  // requests waiting on Baidu, all loops together
    milliseconds callback_commit{1000};
    milliseconds drain{10000};
    int64_t max_amount = 100'000'000;  // fen, the dearest order
    ledger_settings ledger;
    notify_settings notify;
};

// log.json
struct log_settings {
    std::filesystem::path file_path;  // empty: stderr
    std::string level = "info";
};

// access.json: {"merchant_keys":[{"name":"shop","sha256":"<64 hex digits>"}]}
struct merchant_key {
    std::string name;  // who asked, kept with every refund
    std::array<unsigned char, 32> sha256{};
};

// What one mini-program goes by: its own files, and this installation's server.json. Made by
// load_config only; never changes afterwards, so that all threads share one.
struct config {
    std::string app = {};  // its name in paths (conf/apps/NAME); empty: that of the plain conf/
    smart_app_settings smart_app;
    pay_settings pay;
    server_settings server;
    std::vector<goods> catalogue;
    std::vector<merchant_key> merchant_keys;
    crypto::rsa_private_key self_key;
    std::vector<crypto::rsa_public_key> platform_keys;  // at least one; any of them may verify
    std::vector<std::string> platform_key_files = {};   // their names, in the same order

    const goods* find_goods(std::string_view id) const;
    // The merchant key that `token` (of "Authorization: Bearer token") is, in constant time.
    const merchant_key* find_merchant_key(std::string_view token) const;
};

// All of a configuration folder, whole or not at all.
struct installation {
    server_settings server;
    log_settings log;
    std::vector<config> apps;  // at least one; the plain one, if there is one, is the first
};

// log.json alone, so that whatever else is wrong can be told in the log. Throws config_error.
log_settings load_log_settings(const std::filesystem::path& dir);

// Reads and checks all of `dir`; relative paths in the files are relative to its parent. Warnings
// (the demo's `addr` and `port`) are appended to `warnings`, one line each. The mini-program of the
// folder itself is there when its smart_app.json is, or when apps/ has none; the rest of its files
// without that one is a fault.
// Throws config_error for the first fault found.
installation load_config(const std::filesystem::path& dir, std::vector<std::string>& warnings);

}  // namespace swan
