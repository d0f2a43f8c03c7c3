// What one command tells: some values by name, and tables.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "swanctl/table.h"

namespace swan::swanctl {

class page {
  public:
    // What a worker has answered: a JSON object. Members named amount or fen are told as fen,
    // ..._ms as times. Throws json::error.
    static page of_answer(std::string_view json);

    page& value(std::string name, cell content, kind how = kind::text);
    page& part(std::string name, table content);

    std::string as_text() const;
    std::string as_json() const;  // one object
    // On standard output.
    void print(bool json) const;

  private:
    struct named_value {
        std::string name;
        cell content;
        kind how;
    };
    std::vector<named_value> values_;
    std::vector<std::pair<std::string, table>> parts_;
};

}  // namespace swan::swanctl
