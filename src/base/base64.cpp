// The base64 of base/crypto.h. Written by hand because OpenSSL's decoder takes what we must
// refuse: white space, padding in the middle, unused bits that are not zero.
#include <array>
#include <cstdint>

#include "base/crypto.h"

namespace swan::crypto {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint32_t kNone = 0x80000000;

constexpr std::array<uint32_t, 256> alphabet_values() {
    std::array<uint32_t, 256> values{};
    values.fill(kNone);
    for (uint32_t i = 0; i < kAlphabet.size(); ++i)
        values[static_cast<unsigned char>(kAlphabet[i])] = i;
    return values;
}

constexpr auto kValue = alphabet_values();

uint32_t byte_of(char c) { return static_cast<unsigned char>(c); }

// 24 bits of four characters; a bit of kNone set when one of them is not of the alphabet.
uint32_t group(const char* text) {
    const uint32_t a = kValue[byte_of(text[0])];
    const uint32_t b = kValue[byte_of(text[1])];
    const uint32_t c = kValue[byte_of(text[2])];
    const uint32_t d = kValue[byte_of(text[3])];
    return ((a | b | c | d) & kNone) | a << 18 | b << 12 | c << 6 | d;
}

// The last group, whose padding tells how many bytes it holds.
bool append_last(std::string_view four, std::string& out) {
    const size_t padding = four.ends_with("==") ? 2 : four.ends_with('=') ? 1 : 0;
    char text[4] = {four[0], four[1], four[2], four[3]};
    for (size_t i = 4 - padding; i < 4; ++i) text[i] = kAlphabet[0];
    const uint32_t bits = group(text);
    const uint32_t unused = (1U << 8 * padding) - 1;
    if ((bits & kNone) != 0 || (bits & unused) != 0) return false;
    for (size_t i = 0; i < 3 - padding; ++i) out.push_back(static_cast<char>(bits >> (16 - 8 * i)));
    return true;
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4, '=');
    char* write = out.data();
    for (; bytes.size() >= 3; bytes.remove_prefix(3)) {
        const uint32_t bits = byte_of(bytes[0]) << 16 | byte_of(bytes[1]) << 8 | byte_of(bytes[2]);
        for (int shift = 18; shift >= 0; shift -= 6) *write++ = kAlphabet[bits >> shift & 63];
    }
    if (bytes.empty()) return out;
    const uint32_t second = bytes.size() > 1 ? byte_of(bytes[1]) : 0;
    const uint32_t bits = byte_of(bytes[0]) << 16 | second << 8;
    for (int shift = 18; shift >= (bytes.size() > 1 ? 6 : 12); shift -= 6)
        *write++ = kAlphabet[bits >> shift & 63];
    return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::string out;
    if (text.empty()) return out;
    out.resize((text.size() / 4 - 1) * 3);
    char* write = out.data();
    for (size_t i = 0; i + 4 < text.size(); i += 4) {
        const uint32_t bits = group(text.data() + i);
        if ((bits & kNone) != 0) return std::nullopt;
        *write++ = static_cast<char>(bits >> 16);
        *write++ = static_cast<char>(bits >> 8);
        *write++ = static_cast<char>(bits);
    }
    if (!append_last(text.substr(text.size() - 4), out)) return std::nullopt;
    return out;
}

}  // namespace swan::crypto
