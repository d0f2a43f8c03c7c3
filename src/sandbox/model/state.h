// What the simulated Baidu knows: users, login codes, payments, refunds and the callbacks it sent.
// Pure: no clock, no I/O. One thread. Whatever changes a record calls touch(), so that the archive
// writes it behind.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/model/habits.h"

namespace swan::sandbox {

// A user of the Baidu app, as this mini-program sees him.
struct user {
    std::string open_id;
    std::string session_key;  // of the last exchanged code; empty before the first
    int64_t user_id = 0;      // of the cashier; beyond 32 bits
};

// What swan.getLoginCode gave the phone. Erased when it is exchanged: single use.
struct login_code {
    std::string code;
    std::string open_id;
    std::string session_key;  // that the exchange will give; empty: a fresh one
    int64_t expires_ms = 0;   // Unix time
};

// What /oauth/2.0/token gave. A new one ends no earlier one: no document says that it would.
struct access_token {
    std::string text;
    int64_t expires_ms = 0;  // Unix time
};

// A callback that is repeated until the merchant gives a good answer.
struct course {
    bool open = false;    // false: nothing (more) to send
    int64_t attempt = 0;  // how often it was sent
    int64_t due_ms = 0;   // Unix time of the next sending
};

// One order at the cashier: a payment once the customer has paid it. Several may carry the same
// tp_order_id.
struct order {
    int64_t order_id = 0;
    int64_t user_id = 0;
    std::string open_id;  // of the same customer
    std::string tp_order_id;
    std::string notify_url;   // of orderInfo; empty: the platform's setting
    std::string biz_info;     // of orderInfo, as it came
    std::string return_data;  // compact JSON text, or empty
    int64_t total_money = 0;  // fen
    int64_t pay_money = 0;    // fen, after discounts
    int64_t create_time = 0;  // Unix seconds
    int64_t pay_time = 0;     // Unix seconds; 0: never paid
    int64_t status = 2;       // 1 unpaid, 2 paid, -1 cancelled or abnormally refunded
    bool consumed = false;
    bool refundable = true;     // false once the merchant rejected an audit
    bool bank_refuses = false;  // the money cannot go back, for now
    course notify;

    bool is_paid() const { return pay_time != 0; }
    bool is_closed() const { return !is_paid() && status == -1; }  // by cancelOrder
};

enum class refund_stage {
    auditing,   // the merchant is asked
    notifying,  // the money went back, the merchant is told
    done,       // and has confirmed it
    failed,     // rejected by the merchant or by the bank
    failing,    // the same, and the merchant is told
};

struct refund {
    std::string batch_id;      // Baidu's refundBatchId
    std::string biz_batch_id;  // the merchant's bizRefundBatchId; empty for a whole refund
    std::string asked;         // the merchant's parameters, to tell a repeated call from a conflict
    int64_t order_id = 0;
    std::string tp_order_id;
    int64_t money = 0;       // fen, in totalMoney terms
    int64_t told_money = 0;  // refundPayMoney of the answer to the merchant's call
    int64_t pay_money = 0;   // fen that go back: what the audit's answer says
    bool abnormal = false;   // because of the merchant's answer to the payment notify
    // Says the audit callback how much? It does since the documentation of 2020-09.
    bool audit_tells_money = true;
    std::string notify_url;      // for this refund; empty: the platform's setting
    bool skip_audit = false;     // the merchant is not asked
    bool tells_failure = false;  // he is also told when it failed
    bool bank_refused = false;   // and may still take it
    int64_t created_ms = 0;      // Unix time
    int64_t changed_ms = 0;      // of the last change of its refund_status()
    int64_t earlier_status = 1;  // the one before
    refund_stage stage = refund_stage::auditing;
    course call;  // the audit's, then the notify's
};

// One sending of a callback.
struct callback_record {
    int64_t number = 0;  // counts up
    std::string kind;    // succ, refund_audit, refund
    std::string tp_order_id;
    int64_t attempt = 0;  // 0: asked for by hand
    int64_t status = 0;   // HTTP, 0 when no answer came
    int64_t ms = 0;
    std::string answer;
};

class state {
  public:
    static constexpr int64_t kCallbacksKept = 1000;

    enum class kind { user, code, order, refund, callback, token, call };
    using key = std::pair<kind, std::string>;

    // Each gives null when there is none.
    user* find_user(std::string_view open_id);
    order* find_order(int64_t order_id);
    const order* find_order(int64_t order_id) const;
    // The newest payment of that merchant order.
    const order* find_paid(std::string_view tp_order_id) const;
    // The same or, when nothing was paid, its newest order.
    const order* find_newest(std::string_view tp_order_id) const;
    refund* find_refund(std::string_view batch_id);
    const refund* find_by_biz_batch(std::string_view biz_batch_id) const;
    login_code* find_code(std::string_view code);
    const access_token* find_token(std::string_view text) const;
    // Oldest first.
    std::vector<const order*> orders_of(std::string_view tp_order_id) const;
    std::vector<const refund*> refunds_of(int64_t order_id) const;

    // The user with that open_id, made when there is none.
    user& user_named(std::string_view open_id);
    login_code& add(login_code fresh);
    order& add(order fresh);
    refund& add(refund fresh);
    access_token& add(access_token fresh);
    void add(callback_record sent);  // gives it its number; the oldest beyond 1,000 goes
    void erase_code(const std::string& code);
    void erase_token(const std::string& text);

    // One more call of Baidu's server API, by its name in /sandbox/faults.
    void count_call(std::string_view name);

    // New ids that nobody has: of a payment, and of a refund (digits, as Baidu's look).
    int64_t new_order_id() const;
    std::string new_batch_id() const;

    // What is left of a payment in totalMoney terms, less all refunds that have not failed.
    int64_t left(const order& paid) const;

    void touch(const user& changed) { changed_.emplace(kind::user, changed.open_id); }
    void touch(const order& changed);
    void touch(const access_token& changed) { changed_.emplace(kind::token, changed.text); }
    void touch(const refund& changed) { changed_.emplace(kind::refund, changed.batch_id); }
    // What changed since the last call.
    std::set<key> take_changes() { return std::exchange(changed_, {}); }
    // They could not be written: they count as changed again.
    void give_back(std::set<key> changes) { changed_.merge(changes); }

    // As POST /sandbox/habits has set them; forgotten with the process.
    habits& kept_habits() { return habits_; }

    std::map<std::string, user, std::less<>>& users() { return users_; }
    std::map<std::string, login_code, std::less<>>& codes() { return codes_; }
    std::map<int64_t, order>& orders() { return orders_; }
    const std::map<int64_t, order>& orders() const { return orders_; }
    std::map<std::string, access_token, std::less<>>& tokens() { return tokens_; }
    // How often each call of the server API came, also when a fault struck it.
    std::map<std::string, int64_t, std::less<>>& calls() { return calls_; }
    // In the order of their making is the order of their ids: batch ids count up.
    std::map<std::string, refund, std::less<>>& refunds() { return refunds_; }
    const std::deque<callback_record>& callbacks() const { return callbacks_; }
    // Puts back one that the archive kept; in the order of their numbers.
    void restore(callback_record kept);

  private:
    std::map<std::string, user, std::less<>> users_;
    std::map<std::string, login_code, std::less<>> codes_;
    std::map<std::string, access_token, std::less<>> tokens_;
    std::map<std::string, int64_t, std::less<>> calls_;
    std::map<int64_t, order> orders_;
    std::map<std::string, refund, std::less<>> refunds_;
    std::multimap<std::string, int64_t, std::less<>> orders_by_merchant_;
    std::multimap<int64_t, std::string> refunds_by_order_;
    std::map<std::string, std::string, std::less<>> refunds_by_biz_batch_;
    std::deque<callback_record> callbacks_;
    int64_t last_callback_ = 0;
    habits habits_;
    std::set<key> changed_;
};

}  // namespace swan::sandbox
