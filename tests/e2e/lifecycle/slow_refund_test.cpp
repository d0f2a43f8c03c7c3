// A refund whose calls together take longer than nginx waits.
#include <signal.h>

#include <thread>

#include "e2e/baidu_failing.h"
#include "own_worker.h"

namespace swan::e2e {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

// Each call alone stays below upstream_timeout_ms.
scripted_baidu::script slowly(scripted_baidu::script what) {
    return [what = std::move(what)](test::connection& to, const test::seen_request& request) {
        std::this_thread::sleep_for(4s);
        return what(to, request);
    };
}

reply refund(const local_system& system, const std::string& order) {
    return system.get("/pay/refund?tp_order_id=" + order);
}

TEST(slow_refund, is_answered_as_unknown_in_time_and_runs_to_its_end_even_through_a_stop) {
    scripted_baidu baidu;
    local_system system(
        {.api = "1.0", .server_json = concat(R"({"upstream_base":")", baidu.url(), "\"}")});
    const auto worker = replace_worker(system);
    const std::string order = system.pay(system.new_order("?goods_id=postcard"));
    baidu.order(scripted_baidu::kCancel, slowly(says(R"({"errno":10002,"msg":"state"})")));
    baidu.order(scripted_baidu::kQuery, slowly(says(query_answer(1, -1, -1))));
    baidu.order(
        scripted_baidu::kRefund,
        slowly(says(R"({"errno":0,"data":{"refundBatchId":"17","refundPayMoney":"100"}})")));

    const auto begun = clock::now();
    const reply late = refund(system, order);
    EXPECT_LT(clock::now() - begun, 10s) << "nginx would have given up";
    EXPECT_EQ(at(late, "code"), "10003") << late.body;
    EXPECT_EQ(at(late, "data.refund_id"), order + "-all-1");
    EXPECT_EQ(at(late, "data.state"), "unknown");
    EXPECT_EQ(at(late, "request_id"), late.header("x-request-id"));

    worker->signal(SIGTERM);
    EXPECT_EQ(worker->wait(), 0) << "all was done within drain_ms";
    const auto next = replace_worker(system);
    const reply again = refund(system, order);
    EXPECT_EQ(at(again, "code"), "0") << again.body;
    EXPECT_EQ(at(again, "data.refundBatchId"), "17");
    EXPECT_EQ(at(again, "data.repeated"), "true");
    EXPECT_EQ(baidu.asked(scripted_baidu::kRefund).size(), 1u);
}

}  // namespace
}  // namespace swan::e2e
