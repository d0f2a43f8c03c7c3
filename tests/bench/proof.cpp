#include "bench/proof.h"

#include <stdexcept>
#include <utility>

#include "base/text.h"

namespace swan::bench {

proof::rest_of_log::rest_of_log(std::filesystem::path file)
    : file_(std::move(file)), begin_(std::filesystem::file_size(file_)) {}

std::string proof::rest_of_log::grep(const std::string& pattern, const std::string& then) const {
    return e2e::run(concat("tail -c +", begin_ + 1, " ", file_.string(), " | grep -o '", pattern,
                           "' | ", then));
}

int64_t proof::rest_of_log::lines(const std::string& pattern) const {
    return std::stoll(grep(pattern, "wc -l"));
}

proof::proof(const e2e::running_system& system, std::function<int64_t()> stored)
    : nginx_(system.folder() / "logs/access.log"),
      worker_(system.folder() / "logs/swan.log"),
      stored_(std::move(stored)),
      before_(stored_ ? stored_() : 0) {}

// wrk ends with requests under way, which are logged and stored too: there may be more of both.
void proof::check(int64_t answered) const {
    int64_t right = 0;
    const auto all_logged = [&] {  // nginx writes its log a second later
        right = nginx_.lines(" 200 code=0 ");
        return right >= answered;
    };
    const bool enough = e2e::running_system::eventually(all_logged);
    const int64_t wrong = nginx_.lines(" 200 code=[1-9]");
    if (!enough || wrong > 0)
        throw std::runtime_error(concat(answered, " answers, ", right, " with code 0, ", wrong,
                                        " with another:\n",
                                        worker_.grep(" code=[1-9].*", "head -n 20")));
    const int64_t stored = stored_ ? stored_() - before_ : answered;
    if (stored < answered)
        throw std::runtime_error(concat(answered, " answers, ", stored, " of them stored"));
}

}  // namespace swan::bench
