#include "service/store/operation.h"

#include "base/error.h"

namespace swan::store_detail {

namespace {

std::exception_ptr too_slow() {
    return std::make_exception_ptr(error(code::sys_fail, "store too slow"));
}

}  // namespace

void operation::expect() {
    home_ = loop::current();
    if (!within) return;
    deadline_ = loop::clock::now() + *within;
    // Not before the deadline, so that what the waiter is told cannot begin after it.
    timer_ = home_->call_after(*within, [this] { give_up(); });
}

void operation::refuse() {
    if (timer_) home_->cancel(*timer_);
    failure = std::make_exception_ptr(error(code::busy, "busy", "store: too many operations wait"));
    completed_ = true;
}

void operation::fail(const sql_error& cause) {
    fail(std::make_exception_ptr(error(
        code::sys_fail,
        needs == access::read ? "the store cannot be read now" : "the store cannot be written now",
        cause.what())));
}

bool operation::fail_when_late() {
    if (!deadline_ || loop::clock::now() < *deadline_) return false;
    fail(too_slow());
    return true;
}

void operation::check() const {
    // What the store thread writes may only be read when it has completed.
    if (gave_up_) std::rethrow_exception(too_slow());
    if (failure) std::rethrow_exception(failure);
}

// From here on they belong to their loops, where their functions and captures are freed too. A loop
// gets the first of its operations, and the others with it: posted one by one, it might wake and
// sleep between any two.
void operation::complete(std::span<std::shared_ptr<operation>> all) {
    for (auto first = all.begin(); first != all.end(); ++first) {
        if (!*first) continue;  // is with another already
        operation* last = first->get();
        loop* const home = last->home_;
        for (auto other = first + 1; other != all.end(); ++other) {
            if (!*other || (*other)->home_ != home) continue;
            last->together_ = std::move(*other);
            last = last->together_.get();
        }
        operation& head = **first;
        head.self_ = std::move(*first);
        home->post(head);
    }
}

void operation::run() {
    auto each = std::move(self_);
    while (each) {
        each->finish();
        each = std::exchange(each->together_, nullptr);
    }
}

void operation::finish() {
    completed_ = true;
    if (gave_up_) return;
    if (timer_) home_->cancel(*timer_);
    waiter_.resume();
}

void operation::give_up() {
    timer_.reset();
    gave_up_ = true;
    waiter_.resume();
}

}  // namespace swan::store_detail
