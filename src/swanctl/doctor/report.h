// What the checks have found, told: a line each for people, or one JSON text for programs.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "swanctl/doctor/finding.h"

namespace swan::doctor {

// "FAIL  files: conf/pay.json: deal_id: is missing; put the dealId of your payment service there".
// `coloured`: with a terminal's colour on its first word.
std::string line_of(std::string_view check, const finding& found, bool coloured);

class report {
  public:
    // Keeps what the check named `check` has found.
    void add(std::string_view check, finding found);

    // How many have failed, at most 125: more would mean something else to a shell.
    int exit_status() const;

    // {"failed":1,"checks":[{"check":"files","result":"fail","seen":"...","fix":"..."}]}
    std::string as_json() const;

  private:
    int failed() const;

    std::vector<std::pair<std::string, finding>> all_;
};

}  // namespace swan::doctor
