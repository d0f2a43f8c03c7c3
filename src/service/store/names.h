// The states and verdicts of the rows, and the kinds of jobs, by the names that documents, swanctl
// and its users have for them. Those of events stand with them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "service/store/jobs.h"
#include "service/store/record.h"

namespace swan {

inline constexpr std::string_view kUnknownName = "?";  // of a newer program's value

std::string_view name_of(order::status state);
std::string_view name_of(payment::judgement verdict);
std::string_view name_of(refund::status state);
std::string_view name_of(refund::source origin);
std::string_view name_of(job_kind kind);

// All values of the enum `State`, which is numbered from 1.
template <class State>
std::vector<State> all_values() {
    std::vector<State> all;
    for (auto each = State{1}; name_of(each) != kUnknownName; each = State{stored(each) + 1})
        all.push_back(each);
    return all;
}

// The value with that name; nothing: there is none.
template <class State>
std::optional<State> named(std::string_view name) {
    for (const State each : all_values<State>())
        if (name_of(each) == name) return each;
    return std::nullopt;
}

}  // namespace swan
