// Calls to Baidu's servers as they go over the wire, whatever the call. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/form.h"
#include "service/http.h"

namespace swan::baidu {

// A request, and the fields in it, which no text that is shown may give away.
struct api_request {
    http_request what;
    field_list sent;
};

// `path` on `host`, or on `base`, the one server that stands for all of Baidu's, if it is not
// empty.
std::string upstream_url(std::string_view base, std::string_view host, std::string_view path);

// A POST of `fields` as a form; a GET with `fields` as its query. Repeatable only when the caller
// says so afterwards.
api_request post(std::string url, field_list fields);
api_request get(std::string_view url, field_list fields);

}  // namespace swan::baidu
