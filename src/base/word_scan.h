// Texts looked at eight bytes at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace swan {

// The word whose eight bytes are all `byte`.
constexpr uint64_t word_of(unsigned char byte) { return uint64_t{0x0101010101010101} * byte; }

// The bytes of `text` in front of the first word for which `ends(uint64_t)` is true; or of all its
// whole words, which leaves up to seven bytes behind them.
template <class Ends>
size_t run_of_words(std::string_view text, Ends ends) {
    size_t done = 0;
    for (uint64_t word; text.size() - done >= sizeof word; done += sizeof word) {
        std::memcpy(&word, text.data() + done, sizeof word);
        if (ends(word)) break;
    }
    return done;
}

}  // namespace swan
