#include "sandbox/model/checked_fields.h"

#include <algorithm>

#include "base/text.h"

namespace swan::sandbox {

std::string_view checked_fields::needed(std::string_view name) const {
    const auto value = optional(name);
    if (value.empty()) refuse(name);
    return value;
}

int64_t checked_fields::number(std::string_view name) const {
    needed(name);
    return *optional_number(name);
}

std::optional<int64_t> checked_fields::optional_number(std::string_view name) const {
    const bool sent = std::any_of(fields_.begin(), fields_.end(),
                                  [&](const auto& one) { return one.first == name; });
    if (!sent) return std::nullopt;
    const auto number = parse_decimal(optional(name));
    if (!number) throw refusal{not_a_number_, concat("参数类型错误: ", name)};
    return number;
}

int64_t checked_fields::number_in(std::string_view name, int64_t least, int64_t most) const {
    const int64_t value = number(name);
    if (value < least || value > most) refuse(name);
    return value;
}

void checked_fields::refuse(std::string_view name) const {
    throw refusal{missing_, concat("参数错误: ", name)};
}

}  // namespace swan::sandbox
