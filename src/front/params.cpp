#include "front/params.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

namespace swan {

namespace {

[[noreturn]] void refuse(std::string_view name, std::string_view why) {
    throw error(code::param_illegal, concat("parameter \"", printable(name, 64), "\" ", why));
}

const param_rule* rule_of(std::span<const param_rule> known, std::string_view name) {
    const auto same_name = [name](const param_rule& rule) { return rule.name == name; };
    const auto rule = std::find_if(known.begin(), known.end(), same_name);
    return rule == known.end() ? nullptr : &*rule;
}

bool is_json(std::string_view body) {
    const size_t first = body.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (body[first] == '{' || body[first] == '[');
}

bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

// True when a string anywhere in `content` has a NUL; base/json limits the depth.
bool holds_nul(const json::value& content) {
    if (const auto text = content.string()) return has_nul(*text);
    for (const auto& [name, inner] : content.members())
        if (has_nul(name) || holds_nul(inner)) return true;
    for (const auto& inner : content.elements())
        if (holds_nul(inner)) return true;
    return false;
}

json::document parse_json(std::string_view body) {
    try {
        return json::document::parse_object(body, kMaxFields);
    } catch (const json::error& failure) {
        throw error(code::param_illegal, concat("the body is ", std::string_view(failure.what())));
    }
}

void append_json(std::string_view body, std::span<const param_rule> known, field_list& fields) {
    const json::document parsed = parse_json(body);
    const auto members = parsed.root().members();
    fields.reserve(fields.size() + members.size());
    for (const auto& [name, content] : members) {
        if (has_nul(name) || holds_nul(content)) refuse(name, "has a NUL");
        std::string text;
        if (rule_of(known, name)) {
            auto given = content.text();
            if (!given) refuse(name, "must be a string or an integer");
            text = std::move(*given);
        }
        fields.emplace_back(name, std::move(text));
    }
}

void append_form(std::string_view body, field_list& fields) {
    field_list more = parse_form(body);
    if (fields.empty()) return fields.swap(more);
    std::move(more.begin(), more.end(), std::back_inserter(fields));
}

void refuse_twins(const field_list& fields) {
    if (fields.size() < 2) return;
    std::vector<std::string_view> names;
    names.reserve(fields.size());
    for (const auto& one : fields) names.push_back(one.first);
    std::sort(names.begin(), names.end());
    const auto twin = std::adjacent_find(names.begin(), names.end());
    if (twin != names.end()) refuse(*twin, "comes twice");
}

}  // namespace

params params::parse(std::string_view query, std::string_view body, bool use_body,
                     std::span<const param_rule> known) {
    field_list fields = parse_form(query);
    if (use_body && is_json(body))
        append_json(body, known, fields);
    else if (use_body)
        append_form(body, fields);
    refuse_twins(fields);

    std::erase_if(fields, [known](const auto& one) {
        const param_rule* const rule = rule_of(known, one.first);
        if (rule && one.second.size() > rule->max_bytes)
            refuse(one.first, concat("is too long (at most ", rule->max_bytes, " bytes)"));
        return rule == nullptr;
    });
    params checked;
    checked.values_ = std::move(fields);
    return checked;
}

std::string_view params::optional(std::string_view name) const { return field(values_, name); }

std::string_view params::required(std::string_view name) const {
    const std::string_view value = optional(name);
    if (value.empty()) refuse(name, "is missing");
    return value;
}

}  // namespace swan
