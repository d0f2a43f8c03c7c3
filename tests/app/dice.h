// Choices of a random test, which prints the seed.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace swan::test {

class dice {
  protected:
    int64_t random(int64_t least, int64_t most) {
        return std::uniform_int_distribution<int64_t>(least, most)(engine);
    }
    bool once_in(int64_t times) { return random(1, times) == 1; }
    template <class T>
    const T& any_of(const std::vector<T>& all) {
        return all[static_cast<size_t>(random(0, static_cast<int64_t>(all.size()) - 1))];
    }

    std::mt19937_64 engine;
};

}  // namespace swan::test
