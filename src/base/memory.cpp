#include "base/memory.h"

#include <malloc.h>

#include <array>
#include <cstdlib>

namespace swan {

namespace {

// glibc's cache of a thread: the last 7 freed pieces of each of 64 sizes, wherever they lie. After
// a burst they lie all over the heap, and each of them holds a page of it.
constexpr size_t kCached = 7;
constexpr size_t kSmallest = 24;
constexpr size_t kStep = 16;
constexpr size_t kLargest = 1032;

// Puts pieces that lie together into the cache, so that the old ones are really freed.
void renew_cache(size_t size) {
    std::array<void* volatile, 2 * kCached> pieces{};  // no compiler may leave this out
    for (void* volatile& each : pieces) each = std::malloc(size);
    for (size_t i = pieces.size(); i > 0; --i) std::free(pieces[i - 1]);
}

}  // namespace

void give_back_memory() {
    malloc_trim(0);  // joins what is free, so that the new pieces come from one place
    for (size_t size = kSmallest; size <= kLargest; size += kStep) renew_cache(size);
    malloc_trim(0);
}

}  // namespace swan
