// The parameters of an SQL statement.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace swan {

// The names of the :a, :b, ... of `statement` outside of '...', each once, in the order of their
// first use.
std::vector<std::string> parameter_names(std::string_view statement);

}  // namespace swan
