// params::parse of any query and body, split at the first line break: what it takes is clean, short
// enough and there under its own name; what it refuses, it refuses with swan::error.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/error.h"
#include "base/text.h"
#include "front/params.h"

namespace {

constexpr swan::param_rule kKnown[] = {{"code", 8}, {"tp_order_id", 64}, {"data", 90'000}};

void check(std::string_view query, std::string_view body, bool use_body) {
    try {
        const auto got = swan::params::parse(query, body, use_body, kKnown);
        for (const auto& [name, max_bytes] : kKnown) {
            const std::string_view value = got.optional(name);
            if (!swan::is_clean_utf8(value) || value.size() > max_bytes) abort();
            if (!value.empty() && got.required(name) != value) abort();
        }
    } catch (const swan::error& failure) {
        if (failure.number() != swan::code::param_illegal) abort();
        if (!swan::is_clean_utf8(failure.client_text())) abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const size_t end = std::min(text.find('\n'), size);
    const std::string_view body = text.substr(std::min(end + 1, size));
    check(text.substr(0, end), body, true);
    check(text.substr(0, end), body, false);
    check({}, text, true);  // JSON may hold line breaks
    return 0;
}
