// Baidu's servers as a test wants them: well by default, else whatever the test has ordered.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "service/plain_server.h"

namespace swan::e2e {

class scripted_baidu {
  public:
    // Answers one request, or does not; true keeps the connection. On a thread of the connection.
    using script = std::function<bool(test::connection&, const test::seen_request&)>;

    // `port`: 0 for a free one.
    explicit scripted_baidu(int port = 0);

    // What `path` gets from now on.
    void order(std::string_view path, script what);
    // Everything is answered well again.
    void behave();

    std::string url() const { return server_.url(""); }
    int port() const { return server_.port(); }
    // The requests for `path` since the last behave().
    std::vector<test::seen_request> asked(std::string_view path) const;

    static constexpr std::string_view kLogin = "/oauth/jscode2sessionkey";
    static constexpr std::string_view kQuery = "/platform/entity/openapi/queryorderdetail";
    static constexpr std::string_view kRefund = "/cashier/applyOrderRefund";
    static constexpr std::string_view kCancel = "/cashier/syncOrderStatus";

    // API 2.0.
    static constexpr std::string_view kToken = "/oauth/2.0/token";
    static constexpr std::string_view kSessionKey = "/rest/2.0/smartapp/getsessionkey";
    static constexpr std::string_view kUnionId = "/rest/2.0/smartapp/getunionid";
    static constexpr std::string_view kFind =
        "/rest/2.0/smartapp/pay/paymentservice/findByTpOrderId";
    static constexpr std::string_view kApplyRefund =
        "/rest/2.0/smartapp/pay/paymentservice/applyOrderRefund";
    static constexpr std::string_view kListRefunds =
        "/rest/2.0/smartapp/pay/paymentservice/findOrderRefund";
    static constexpr std::string_view kCancelOrder =
        "/rest/2.0/smartapp/pay/paymentservice/cancelOrder";

  private:
    bool answer(test::connection& to, const test::seen_request& what);

    mutable std::mutex lock_;
    std::vector<std::pair<std::string, script>> orders_;
    std::vector<test::seen_request> seen_;
    test::plain_server server_;
};

// Scripts.
scripted_baidu::script says(std::string status, std::string body, std::string more_headers = "");
inline scripted_baidu::script says(std::string body) { return says("200 OK", std::move(body)); }
// These bytes, be they HTTP or not, and the end of the connection.
scripted_baidu::script sends(std::string bytes);
// These bytes, and then nothing until the other side has gone.
scripted_baidu::script hangs_after(std::string bytes);
// `part` again and again, until the other side has gone or 100 MB are sent.
scripted_baidu::script floods(std::string head, std::string part);

// The order query's answer.
std::string query_answer(int pay, int refund, int verification);

// Answers that no call can make sense of, with their names.
struct senseless {
    std::string name;
    scripted_baidu::script what;
    bool times_out = false;
};
std::vector<senseless> senseless_answers();

}  // namespace swan::e2e
