#include "sandbox/model/fields.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace swan::sandbox {

namespace {

bool has(const field_list& fields, std::string_view name) {
    return std::any_of(fields.begin(), fields.end(),
                       [&](const auto& one) { return one.first == name; });
}

void append_once(field_list& all, field_list more) {
    for (auto& [name, value] : more) {
        if (has(all, name)) throw illegal(concat(printable(name, 64), " comes twice"));
        all.emplace_back(std::move(name), std::move(value));
    }
}

field_list json_fields(std::string_view body) {
    field_list fields;
    const auto parsed = json::document::parse_object(body);
    for (const auto& member : parsed.root().members()) {
        auto value = member.content.text();
        if (!value) throw illegal(concat(printable(member.name, 64), " is no text or integer"));
        fields.emplace_back(member.name, std::move(*value));
    }
    return fields;
}

bool looks_like_json(std::string_view body) {
    const auto first = body.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (body[first] == '{' || body[first] == '[');
}

}  // namespace

error illegal(std::string text) { return error(code::param_illegal, std::move(text)); }

field_list form_fields(const request& call) {
    field_list all;
    append_once(all, parse_form(call.query));
    if (call.method != "GET") append_once(all, parse_form(call.body));
    return all;
}

field_list any_fields(const request& call) {
    if (call.method == "GET" || !looks_like_json(call.body)) return form_fields(call);
    field_list all;
    append_once(all, parse_form(call.query));
    try {
        append_once(all, json_fields(call.body));
    } catch (const json::error& wrong) {
        throw illegal(concat("body: ", wrong.what()));
    }
    return all;
}

std::string required(const field_list& fields, std::string_view name) {
    const std::string_view value = field(fields, name);
    if (value.empty()) throw illegal(concat(name, " is missing"));
    return std::string(value);
}

}  // namespace swan::sandbox
