// Many clients at the same time, each on a thread of its own.
#pragma once

#include <future>
#include <vector>

namespace swan::e2e {

// Calls `what(0)` to `what(count - 1)` at the same time.
template <class F>
auto begin_at_once(int count, F what) {
    std::vector<std::future<decltype(what(0))>> under_way;
    for (int i = 0; i < count; ++i) under_way.push_back(std::async(std::launch::async, what, i));
    return under_way;
}

template <class T>
std::vector<T> all_of(std::vector<std::future<T>> under_way) {
    std::vector<T> done;
    for (auto& each : under_way) done.push_back(each.get());
    return done;
}

}  // namespace swan::e2e
