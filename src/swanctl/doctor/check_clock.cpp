#include "swanctl/doctor/checks.h"
#include "swanctl/doctor/clock.h"

namespace swan::doctor {

findings check_clock(const examined&, outside& around) {
    const auto compared = [](const http_trial& with, const std::string& whose) {
        return judge_clock(with.received, with.date, whose);
    };
    for (const auto& [whose, answer] : around.upstreams())
        if (answer.date) return {compared(answer, whose)};
    if (around.base() && around.auth().date) return {compared(around.auth(), *around.base())};
    return {judge_clock(std::time(nullptr), std::nullopt, {})};
}

}  // namespace swan::doctor
