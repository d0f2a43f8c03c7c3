// Baidu's side without nginx and without time: a request goes straight through the router to its
// handler. The loop never runs, so what would come a moment later, a callback, does not come.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/json.h"
#include "base/log.h"
#include "front/router.h"
#include "model/merchant.h"
#include "sandbox/courses.h"
#include "sandbox/model/tokens.h"
#include "sandbox/open_api.h"
#include "sandbox/routes.h"
#include "service/http.h"

namespace swan::sandbox::testing {

class router_of_baidu : public ::testing::Test {
  protected:
    // The router's line of each request is nobody's here.
    void SetUp() override { logging::start({}, logging::level::error); }
    void TearDown() override { logging::stop(); }

    response get(const std::string& url) { return ask("GET", url, {}); }
    response post(const std::string& url, const std::string& body) {
        return ask("POST", url, body);
    }
    response ask(const std::string& method, const std::string& url, const std::string& body) {
        const size_t mark = url.find('?');
        request call;
        call.method = method;
        call.path = url.substr(0, mark);
        if (mark != std::string::npos) call.query = url.substr(mark + 1);
        call.body = body;
        std::optional<response> answer;
        start(into(routes.handle(call), answer));
        if (!answer) throw std::logic_error("the call waits for something");
        return *answer;
    }

    // "?access_token=...": a fresh one, as every call of API 2.0 carries it.
    std::string with_token() {
        return "?access_token=" + known.add(fresh_token(us.token_lifetime_s, now_ms())).text;
    }

    settings us = merchant();
    state known;
    fault_table faults;

  private:
    static task<void> into(task<response> from, std::optional<response>& out) {
        response got = co_await std::move(from);
        out = std::move(got);
    }

    loop on_;
    waiting_limit limit_{16};
    http_client http_{on_, {}, limit_};
    courses courses_{us, on_, http_, known, faults};
    baidu_side side_{us, on_, known, faults, courses_};
    router routes{make_routes(side_), render_unknown_path};
};

// A member of an answer by its path, e.g. "data.open_id", as text (an object or array as JSON);
// empty when it is not there.
inline std::string at(const response& answer, std::string_view path) {
    const auto parsed = json::document::parse(answer.body);
    std::optional<json::value> here = parsed.root();
    while (here && !path.empty()) {
        const size_t dot = std::min(path.find('.'), path.size());
        here = here->find(path.substr(0, dot));
        path.remove_prefix(std::min(dot + 1, path.size()));
    }
    if (!here) return {};
    return here->text().value_or(here->dump());
}

}  // namespace swan::sandbox::testing
