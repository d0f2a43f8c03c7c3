// The states and verdicts of the rows, and the kinds of jobs, by the names that documents, swanctl
// and its users have for them. Those of events stand with them.
#pragma once

#include <optional>
#include <string_view>

#include "service/store/jobs.h"
#include "service/store/record.h"

namespace swan {

std::string_view name_of(order::status state);
std::string_view name_of(payment::judgement verdict);
std::string_view name_of(refund::status state);
std::string_view name_of(refund::source origin);
std::string_view name_of(job_kind kind);

// The value of the enum `State`, numbered from 1, with that name; nothing: there is none.
template <class State>
std::optional<State> named(std::string_view name, State last) {
    for (int64_t number = 1; number <= stored(last); ++number)
        if (name_of(static_cast<State>(number)) == name) return static_cast<State>(number);
    return std::nullopt;
}

}  // namespace swan
