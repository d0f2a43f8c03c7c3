// Which addresses lie in the open Internet. Pure.
#pragma once

struct sockaddr;

namespace swan {

// False for what leads into this host, its own networks or nowhere: loopback, RFC 1918, link-local,
// carrier-grade NAT, multicast, documentation, unique local, IPv4 mapped or carried in IPv6, and
// every family but IPv4 and IPv6.
bool is_public_address(const sockaddr& address);

}  // namespace swan
