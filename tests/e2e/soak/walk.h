// A random walk over the whole system: customers, the merchant, Baidu, strangers and bad luck take
// turns. What has become of the money is compared afterwards (books.h); the walk itself only looks
// at answers that can never be right.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "e2e/local_system.h"
#include "e2e/process.h"
#include "played.h"

namespace swan::e2e::soak {

class walk {
  public:
    // Ends the system's own worker and starts one that it can kill.
    walk(local_system& system, std::string api, uint32_t seed);

    // The settings of a system that is walked over, by that generation of Baidu's API.
    static local_system::settings settings(const std::string& api = "2.0");
    void step();
    // Faults end, banks pay, what is due later is due now, until nothing changes any more. False
    // when that does not happen.
    bool settle();

    // By the names that alerts.cpp explains alerts with.
    const all_played& played() const { return played_; }

  private:
    struct sold {
        std::string tp_order_id;
        std::string order_info;
        int64_t total = 0;
        bool paid = false;
        bool waits = false;  // the customer left the cashier open
        bool known = true;   // to our ledger, before it is paid
    };
    struct asked {
        std::string tp_order_id;
        std::string query;   // of /pay/refund, whole
        bool taken = false;  // answered with code 0 once
        bool known = true;   // as `sold`
    };

    // Customers.
    void order();
    void pay();
    void pay_again();
    void leave();
    void charge();
    void charge_while_closing();
    void pay_another_amount();
    void pay_unknown_order();
    void pay_with_own_return_data();
    void pay_unheard();
    void log_in();
    // The merchant.
    void refund();
    void refund_again();
    void refund_under_a_used_id();
    void status();
    // Baidu.
    void notify_again();
    void refund_unasked();
    void refuse_at_bank();
    void accept_at_bank();
    void tell_otherwise();
    void tell_refund_again();
    void change_habits();
    void end_tokens();
    // Strangers.
    void send_forged_pair();
    void sign_badly();
    // The operator.
    void decide();
    void decide_all();
    void settle_lost();
    void have_told_again();
    bool swanctl(std::vector<std::string> command);
    // Bad luck, and time.
    void fault();
    void set_fault(const char* json);
    void clear_faults();
    void set_habits(const char* json);
    void end_worker();
    void kill_worker();
    void pass_time();
    void pay_again_unaudited();

    // Plays an action: what it looks at by touch() it is done to.
    void play(const char* name, void (walk::*what)());
    void touch(const std::string& tp_order_id);
    void touch_if_given_back(const std::string& tp_order_id);
    void ask(asked& one);
    void cashier(sold& of, const std::string& more);
    void restart_worker(int signal);
    void expect(const reply& got, const std::set<std::string>& codes, const std::string& what);
    void expect_refused(const std::string& body, const std::string& what);
    uint32_t below(size_t limit) { return static_cast<uint32_t>(random_() % limit); }
    sold* any_order();
    sold* newest_unpaid();

    local_system& system_;
    const std::string api_;
    std::mt19937 random_;
    std::unique_ptr<process> worker_;
    std::vector<sold> orders_;
    std::vector<asked> refunds_;
    std::set<std::string> at_bank_;  // orders whose refunds fail there
    all_played played_;
    std::string turn_;               // the action that is being played
    std::string fault_;              // "fault of <call>": what is done now may meet it
    bool errno_gives_back_ = false;  // what is answered with an errno is given back now
    int64_t numbers_ = 0;
};

}  // namespace swan::e2e::soak
