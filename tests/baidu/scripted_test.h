// Baidu as a scripted server on loopback.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "../service/plain_server.h"
#include "service/http.h"

namespace swan::baidu {

class scripted_test : public testing::Test {
  protected:
    scripted_test() {
        [[maybe_unused]] static const bool once = (http_global_init(), true);
        how_.connect_timeout = milliseconds(500);
        how_.total_timeout = milliseconds(500);
    }

    void answer(std::string body, std::string status = "200 OK") {
        answer_raw(test::http_answer(status, body));
    }
    void answer_raw(std::string bytes) {
        server_.play([bytes](test::connection& to, const test::seen_request&) {
            return to.send(bytes) && false;
        });
    }
    void hang() {
        server_.play([](test::connection& to, const test::seen_request&) {
            to.wait_until_closed();
            return false;
        });
    }

    // The last request that Baidu got.
    test::seen_request seen() const { return server_.requests().back(); }

    test::plain_server server_;
    http_client::settings how_;
    int most_waiting_ = 10;
};

}  // namespace swan::baidu
