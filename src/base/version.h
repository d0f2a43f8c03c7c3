// The version of the product: --version, the User-Agent towards Baidu.
#pragma once

namespace swan {

inline constexpr const char* kVersion = "0.1.0";

}  // namespace swan
