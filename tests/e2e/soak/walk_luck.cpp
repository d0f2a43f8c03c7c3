// The part of the walk that nobody wants: faults, ends of the worker, and time that passes.
#include <gtest/gtest.h>
#include <signal.h>

#include <array>

#include "due.h"
#include "e2e/lifecycle/own_worker.h"
#include "walk.h"

namespace swan::e2e::soak {

namespace {

// Every one ends by itself.
constexpr std::array kFaults = {
    R"({"call":"callback_succ","fault":"drop","times":2})",
    R"({"call":"callback_succ","fault":"duplicate","times":2})",
    R"({"call":"callback_succ","fault":"delay","ms":30,"times":2})",
    R"({"call":"callback_refund_audit","fault":"drop","times":2})",
    R"({"call":"callback_refund_audit","fault":"duplicate","times":2})",
    R"({"call":"callback_refund_audit","fault":"reorder","ms":60,"times":2})",
    R"({"call":"callback_refund","fault":"drop","times":2})",
    R"({"call":"callback_refund","fault":"duplicate","times":2})",
    R"({"call":"callback_refund","fault":"delay","ms":30,"times":2})",
    R"({"call":"refund","fault":"act_no_answer","times":1})",
    R"({"call":"refund","fault":"latency","ms":120,"times":1})",
    R"({"call":"refund","fault":"error","errno":500,"act":true,"times":1})",
    R"({"call":"refund","fault":"error","errno":10003,"act":true,"times":1})",
    R"({"call":"refund","fault":"error","errno":40000,"act":true,"times":1})",
    R"({"call":"refund","fault":"garbage","act":true,"times":1})",
    R"({"call":"refund","fault":"error","errno":2002,"times":1})",
    R"({"call":"order_query","fault":"error","errno":10003,"times":2})",
    R"({"call":"order_query","fault":"garbage","times":1})",
    R"({"call":"refund_query","fault":"error","errno":500,"times":2})",
};
// Of a refund that Baidu never got, and nobody can tell.
constexpr std::array kLostOnTheWay = {
    R"({"call":"refund","fault":"hang","times":1})",
    R"({"call":"refund","fault":"broken_tls","times":1})",
    R"({"call":"refund","fault":"error","errno":10003,"times":1})",
};

}  // namespace

void walk::fault() {
    // One at a time: two of one call mix into what Baidu never does, done and yet refused for good.
    system_.clear_faults();
    if (below(8) == 0) {
        played_.insert("lost_refund");
        return system_.fault(kLostOnTheWay[below(kLostOnTheWay.size())]);
    }
    system_.fault(kFaults[below(kFaults.size())]);
}

void walk::clear_faults() { system_.clear_faults(); }

void walk::restart_worker(int signal) {
    worker_->signal(signal);
    const auto status = worker_->wait();
    EXPECT_EQ(status, signal == SIGKILL ? 128 + SIGKILL : 0);
    end_leases(system_);
    worker_ = std::make_unique<process>(worker_command(system_));
    system_.adopt("worker", worker_->pid());
    system_.await_worker();
}

void walk::end_worker() {
    played_.insert("end_worker");
    restart_worker(SIGTERM);
}

void walk::kill_worker() {
    played_.insert("kill_worker");
    restart_worker(SIGKILL);
}

void walk::pass_time() { make_all_due(system_); }

// Baidu's audit of what it is to give back is lost for so long that we ask for it too.
void walk::pay_again_unaudited() {
    system_.clear_faults();
    system_.fault(R"({"call":"callback_refund_audit","fault":"drop","times":5})");
    pay_again();
    pass_time();
}

bool walk::settle() {
    system_.clear_faults();
    while (!at_bank_.empty()) accept_at_bank();
    return local_system::eventually(
        [&] {
            make_all_due(system_);
            decide_all();
            settle_lost();
            return is_quiet(system_);
        },
        60);
}

}  // namespace swan::e2e::soak
