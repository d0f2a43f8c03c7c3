// What is counted of Baidu's callbacks.
#pragma once

#include <string>
#include <string_view>

#include "base/metrics.h"

namespace swan {

// Callbacks that were not believed, or not taken, for this reason: a few fixed words such as
// "bad signature", never text of the message.
counter& callback_refusals(metrics& into, std::string_view reason);

// Callbacks that the platform key of this file has verified, of this mini-program: tells when an
// old key is no longer needed. To be looked up once a key, not once a callback.
counter& platform_key_uses(metrics& into, const std::string& app, const std::string& key_file);

}  // namespace swan
