// What a check has seen.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace swan::doctor {

struct finding {
    enum class verdict { ok, warning, failed, skipped };
    verdict what = verdict::ok;
    std::string about = {};  // which part of what was checked; empty: all of it
    std::string seen;
    std::string mend = {};  // what to do about it; empty when `seen` says so

    // The same, of this part.
    finding of(std::string_view part) && {
        about = part;
        return std::move(*this);
    }
};

using findings = std::vector<finding>;

inline finding good(std::string seen) { return {.seen = std::move(seen)}; }
inline finding warning(std::string seen, std::string mend) {
    return {.what = finding::verdict::warning, .seen = std::move(seen), .mend = std::move(mend)};
}
inline finding failed(std::string seen, std::string mend) {
    return {.what = finding::verdict::failed, .seen = std::move(seen), .mend = std::move(mend)};
}
// It could not be checked.
inline finding skipped(std::string why) {
    return {.what = finding::verdict::skipped, .seen = std::move(why)};
}

// What the configuration's own check says: mostly "what is wrong; how to mend it".
finding failed_with(std::string_view text);
finding warned_with(std::string_view text);

}  // namespace swan::doctor
