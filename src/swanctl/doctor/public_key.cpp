#include "swanctl/doctor/public_key.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/text.h"

namespace swan::doctor {

std::string shown(std::string_view der) {
    constexpr size_t kShown = 24;  // of which the exponent, which is always the same, is 8
    const std::string line = crypto::base64_encode(der);
    const auto hash = crypto::sha256(der);
    const std::string_view bytes(reinterpret_cast<const char*>(hash.data()), hash.size());
    return concat("the line that ends ...",
                  line.substr(line.size() - std::min(kShown, line.size())), " (SHA-256 ",
                  crypto::hex(bytes), ")");
}

}  // namespace swan::doctor
