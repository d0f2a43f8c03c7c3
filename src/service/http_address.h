// Which addresses are in the open net. Part of service/http.
#pragma once

#include <sys/socket.h>

#include <string>

namespace swan {

// False for what leads to this host or into a network of its own, and for what is not to be
// connected to at all: loopback, RFC 1918, link-local (the metadata services of clouds), CGNAT,
// unique local, multicast, reserved and unspecified ones, and IPv6 addresses that hold such an IPv4
// one (mapped, compatible, NAT64, 6to4). False for any other family. `size`: bytes of `address`.
bool is_public_address(const sockaddr* address, socklen_t size);

// Whether `host` is known to lead to no public address without being looked up: "localhost", or a
// private address in any way of writing it.
bool names_private_address(const std::string& host);

}  // namespace swan
