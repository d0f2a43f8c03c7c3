#include "base/form.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"

namespace swan {
namespace {

constexpr size_t kUsualFields = 20;  // a payment notify has 19
constexpr size_t kShortPair = 8;     // bytes
constexpr size_t kNameShown = 64;

constexpr int kNoDigit = -1;

constexpr std::array<int, 256> hex_values() {
    std::array<int, 256> values{};
    values.fill(kNoDigit);
    for (unsigned char c = '0'; c <= '9'; ++c) values[c] = c - '0';
    for (unsigned char c = 'a'; c <= 'f'; ++c) values[c] = c - 'a' + 10;
    for (unsigned char c = 'A'; c <= 'F'; ++c) values[c] = c - 'A' + 10;
    return values;
}

constexpr std::array<bool, 256> unreserved_characters() {
    std::array<bool, 256> unreserved{};
    for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                         "0123456789-._~"))
        unreserved[static_cast<unsigned char>(c)] = true;
    return unreserved;
}

constexpr auto kHexValue = hex_values();
constexpr auto kUnreserved = unreserved_characters();

// Decodes `encoded` into `out`; false when a '%' is not followed by two hexadecimal digits.
bool decode(std::string_view encoded, std::string& out) {
    out.assign(encoded);
    const size_t plain = std::min(encoded.find('%'), encoded.find('+'));
    if (plain == std::string_view::npos) return true;
    char* write = out.data() + plain;
    for (auto read = encoded.begin() + plain; read != encoded.end(); ++read) {
        if (*read != '%') {
            *write++ = *read == '+' ? ' ' : *read;
            continue;
        }
        if (encoded.end() - read < 3) return false;
        const int high = kHexValue[static_cast<unsigned char>(read[1])];
        const int low = kHexValue[static_cast<unsigned char>(read[2])];
        if ((high | low) < 0) return false;
        *write++ = static_cast<char>(high << 4 | low);
        read += 2;
    }
    out.resize(static_cast<size_t>(write - out.data()));
    return true;
}

// Decodes `encoded` into `out`; what is wrong with it, or null.
const char* fault_of(std::string_view encoded, std::string& out) {
    if (!decode(encoded, out)) return " has a broken percent-encoding";
    if (is_clean_utf8(out)) return nullptr;
    return out.find('\0') == std::string::npos ? " is not UTF-8" : " holds a NUL";
}

void parse_pair(std::string_view pair, field_list& fields) {
    auto& [name, value] = fields.emplace_back();
    const size_t equals = pair.find('=');
    if (const char* fault = fault_of(pair.substr(0, equals), name))
        throw error(code::param_illegal, concat("a parameter name", fault));
    if (equals == std::string_view::npos) return;
    if (const char* fault = fault_of(pair.substr(equals + 1), value)) {
        const std::string shown = printable(name, kNameShown);
        throw error(code::param_illegal, concat("parameter \"", shown, '"', fault));
    }
}

void append_encoded(std::string& out, std::string_view text) {
    constexpr const char* kDigits = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (kUnreserved[byte]) {
            out.push_back(c);
        } else {
            out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
        }
    }
}

}  // namespace

field_list parse_form(std::string_view text) {
    field_list fields;
    if (text.empty()) return fields;
    fields.reserve(std::min(kUsualFields, text.size() / kShortPair + 1));
    for (size_t pairs = 0; !text.empty(); ++pairs) {
        if (pairs == kMaxFields)
            throw error(code::param_illegal, concat("more than ", kMaxFields, " parameters"));
        const std::string_view pair = text.substr(0, text.find('&'));
        if (!pair.empty()) parse_pair(pair, fields);
        text.remove_prefix(std::min(pair.size() + 1, text.size()));
    }
    return fields;
}

std::string encode_form(const field_list& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out.push_back('&');
        append_encoded(out, name);
        out.push_back('=');
        append_encoded(out, value);
    }
    return out;
}

std::string_view field(const field_list& fields, std::string_view name) {
    const auto has_name = [name](const auto& pair) { return pair.first == name; };
    const auto found = std::find_if(fields.begin(), fields.end(), has_name);
    return found == fields.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace swan
