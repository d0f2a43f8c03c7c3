// One object of a configuration file, read key by key; every fault names file, key and mend.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace swan {

// A key that an object may have, and what belongs there ("the dealId of your payment service").
struct known_key {
    std::string_view name;
    std::string_view meaning;
};

class config_object {
  public:
    // `content` of the file that messages name `label`, found at `where` in it (empty: the whole
    // file). Its document and `known` must outlive this. Throws config_error, as all here do, when
    // it is not an object, has a key that is not known, or one that comes twice.
    config_object(std::string label, json::value content, std::span<const known_key> known,
                  std::string where = {});

    [[noreturn]] void fail(std::string_view key, std::string_view why) const;

    std::optional<json::value> find(std::string_view key) const { return content_.find(key); }

    // A string, checked: no placeholder, no control character, at most `most` bytes.
    std::optional<std::string> find_text(std::string_view key, size_t most = kLongest) const;
    // The same, but it must be there and not be empty.
    std::string text(std::string_view key, size_t most = kLongest) const;
    // The same, also read under a second name; where both are given they must be equal.
    std::string text(std::string_view key, std::string_view alias) const;

    // An integer from `least` to `most`; `fallback` when the key is absent.
    int64_t number(std::string_view key, int64_t fallback, int64_t least, int64_t most) const;

    // true or false; `fallback` when the key is absent.
    bool flag(std::string_view key, bool fallback) const;

    // The value of the name that is given; `fallback` when the key is absent.
    template <class T>
    T choice(std::string_view key, T fallback,
             std::initializer_list<std::pair<std::string_view, T>> choices) const {
        const auto given = find_text(key);
        if (!given) return fallback;
        std::vector<std::string_view> names;
        for (const auto& [name, value] : choices) {
            if (*given == name) return value;
            names.push_back(name);
        }
        fail_choice(key, names);
    }

  private:
    static constexpr size_t kLongest = 255;  // bytes

    [[noreturn]] void fail_choice(std::string_view key,
                                  std::span<const std::string_view> names) const;
    [[noreturn]] void fail_with_mend(std::string_view key, std::string_view why) const;

    std::string label_;
    json::value content_;
    std::span<const known_key> known_;
    std::string where_;
};

}  // namespace swan
