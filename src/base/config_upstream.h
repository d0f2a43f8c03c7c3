// The address that takes the place of Baidu's hosts, and whose host it is. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace swan {

struct base_url {
    bool https = false;
    std::string host;  // lower case; an IPv6 address without its brackets
};

// "https://host", "http://host:port/path" and such; nothing for anything else (user names, queries,
// escapes: an address that two parsers may read differently).
std::optional<base_url> parse_base_url(std::string_view text);

// baidu.com, nuomi.com and all below them.
bool is_baidu_host(std::string_view host);

// 127.0.0.0/8, ::1 and localhost.
bool is_loopback_host(std::string_view host);

}  // namespace swan
