// The parameters of a call as the simulator reads them: names and values, each name once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/form.h"
#include "front/request.h"

namespace swan::sandbox {

// Query and form body together, as Baidu's own calls carry them. Throws swan::error param_illegal:
// malformed, or a name that comes twice.
field_list form_fields(const request& call);

// The same for /sandbox/ calls, where the body may also be a JSON object (first byte '{') of texts
// and integers.
field_list any_fields(const request& call);

// The value of a field; missing or empty throws swan::error param_illegal naming it.
std::string required(const field_list& fields, std::string_view name);

// swan::error param_illegal with that text: what the caller did wrong.
error illegal(std::string text);

}  // namespace swan::sandbox
