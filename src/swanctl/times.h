// Times as an operator writes and reads them: in the time zone of his host.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace swan::swanctl {

// "2026-11-25", "2026-11-25T19:07", "2026-11-25T19:07:58", a time that long ago ("90s", "30m",
// "24h", "7d"), or milliseconds since 1970 (13 digits). Nothing: it is none of them.
std::optional<int64_t> parse_time(std::string_view text, int64_t now_ms);

// "2026-11-25 19:07:58"; "-" for 0.
std::string show_time(int64_t time_ms);

}  // namespace swan::swanctl
