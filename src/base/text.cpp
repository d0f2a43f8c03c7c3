#include "base/text.h"

#include <algorithm>
#include <array>

#include "base/word_scan.h"

namespace swan {
namespace {

unsigned char byte_at(std::string_view bytes, size_t i) {
    return static_cast<unsigned char>(bytes[i]);
}

// The length of the run of ASCII without NUL that `bytes` begins with, in whole words.
size_t plain_words(std::string_view bytes) {
    // A byte of 0 borrows into its high bit, a byte above 0x7f has it set.
    return run_of_words(
        bytes, [](uint64_t word) { return (((word - word_of(1)) | word) & word_of(0x80)) != 0; });
}

// ASCII that can neither end a line, close a quote nor drive a terminal.
constexpr std::array<bool, 256> harmless_characters() {
    std::array<bool, 256> harmless{};
    for (size_t c = 0x20; c < 0x7f; ++c) harmless[c] = c != '"' && c != '\'' && c != '\\';
    return harmless;
}

constexpr auto kHarmless = harmless_characters();

size_t harmless_run(std::string_view bytes) {
    size_t run = 0;
    while (run < bytes.size() && kHarmless[byte_at(bytes, run)]) ++run;
    return run;
}

// For what harmless_run() stops at.
bool is_unfit(std::string_view character) {
    return byte_at(character, 0) < 0x80 || is_control(character);
}

std::string escaped(std::string_view bytes) {
    constexpr const char* kDigits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    }
    return out;
}

}  // namespace

std::optional<int64_t> parse_decimal(std::string_view digits) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!std::all_of(digits.begin(), digits.end(), is_digit)) return std::nullopt;
    int64_t number = 0;
    const auto end = digits.data() + digits.size();
    if (std::from_chars(digits.data(), end, number).ec != std::errc{}) return std::nullopt;
    return number;
}

size_t character_length(std::string_view bytes) {
    const unsigned char first = byte_at(bytes, 0);
    if (first < 0x80) return 1;
    if (first < 0xc2 || first > 0xf4) return 0;
    const size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (bytes.size() < length) return 0;
    // The second byte alone tells overlong forms, surrogates and what is beyond U+10FFFF.
    const unsigned char lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned char highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (byte_at(bytes, 1) < lowest || byte_at(bytes, 1) > highest) return 0;
    for (size_t i = 2; i < length; ++i)
        if ((byte_at(bytes, i) & 0xc0) != 0x80) return 0;
    return length;
}

bool is_control(std::string_view character) {
    const unsigned char first = byte_at(character, 0);
    if (first < 0x80) return first < ' ' || first == 0x7f;
    const unsigned char second = byte_at(character, 1);
    if (first == 0xc2) return second < 0xa0;
    if (first != 0xe2 || character.size() < 3) return false;
    const unsigned char third = byte_at(character, 2);
    const bool marks = second == 0x80 && (third == 0x8e || third == 0x8f);
    const bool embeddings = second == 0x80 && third >= 0xaa && third <= 0xae;
    const bool isolates = second == 0x81 && third >= 0xa6 && third <= 0xa9;
    return marks || embeddings || isolates;
}

bool is_clean_utf8(std::string_view bytes) {
    bytes.remove_prefix(plain_words(bytes));
    while (!bytes.empty()) {
        const size_t length = character_length(bytes);
        if (length == 0 || bytes.front() == '\0') return false;
        bytes.remove_prefix(length);
        if (length == 1) bytes.remove_prefix(plain_words(bytes));
    }
    return true;
}

std::string printable(std::string_view bytes, size_t most) {
    std::string out;
    for (;;) {
        const size_t run = harmless_run(bytes.substr(0, most));
        out.append(bytes.substr(0, std::min(run, most - out.size())));
        bytes.remove_prefix(run);
        if (bytes.empty()) return out;
        const size_t length = character_length(bytes);
        const std::string_view character = bytes.substr(0, std::max<size_t>(length, 1));
        const size_t before = out.size();
        if (length == 0 || is_unfit(character)) {
            out += escaped(character);
        } else {
            out += character;
        }
        if (out.size() > most) {
            out.resize(before);
            return out;
        }
        bytes.remove_prefix(character.size());
    }
}

}  // namespace swan
