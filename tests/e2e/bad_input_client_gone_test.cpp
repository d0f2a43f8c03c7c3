// Clients that go away: in the middle of a header, of a body, or before the answer.
#include <memory>

#include "bad_input.h"
#include "base/text.h"
#include "endpoints.h"

namespace swan::e2e {
namespace {

enum class leaving { closes, resets, says_nothing_more };

class client_gone : public bad_input {
  protected:
    static std::string request(const endpoint& where) {
        const std::string form = good_form(where, "");
        if (!where.post) return bytes_of({.method = "GET", .target = where.path + "?" + form});
        return bytes_of({.method = "POST", .target = where.path, .body = form});
    }
    // `bytes`, and then nobody is there any more.
    static void send_and_leave(std::string_view bytes, leaving how) {
        raw_connection line(system().port());
        line.send(bytes);
        if (how == leaving::resets) line.reset();
        if (how != leaving::says_nothing_more) return;
        line.finish();
        EXPECT_EQ(line.receive(), "") << "half a request was answered";
    }
    static void order_fault(const char* call, const char* fault, const char* more = "") {
        system().fault(concat(R"({"call":")", call, R"(","fault":")", fault, "\"", more, "}"));
    }
};

TEST_F(client_gone, in_the_middle_of_a_header) {
    for (const endpoint& where : endpoints()) {
        const std::string whole = request(where);
        const size_t head = whole.find("\r\n\r\n");
        for (const leaving how : {leaving::closes, leaving::resets, leaving::says_nothing_more})
            for (const size_t length : {size_t{0}, size_t{1}, size_t{4}, head / 2, head, head + 3})
                send_and_leave(std::string_view(whole).substr(0, length), how);
    }
}

TEST_F(client_gone, in_the_middle_of_a_body) {
    for (const endpoint& where : endpoints()) {
        if (!where.post) continue;
        const std::string whole = request(where);
        const size_t body = whole.find("\r\n\r\n") + 4;
        for (const leaving how : {leaving::closes, leaving::resets})
            for (const size_t length :
                 {body, body + 1, (body + whole.size()) / 2, whole.size() - 1})
                send_and_leave(std::string_view(whole).substr(0, length), how);
    }
    for (const std::string& path : callback_paths())
        for (const leaving how : {leaving::closes, leaving::resets})
            send_and_leave(
                concat("POST ", path, " HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n",
                       "orderId=1&"),
                how);
}

// "amount=100" that breaks off must not become "amount=10".
TEST_F(client_gone, in_the_middle_of_an_amount) {
    const std::string body = "tp_order_id=" + paid_order() + "&amount=100";
    const std::string whole = bytes_of({.method = "POST", .target = "/pay/refund", .body = body});
    for (const leaving how : {leaving::closes, leaving::resets})
        send_and_leave(std::string_view(whole).substr(0, whole.size() - 1), how);
    const std::string chunk = concat("Transfer-Encoding: chunked\r\n\r\n40\r\n", body);
    for (const leaving how : {leaving::closes, leaving::resets})
        send_and_leave("POST /pay/refund HTTP/1.1\r\nHost: a\r\n" + chunk, how);
}

TEST_F(client_gone, in_the_middle_of_chunks) {
    for (const char* part :
         {"5\r\nab", "5\r\nabcde", "5\r\nabcde\r\n", "5\r\nabcde\r\n0\r\n", "f", ""})
        for (const leaving how : {leaving::closes, leaving::resets})
            send_and_leave(concat("POST /auth/login HTTP/1.1\r\nHost: a\r\n",
                                  "Transfer-Encoding: chunked\r\n\r\n", part),
                           how);
}

TEST_F(client_gone, hundreds_that_hold_half_a_request_open_hold_up_nobody) {
    std::vector<std::unique_ptr<raw_connection>> held;
    for (int i = 0; i < 300; ++i) {
        held.push_back(std::make_unique<raw_connection>(system().port()));
        held.back()->send(i % 2 == 0
                              ? "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nc"
                              : "GET /auth/login HTTP/1.1\r\nHost");
    }
    expect_refused({"beside them", {"GET", "/auth/login"}, 10001, 200, "\"code\""});
    for (auto& each : held) each->reset();
}

TEST_F(client_gone, one_that_sends_byte_by_byte_is_answered) {
    raw_connection line(system().port());
    for (const char c :
         bytes_of({.method = "POST", .target = "/pay/refund", .body = "tp_order_id=1"}))
        line.send({&c, 1});
    expect_error(line.receive_answer(), 20001, 200);
}

TEST_F(client_gone, ones_that_read_no_answer) {
    const std::string ask = "GET /auth/login HTTP/1.1\r\nHost: a\r\n\r\n";
    std::string many;
    for (int i = 0; i < 500; ++i) many += ask;
    for (const leaving how : {leaving::closes, leaving::resets}) send_and_leave(many, how);
}

TEST_F(client_gone, before_baidu_has_answered) {
    order_fault("session_key", "error", R"(,"errno":5)");
    order_fault("session_key", "latency", R"(,"ms":200)");
    for (const leaving how : {leaving::closes, leaving::resets})
        for (int i = 0; i < 20; ++i)
            send_and_leave(
                bytes_of(
                    {.method = "POST", .target = "/auth/login", .body = "code=c0de-of-nobody"}),
                how);
    // Every one of them is through when these, which came later, are.
    for (int i = 0; i < 2; ++i)
        expect_refused({"after them", {"GET", "/auth/login?code=c0de-of-nobody"}, 10002, 200, ""});
    system().clear_faults();
}

TEST_F(client_gone, a_refund_that_has_begun_runs_to_its_end) {
    const std::string order = system().paid_order();
    order_fault("refund", "latency", R"(,"ms":200)");
    const std::string target = "/pay/refund?tp_order_id=" + order;
    send_and_leave(bytes_of({.method = "GET", .target = target}), leaving::closes);
    // nginx writes its line when the worker has answered.
    EXPECT_TRUE(local_system::eventually(
        [] { return system().logs().find("\"GET /pay/refund\"") != std::string::npos; }));
    EXPECT_TRUE(local_system::eventually([&] {
        const reply got = system().get("/pay/status?tp_order_id=" + order);
        return at(got, "data.refundStatus.statusNum") == "2";
    }));
    system().clear_faults();
    accept_rows();
}

}  // namespace
}  // namespace swan::e2e
