#include "base/config_upstream.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"

namespace swan {

namespace {

bool consists_of(std::string_view text, std::string_view also) {
    return std::all_of(text.begin(), text.end(), [also](unsigned char c) {
        return (c < 0x80 && std::isalnum(c)) || also.find(static_cast<char>(c)) != also.npos;
    });
}

std::string lower(std::string_view text) {
    std::string all(text);
    for (char& c : all) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return all;
}

bool is_address(int family, const std::string& text) {
    std::array<unsigned char, 16> unused;
    return inet_pton(family, text.c_str(), unused.data()) == 1;
}

bool is_port(std::string_view text) {
    const auto port = parse_decimal(text);
    return port && *port >= 1 && *port <= 65535;
}

// The host of "host", "host:port", "[ipv6]:port".
std::optional<std::string> host_of(std::string_view authority) {
    const bool bracketed = authority.starts_with('[');
    const size_t end = bracketed ? authority.find(']') : authority.find(':');
    if (bracketed && end == authority.npos) return std::nullopt;
    std::string host = lower(authority.substr(bracketed, end - bracketed));
    std::string_view rest;
    if (end != authority.npos) rest = authority.substr(end + bracketed);
    if (!rest.empty() && (rest[0] != ':' || !is_port(rest.substr(1)))) return std::nullopt;
    if (bracketed ? !is_address(AF_INET6, host) : !consists_of(host, ".-")) return std::nullopt;
    if (host.ends_with('.')) host.pop_back();
    return host.empty() ? std::nullopt : std::optional(host);
}

bool is_at_or_below(std::string_view host, std::string_view domain) {
    if (host == domain) return true;
    return host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.';
}

}  // namespace

std::optional<base_url> parse_base_url(std::string_view text) {
    base_url url;
    url.https = text.starts_with("https://");
    if (!url.https && !text.starts_with("http://")) return std::nullopt;
    text.remove_prefix(url.https ? 8 : 7);
    const size_t slash = std::min(text.find('/'), text.size());
    if (!consists_of(text.substr(slash), "/-._~")) return std::nullopt;
    auto host = host_of(text.substr(0, slash));
    if (!host) return std::nullopt;
    url.host = std::move(*host);
    return url;
}

bool is_baidu_host(std::string_view host) {
    return is_at_or_below(host, "baidu.com") || is_at_or_below(host, "nuomi.com");
}

bool is_loopback_host(std::string_view host) {
    if (host == "localhost" || host == "::1") return true;
    return host.starts_with("127.") && is_address(AF_INET, std::string(host));
}

}  // namespace swan
