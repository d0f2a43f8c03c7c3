#include "app/command_arguments.h"

#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

namespace swan {

namespace {

[[noreturn]] void refuse(std::string_view name, std::string_view why) {
    throw error(code::param_illegal, concat("argument \"", name, "\" ", why));
}

}  // namespace

command_arguments::command_arguments(std::string_view json) {
    try {
        const json::document parsed = json::document::parse_object(json);
        for (const auto& [name, content] : parsed.root().members()) {
            const auto text = content.string();
            if (!text) refuse(name, "must be a text");
            set(std::string(name), std::string(*text));
        }
    } catch (const json::error& e) {
        throw error(code::param_illegal, concat("arguments: ", std::string_view(e.what())));
    }
}

void command_arguments::set(std::string name, std::string text) {
    if (!text.empty()) texts_[std::move(name)] = std::move(text);
}

std::string command_arguments::as_json() const {
    json::writer all;
    all.begin_object();
    for (const auto& [name, text] : texts_) all.member(name, text);
    all.end_object();
    return all.take();
}

const std::string& command_arguments::required(const std::string& name, size_t most) const {
    const std::string& text = optional(name, most);
    if (text.empty()) refuse(name, "is missing");
    return text;
}

const std::string& command_arguments::optional(const std::string& name, size_t most) const {
    static const std::string none;
    const auto found = texts_.find(name);
    if (found == texts_.end()) return none;
    if (found->second.size() > most) refuse(name, "is too long");
    return found->second;
}

int64_t command_arguments::number(const std::string& name, int64_t otherwise) const {
    const std::string& text = optional(name);
    if (text.empty()) return otherwise;
    const auto value = parse_decimal(text);
    if (!value) refuse(name, "must be a whole number");
    return *value;
}

int64_t command_arguments::required_number(const std::string& name) const {
    required(name);
    return number(name, 0);
}

}  // namespace swan
