// The ledger rules of every mini-program that was ever in force in this process: operations of the
// store refer to them, so that none of them goes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/ledger.h"
#include "app/query_budget.h"
#include "base/config.h"

namespace swan {

class rule_book {
  public:
    // The rules of each of the mini-programs, in their order; the same configuration gives the same
    // ones again. Main thread. Throws config_error (order key, notify key, refuse_replaced_app()),
    // sql_error.
    std::vector<const ledger_rules*> of(const installation& settings);

  private:
    struct entry {
        order_numbers numbers;
        std::unique_ptr<query_budget> queries;
        ledger_rules rules;
    };
    const ledger_rules* kept(std::unique_ptr<entry> fresh);
    std::string order_key_;
    std::vector<std::unique_ptr<const entry>> entries_;
};

}  // namespace swan
