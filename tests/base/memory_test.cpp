#include "base/memory.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace swan {
namespace {

size_t resident_pages() {
    size_t all = 0;
    size_t pages = 0;
    std::ifstream("/proc/self/statm") >> all >> pages;
    return pages;
}

using piece = std::unique_ptr<char[]>;

// What a burst leaves behind: much was taken in pieces and given back, one that was taken late is
// kept, and the last pieces of each size wait in the thread's cache, far from each other.
piece burst() {
    std::vector<piece> pieces;
    for (int i = 0; i < 4000; ++i) {
        pieces.push_back(std::make_unique<char[]>(16 * 1024));
        pieces.push_back(std::make_unique<char[]>(static_cast<size_t>(24 + i % 64 * 16)));
    }
    return std::make_unique<char[]>(2000);
}

TEST(Memory, WhatABurstNeededIsGivenBack) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(__clang__)
    GTEST_SKIP() << "a sanitizer may have brought its own allocator";
#endif
    std::thread([] {
        const piece kept = burst();
        const size_t before = resident_pages();
        give_back_memory();
        const size_t after = resident_pages();
        EXPECT_GT(before, after + 10'000) << "64 MB were free";
        const piece kept_too = burst();
        give_back_memory();
        // Other tests of this process may have left something to be touched: far less than 64 MB.
        EXPECT_LT(resident_pages(), after + 1000) << "the second burst was kept";
    }).join();
}

}  // namespace
}  // namespace swan
