// The parameters of one of Baidu's server calls, asked for one by one; what is wrong is thrown as
// the documented no. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/form.h"

namespace swan::sandbox {

// A documented no: errno and msg.
struct refusal {
    int64_t number = 0;
    std::string text;
};

// Every function throws `refusal`. The fields must outlive it.
class checked_fields {
  public:
    // `missing`: errno when one is missing, empty or out of range; `not_a_number`: when one that
    // must be digits is not.
    checked_fields(const field_list& fields, int64_t missing, int64_t not_a_number)
        : fields_(fields), missing_(missing), not_a_number_(not_a_number) {}

    std::string_view needed(std::string_view name) const;
    // Plain decimal digits: no sign, no fraction.
    int64_t number(std::string_view name) const;
    // Nothing when the parameter was not sent; sent empty it is no number.
    std::optional<int64_t> optional_number(std::string_view name) const;
    // A number in that range.
    int64_t number_in(std::string_view name, int64_t least, int64_t most) const;

    // Empty when it is not there.
    std::string_view optional(std::string_view name) const { return field(fields_, name); }

    [[noreturn]] void refuse(std::string_view name) const;

  private:
    const field_list& fields_;
    int64_t missing_;
    int64_t not_a_number_;
};

}  // namespace swan::sandbox
