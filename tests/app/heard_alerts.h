// The alerts that are told while it lives.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"

namespace swan::test {

class heard_alerts {
  public:
    heard_alerts() {
        logging::count_alerts([this](std::string_view kind) { kinds_.emplace_back(kind); });
    }
    ~heard_alerts() { logging::count_alerts(nullptr); }
    heard_alerts(const heard_alerts&) = delete;

    std::vector<std::string> all() const { return kinds_; }

  private:
    std::vector<std::string> kinds_;
};

}  // namespace swan::test
