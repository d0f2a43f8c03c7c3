#include "baidu/members.h"

#include <utility>

#include "baidu/envelope.h"
#include "base/text.h"

namespace swan::baidu {

members::members(std::string_view call, json::value object) : call_(call), object_(object) {
    if (!object.is_object()) throw_undocumented(call);
}

std::optional<json::value> members::find(std::string_view name) const {
    const auto member = object_.find(name);
    if (!member || member->type() == json::kind::null) return std::nullopt;
    return member;
}

json::value members::required(std::string_view name) const {
    const auto member = find(name);
    if (!member) throw_undocumented(call_);
    return *member;
}

std::string members::text(std::string_view name) const {
    const auto member = find(name);
    if (!member) return {};
    auto content = member->text();
    if (!content) throw_undocumented(call_);
    return *std::move(content);
}

std::string members::id(std::string_view name) const {
    std::string digits = text(name);
    if (digits.empty() || digits == "0") return {};
    if (!parse_decimal(digits)) throw_undocumented(call_);
    return digits;
}

std::optional<int64_t> members::number(std::string_view name) const {
    const auto member = find(name);
    if (!member || member->string() == "") return std::nullopt;
    const auto content = member->integral();
    if (!content) throw_undocumented(call_);
    return content;
}

std::optional<int64_t> members::amount(std::string_view name) const {
    const auto fen = number(name);
    if (fen.value_or(0) < 0) throw_undocumented(call_);
    return fen;
}

}  // namespace swan::baidu
