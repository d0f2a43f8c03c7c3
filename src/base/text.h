// Small text helpers that every room needs: joining, and making strangers' bytes printable.
#pragma once

#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace swan {

namespace text_detail {
// What is to be joined, as text: the digits of a number are kept here.
class piece {
  public:
    explicit piece(std::string_view text) : text_(text) {}
    explicit piece(char one) : text_(digits_, 1) { digits_[0] = one; }
    template <std::integral T>
    requires(!std::same_as<T, char> && !std::same_as<T, bool>) explicit piece(T number)
        : text_(digits_, std::to_chars(digits_, digits_ + sizeof digits_, number).ptr) {}
    piece(const piece&) = delete;
    std::string_view text() const { return text_; }

  private:
    char digits_[20];  // INT64_MIN has as many
    std::string_view text_;
};
}  // namespace text_detail

// Appends texts, characters and integers (in decimal) to `out`, which grows once; none of them may
// lie in it.
template <class... Parts>
void append_to(std::string& out, const Parts&... parts) {
    const std::initializer_list<text_detail::piece> pieces{text_detail::piece(parts)...};
    size_t size = out.size();
    for (const auto& each : pieces) size += each.text().size();
    if (size > out.capacity()) out.reserve(std::max(size, 2 * out.capacity()));
    for (const auto& each : pieces) out.append(each.text());
}

// Joins texts, characters and integers: concat("amount=", 100, " fen").
template <class... Parts>
std::string concat(const Parts&... parts) {
    std::string out;
    append_to(out, parts...);
    return out;
}

// The value of `digits`: plain decimal digits only (no sign, no space), 0..INT64_MAX; nothing else
// is a number of Baidu's or ours.
std::optional<int64_t> parse_decimal(std::string_view digits);

// The length of the well-formed UTF-8 character (RFC 3629) that `bytes`, not empty, begins with; 0:
// it begins with none.
size_t character_length(std::string_view bytes);

// Whether a terminal obeys this character instead of showing it: C0, DEL, C1, and the marks that
// turn the direction of writing.
bool is_control(std::string_view character);

// True when `bytes` is well-formed UTF-8 (no overlong forms, no surrogates) without NUL.
bool is_clean_utf8(std::string_view bytes);

// `bytes` made fit for a log line or an error text: control characters, quotes, backslashes and
// bytes outside UTF-8 become \xNN, the rest is cut after `most` bytes (never inside a character).
std::string printable(std::string_view bytes, size_t most = 200);

}  // namespace swan
