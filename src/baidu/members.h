// The members of one object of an answer, read as Baidu's servers write them: numbers may come as
// texts and texts as numbers; null and an empty text are nothing. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace swan::baidu {

// A view: valid as long as its document. All of it throws as throw_undocumented(call) does, when
// the object is no object, or a member is of a third type or out of its range.
class members {
  public:
    members(std::string_view call, json::value object);

    std::optional<json::value> find(std::string_view name) const;
    json::value required(std::string_view name) const;

    // Empty when it is absent.
    std::string text(std::string_view name) const;
    // Decimal digits; empty when it is absent, or 0, which Baidu's servers write for no id.
    std::string id(std::string_view name) const;
    std::optional<int64_t> number(std::string_view name) const;
    // Fen, 0 or more.
    std::optional<int64_t> amount(std::string_view name) const;

    // The call that it is the answer to, for the log.
    std::string_view call() const { return call_; }

  private:
    std::string_view call_;
    json::value object_;
};

}  // namespace swan::baidu
