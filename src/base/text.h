// Small text helpers that every room needs: joining, and making strangers' bytes printable.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace swan {

namespace text_detail {
inline void append(std::string& out, std::string_view part) { out.append(part); }
inline void append(std::string& out, char part) { out.push_back(part); }
template <std::integral T>
requires(!std::same_as<T, char> && !std::same_as<T, bool>) void append(std::string& out, T number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}
}  // namespace text_detail

// Joins texts and integers (in decimal): concat("amount=", 100, " fen").
template <class... Parts>
std::string concat(const Parts&... parts) {
    std::string out;
    (text_detail::append(out, parts), ...);
    return out;
}

// The value of `digits`: plain decimal digits only (no sign, no space), 0..INT64_MAX; nothing else
// is a number of Baidu's or ours.
std::optional<int64_t> parse_decimal(std::string_view digits);

// True when `bytes` is well-formed UTF-8 (no overlong forms, no surrogates) without NUL.
bool is_clean_utf8(std::string_view bytes);

// `bytes` made fit for a log line or an error text: control characters, quotes, backslashes and
// bytes outside UTF-8 become \xNN, the rest is cut after `most` bytes (never inside a character).
std::string printable(std::string_view bytes, size_t most = 200);

}  // namespace swan
