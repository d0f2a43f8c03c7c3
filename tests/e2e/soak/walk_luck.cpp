// The part of the walk that nobody wants: faults, ends of the worker, and time that passes.
#include <gtest/gtest.h>
#include <signal.h>

#include <array>

#include "base/text.h"
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
    R"({"call":"refund","fault":"error","error_code":110,"times":1})",
    R"({"call":"refund","fault":"error","error_code":4,"times":1})",
    R"({"call":"order_query","fault":"error","errno":10003,"times":2})",
    R"({"call":"order_query","fault":"garbage","times":1})",
    R"({"call":"order_query","fault":"act_no_answer","times":1})",
    R"({"call":"order_query","fault":"broken_tls","times":2})",
    R"({"call":"refund_query","fault":"garbage","times":1})",
    R"({"call":"refund_query","fault":"error","errno":500,"times":2})",
    R"({"call":"token","fault":"error","errno":1,"times":2})",
    R"({"call":"token","fault":"garbage","times":1})",
    R"({"call":"token","fault":"act_no_answer","times":1})",
    R"({"call":"cancel_order","fault":"error","errno":10003,"times":2})",
    R"({"call":"cancel_order","fault":"garbage","act":true,"times":1})",
    R"({"call":"cancel_order","fault":"act_no_answer","times":1})",
    R"({"call":"cancel_verification","fault":"error","errno":500,"act":true,"times":1})",
    R"({"call":"cancel_verification","fault":"garbage","times":1})",
    R"({"call":"cancel_verification","fault":"act_no_answer","times":1})",
    R"({"call":"session_key","fault":"error","errno":10003,"times":1})",
    R"({"call":"unionid","fault":"garbage","times":1})",
};
// Of a refund that Baidu never got, and nobody can tell.
constexpr std::array kLostOnTheWay = {
    R"({"call":"refund","fault":"hang","times":1})",
    R"({"call":"refund","fault":"broken_tls","times":1})",
    R"({"call":"refund","fault":"error","errno":10003,"times":1})",
};

}  // namespace

// One at a time: two of one call mix into what Baidu never does, done and yet refused for good.
void walk::set_fault(const char* json) {
    system_.clear_faults();
    system_.fault(json);
    fault_ = concat("fault of ", at(json, "call"));
    ++played_[fault_].times;
}

void walk::fault() {
    set_fault(below(8) == 0 ? kLostOnTheWay[below(kLostOnTheWay.size())]
                            : kFaults[below(kFaults.size())]);
}

void walk::clear_faults() {
    system_.clear_faults();
    fault_.clear();
}

void walk::restart_worker(int signal) {
    worker_->signal(signal);
    const auto status = worker_->wait();
    EXPECT_EQ(status, signal == SIGKILL ? 128 + SIGKILL : 0);
    end_leases(system_);
    worker_ = std::make_unique<process>(worker_command(system_));
    system_.adopt("worker", worker_->pid());
    system_.await_worker();
}

void walk::end_worker() { restart_worker(SIGTERM); }

void walk::kill_worker() { restart_worker(SIGKILL); }

// What nobody has paid is closed, and what went back before we had heard of it.
void walk::pass_time() {
    make_all_due(system_);
    const auto& back = played_["errno_gives_back"].orders;
    for (const sold& each : orders_)
        if (!each.paid || back.contains(each.tp_order_id))
            played_["pass_time"].orders.insert(each.tp_order_id);
}

// Baidu's audit of what it is to give back is lost for so long that we ask for it too.
void walk::pay_again_unaudited() {
    set_fault(R"({"call":"callback_refund_audit","fault":"drop","times":5})");
    pay_again();
    pass_time();
}

bool walk::settle() {
    clear_faults();
    for (const char* usual : {R"({"errno":"repeat"})", R"({"consumed":"kept"})"}) set_habits(usual);
    while (!at_bank_.empty()) accept_at_bank();
    return local_system::eventually(
        [&] {
            make_all_due(system_);
            decide_all();
            settle_lost();
            have_told_again();
            return is_quiet(system_);
        },
        60);
}

}  // namespace swan::e2e::soak
