// How often Baidu may be asked about the orders of one mini-program, for all loops of this process:
// so many queries a second, one order not again at once, and those that somebody waits for first.
// Only API 2.0 counts: all its calls share the quota of one access token.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace swan {

// A bucket that fills with `a_second` tokens a second and holds as many. Pure of time: it is told,
// in ms of any clock; one that goes back fills nothing.
class token_bucket {
  public:
    explicit token_bucket(int64_t a_second) : a_second_(a_second), thousandths_(a_second * 1000) {}

    // How many may be taken now.
    int64_t left(int64_t now_ms);
    // Takes one if more than `leave` are there.
    bool take(int64_t now_ms, int64_t leave = 0);
    // Takes one that cannot be done without: later ones wait for it.
    void overdraw(int64_t now_ms);

  private:
    void fill(int64_t now_ms);
    int64_t a_second_;
    int64_t thousandths_;  // of a token; negative when overdrawn
    int64_t filled_ms_ = 0;
};

// Any thread.
class query_budget {
  public:
    explicit query_budget(int64_t queries_a_second)
        : bucket_(queries_a_second),
          of_askers_(std::max<int64_t>(1, queries_a_second / 2)),
          kept_for_askers_(queries_a_second / 4) {}

    // For somebody who waits for the answer. False: not now. For every order at most once within
    // kPauseMs, as anybody may ask again and again; and for all orders half of the budget, as
    // anybody can have many: else the schedule would never come to its turn.
    bool take_for_asker(std::string_view tp_order_id, int64_t now_ms);
    // For the schedule: a quarter is left to those who wait.
    bool take_for_job(int64_t now_ms);
    // The second query of a job that began with take_for_job().
    void go_on(int64_t now_ms);
    // How many jobs may begin now.
    int64_t left_for_jobs(int64_t now_ms);

    static constexpr int64_t kPauseMs = 2000;
    static constexpr size_t kMostRemembered = 10'000;  // orders

  private:
    bool may_be_asked_again(std::string_view tp_order_id, int64_t now_ms);

    std::mutex lock_;
    token_bucket bucket_;
    token_bucket of_askers_;
    const int64_t kept_for_askers_;
    std::map<std::string, int64_t, std::less<>> asked_ms_;
};

// Of a clock that never goes back.
int64_t monotonic_ms();

}  // namespace swan
