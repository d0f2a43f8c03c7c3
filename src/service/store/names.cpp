#include "service/store/names.h"

#include <array>

namespace swan {

namespace {

constexpr std::string_view kUnknown = "?";  // of a newer program

template <class Enum, size_t count>
std::string_view pick(const std::array<std::string_view, count>& names, Enum value) {
    const int64_t number = stored(value);
    const bool known = number >= 1 && number <= static_cast<int64_t>(count);
    return known ? names[static_cast<size_t>(number - 1)] : kUnknown;
}

}  // namespace

std::string_view name_of(order::status state) {
    static constexpr std::array<std::string_view, 4> kNames{"created", "paid", "closing", "closed"};
    return pick(kNames, state);
}

std::string_view name_of(payment::judgement verdict) {
    static constexpr std::array<std::string_view, 5> kNames{"good", "mismatch", "duplicate", "late",
                                                            "orphan"};
    return pick(kNames, verdict);
}

std::string_view name_of(refund::status state) {
    static constexpr std::array<std::string_view, 9> kNames{"requested",  "reserved", "unverifying",
                                                            "unverified", "sent",     "unknown",
                                                            "accepted",   "done",     "failed"};
    return pick(kNames, state);
}

std::string_view name_of(refund::source origin) {
    static constexpr std::array<std::string_view, 3> kNames{"merchant", "abnormal", "foreign"};
    return pick(kNames, origin);
}

std::string_view name_of(job_kind kind) {
    static constexpr std::array<std::string_view, 7> kNames{
        "watch", "refund", "give_back", "confirm", "deliver", "command", "recover"};
    return pick(kNames, kind);
}

}  // namespace swan
