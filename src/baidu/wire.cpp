#include "baidu/wire.h"

#include <utility>

#include "base/text.h"

namespace swan::baidu {

std::string upstream_url(std::string_view base, std::string_view host, std::string_view path) {
    while (base.ends_with('/')) base.remove_suffix(1);
    return base.empty() ? concat("https://", host, path) : concat(base, path);
}

api_request post(std::string url, field_list fields) {
    api_request made;
    made.what.url = std::move(url);
    made.what.post = true;
    made.what.form = encode_form(fields);
    made.sent = std::move(fields);
    return made;
}

api_request get(std::string_view url, field_list fields) {
    api_request made;
    made.what.url = concat(url, "?", encode_form(fields));
    made.sent = std::move(fields);
    return made;
}

}  // namespace swan::baidu
