#include "service/store/parameters.h"

#include <algorithm>

namespace swan {

namespace {

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::vector<std::string> parameter_names(std::string_view statement) {
    std::vector<std::string> names;
    bool quoted = false;
    for (size_t at = 0; at < statement.size(); ++at) {
        if (statement[at] == '\'') quoted = !quoted;
        if (quoted || statement[at] != ':') continue;
        const auto* const start = statement.begin() + at + 1;
        const auto* const end = std::find_if_not(start, statement.end(), is_name_char);
        std::string name(start, end);
        if (std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(std::move(name));
    }
    return names;
}

}  // namespace swan
