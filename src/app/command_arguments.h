// What an operator gave with a command: texts by name, kept as a JSON object.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace swan {

class command_arguments {
  public:
    command_arguments() = default;
    // From the JSON object of a stored command. Throws swan::error param_illegal.
    explicit command_arguments(std::string_view json);

    // Empty ones are left out.
    void set(std::string name, std::string text);
    std::string as_json() const;

    // Throws swan::error param_illegal when it is missing or longer than `most` bytes.
    const std::string& required(const std::string& name, size_t most = 96) const;
    // Empty when it is missing.
    const std::string& optional(const std::string& name, size_t most = 255) const;
    // A plain decimal number; `otherwise` when it is missing. Throws swan::error param_illegal.
    int64_t number(const std::string& name, int64_t otherwise) const;
    int64_t required_number(const std::string& name) const;

  private:
    std::map<std::string, std::string> texts_;
};

}  // namespace swan
