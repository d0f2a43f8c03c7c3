#include "base/config_object.h"

#include <algorithm>

#include "base/config_folder.h"
#include "base/text.h"

namespace swan {

namespace {

// Not quoted: a secret may have been put between the braces, and this goes into the log.
constexpr std::string_view kPlaceholder = "is still a placeholder, or has kept its braces: {{...}}";

const known_key* find_known(std::span<const known_key> known, std::string_view name) {
    const auto same_name = [name](const known_key& key) { return key.name == name; };
    const auto found = std::find_if(known.begin(), known.end(), same_name);
    return found == known.end() ? nullptr : &*found;
}

std::string joined(std::span<const std::string_view> names, std::string_view last_separator) {
    std::string all;
    for (size_t i = 0; i < names.size(); ++i)
        all += concat(i == 0                  ? std::string_view()
                      : i + 1 == names.size() ? last_separator
                                              : std::string_view(", "),
                      names[i]);
    return all;
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

config_object::config_object(std::string label, json::value content,
                             std::span<const known_key> known, std::string where)
    : label_(std::move(label)), content_(content), known_(known), where_(std::move(where)) {
    if (!content_.is_object()) config_fault(label_, where_, "must be a JSON object");
    std::vector<std::string_view> seen;
    for (const auto& [name, unused] : content_.members()) {
        if (!find_known(known_, name)) {
            std::vector<std::string_view> names;
            for (const known_key& key : known_) names.push_back(key.name);
            fail(printable(name, 64),
                 concat("is not a key of this file; it knows ", joined(names, " and ")));
        }
        if (std::find(seen.begin(), seen.end(), name) != seen.end()) fail(name, "comes twice");
        seen.push_back(name);
    }
}

void config_object::fail(std::string_view key, std::string_view why) const {
    config_fault(label_, where_.empty() ? std::string(key) : concat(where_, '.', key), why);
}

void config_object::fail_with_mend(std::string_view key, std::string_view why) const {
    const known_key* known = find_known(known_, key);
    fail(key, known ? concat(why, "; put ", known->meaning, " there") : std::string(why));
}

void config_object::fail_choice(std::string_view key,
                                std::span<const std::string_view> names) const {
    std::vector<std::string> quoted;
    for (const auto name : names) quoted.push_back(concat('"', name, '"'));
    fail(key, concat("must be ",
                     joined(std::vector<std::string_view>(quoted.begin(), quoted.end()), " or ")));
}

std::optional<std::string> config_object::find_text(std::string_view key, size_t most) const {
    const auto given = find(key);
    if (!given) return std::nullopt;
    const auto text = given->string();
    if (!text) fail(key, "must be a string");
    if (is_placeholder(*text)) fail_with_mend(key, kPlaceholder);
    if (has_control(*text)) fail(key, "has a control character");
    if (text->size() > most) fail(key, concat("is too long (at most ", most, " bytes)"));
    return std::string(*text);
}

std::string config_object::text(std::string_view key, size_t most) const {
    const auto given = find_text(key, most);
    if (!given) fail_with_mend(key, "is missing");
    if (given->empty()) fail_with_mend(key, "is empty");
    return *given;
}

std::string config_object::text(std::string_view key, std::string_view alias) const {
    if (!find(alias)) return text(key);
    if (find(key) && text(key) != text(alias))
        fail(alias, concat("is another name of ", key, ", but differs from it; keep one of them"));
    return text(alias);
}

int64_t config_object::number(std::string_view key, int64_t fallback, int64_t least,
                              int64_t most) const {
    const auto given = find(key);
    if (!given) return fallback;
    const auto number = given->integer();
    if (!number || *number < least || *number > most)
        fail(key, concat("must be a whole number from ", least, " to ", most));
    return *number;
}

bool config_object::flag(std::string_view key, bool fallback) const {
    const auto given = find(key);
    if (!given) return fallback;
    const auto truth = given->boolean();
    if (!truth) fail(key, "must be true or false");
    return *truth;
}

}  // namespace swan
