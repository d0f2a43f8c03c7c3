// Query, form and JSON body as one checked map of names and values. Pure: no I/O. Bytes come from
// strangers: everything is validated here, before a handler sees it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/form.h"

namespace swan {

// A parameter that a route knows. Others are ignored, but must be well formed.
struct param_rule {
    std::string_view name;
    size_t max_bytes;
};

class params {
  public:
    params() = default;

    // What a GET or POST carries. The body is JSON if its first byte after white space is '{' or
    // '[', else a form; `use_body` false: it is ignored. Throws swan::error param_illegal naming
    // the parameter: a name that comes twice (in one place or in two), a known parameter that is
    // too long, or null, bool, fraction, array or object in JSON; broken encoding, UTF-8, NUL;
    // JSON that is not one object; more than
    // kMaxFields in the query, or in the body.
    static params parse(std::string_view query, std::string_view body, bool use_body,
                        std::span<const param_rule> known);

    // The value of a known parameter; empty means missing.
    std::string_view optional(std::string_view name) const;
    // The same, but missing throws swan::error param_illegal naming it.
    std::string_view required(std::string_view name) const;

  private:
    field_list values_;
};

}  // namespace swan
