// application/x-www-form-urlencoded, both directions: queries, form bodies, Baidu's calls.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace swan {

// Names and values, decoded, in order, duplicates kept.
using field_list = std::vector<std::pair<std::string, std::string>>;

// More in one form or query is no client of ours and not Baidu, but somebody who wants to keep a
// loop busy: 256 KiB have room for a hundred thousand.
inline constexpr size_t kMaxFields = 1024;

// The pairs of a form or query. '+' is a space; a pair without '=' has an empty value; empty
// pairs ("&&") are skipped. Throws swan::error param_illegal: broken percent-encoding, broken
// UTF-8, NUL, and more than kMaxFields pairs, empty ones too, whose rest is not looked at.
field_list parse_form(std::string_view text);

// "a=b&c=d" with everything but A-Z a-z 0-9 - . _ ~ percent-encoded (a space is %20).
std::string encode_form(const field_list& fields);

// The value of the first field with that name; empty when there is none.
std::string_view field(const field_list& fields, std::string_view name);

}  // namespace swan
