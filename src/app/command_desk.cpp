#include "app/command_desk.h"

namespace swan {

task<std::optional<milliseconds>> command_desk::run([[maybe_unused]] job what) const {
    co_return std::nullopt;
}

}  // namespace swan
