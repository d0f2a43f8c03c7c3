#include "bad_input.h"

#include <signal.h>

#include <fstream>
#include <map>
#include <sstream>

#include "base/json.h"
#include "base/text.h"
#include "endpoints.h"
#include "service/store/sql.h"

namespace swan::e2e {

namespace {

const std::map<int, std::string> kTexts{
    {10000, "sys fail"},
    {10001, "param illegal"},
    {10002, "upstream fail"},
    {10003, "upstream timeout"},
    {10004, "busy"},
    {10005, "not found"},
    {10006, "method not allowed"},
    {10007, "too large"},
    {10008, "too many requests"},
    {20000, "order not paid"},
    {20001, "order not existed"},
    {20002, "refund exceeds payment"},
    {20003, "refund conflict"},
    {20004, "full refund only"},
    {20005, "order already paid"},
    {30001, "session not existed"},
    {30002, "decrypt fail"},
    {30003, "unauthorized"},
};

// Everything in each table that a request could change, as one text.
constexpr sql::literal kContents[] = {
    "select count(*) || coalesce(group_concat(one), '') from"
    " (select ' ' || open_id || '/' || session_key || '/' || previous_key || '/' || updated_ms"
    " as one from sessions order by open_id)",
    "select count(*) || coalesce(group_concat(one), '') from"
    " (select ' ' || tp_order_id || '/' || state || '/' || total_amount || '/' || paid_ms"
    " as one from orders order by tp_order_id)",
    "select count(*) || coalesce(group_concat(one), '') from"
    " (select ' ' || order_id || '/' || verdict || '/' || reserved || '/' || is_consumed"
    " as one from payments order by order_id)",
    "select count(*) || coalesce(group_concat(one), '') from"
    " (select ' ' || refund_id || '/' || state || '/' || amount || '/' || updated_ms"
    " as one from refunds order by refund_id)",
    "select count(*) || coalesce(group_concat(one), '') from"
    " (select ' ' || tp_order_id || '/' || order_id || '/' || body || '/' || received_ms"
    " as one from quarantine order by tp_order_id, order_id)",
    "select count(*) || '' from apps",
};
constexpr const char* kMessages = "select count(*) || ' messages' from messages";

void expect_headers(const raw_reply& got, int code) {
    for (const char* name : {"content-type", "cache-control", "x-request-id", "x-swan-code"})
        EXPECT_EQ(got.count(name), 1) << name;
    EXPECT_EQ(got.header("content-type"), "application/json; charset=utf-8");
    EXPECT_EQ(got.header("cache-control"), "no-store");
    EXPECT_EQ(got.header("x-request-id").size(), 32u);
    EXPECT_EQ(got.header("x-swan-code"), concat(code));
    EXPECT_EQ(got.header("server"), "nginx");
}

}  // namespace

std::string file_text(const std::filesystem::path& name) {
    std::ostringstream text;
    text << std::ifstream(name).rdbuf();
    return text.str();
}

void expect_error(const raw_reply& got, int code, int status, const std::string& tells) {
    SCOPED_TRACE("answer: " + printable(got.body, 400));
    EXPECT_EQ(got.status, status);
    expect_headers(got, code);
    EXPECT_EQ(got.count("allow"), status == 405 ? 1 : 0);
    EXPECT_EQ(got.count("retry-after"), status == 503 ? 1 : 0);
    EXPECT_EQ(at(got.body, "code"), concat(code));
    EXPECT_EQ(at(got.body, "msg"), kTexts.at(code));
    EXPECT_NE(at(got.body, "err_msg"), "");
    EXPECT_NE(at(got.body, "err_msg").find(tells), std::string::npos) << "expected: " << tells;
    EXPECT_EQ(at(got.body, "request_id"), got.header("x-request-id"));
}

void expect_refused_callback(const raw_reply& got) {
    EXPECT_EQ(got.status, 200);
    expect_headers(got, 10000);
    EXPECT_EQ(at(got.body, "errno"), "10000") << got.body;
    EXPECT_NE(at(got.body, "msg"), "") << got.body;
    EXPECT_EQ(at(got.body, "data"), "{}") << got.body;
    EXPECT_EQ(at(got.body, "code"), "") << got.body;
}

std::unique_ptr<local_system> bad_input::system_;
std::string bad_input::unpaid_order_;
std::string bad_input::paid_order_;
std::string bad_input::rows_;
pid_t bad_input::worker_ = 0;

void bad_input::start(const local_system::settings& how, const std::string& merchant_key) {
    system_ = std::make_unique<local_system>(how);
    if (!merchant_key.empty()) {
        system_->admit_merchant(merchant_key);
        system_->restart();
    }
    system_->log_in(kOpenId);
    unpaid_order_ = at(system_->new_order().root().dump(), "data.tpOrderId");
    paid_order_ = system_->pay(system_->new_order("?goods_id=postcard"));
    worker_ = system_->pid_of("worker");
    accept_rows();
}

void bad_input::TearDownTestSuite() {
    system_->stop("worker");  // writes what it still has to log
    const std::string logs = system_->logs();
    EXPECT_NE(logs.find("path=/auth/login"), std::string::npos);
    const std::string secret = configured("conf/smart_app.json", "secret_key");
    for (const std::string& hidden :
         {secret, std::string(kCodeOfNobody), std::string(kSealedBlock)})
        EXPECT_EQ(logs.find(hidden), std::string::npos) << hidden;
    system_.reset();
}

void bad_input::TearDown() {
    EXPECT_EQ(stored(), rows_) << "what is stored has changed";
    expect_unharmed();
    accept_rows();
}

void bad_input::expect_unharmed() {
    EXPECT_EQ(kill(worker_, 0), 0) << "the worker has died";
    EXPECT_EQ(system_->pid_of("worker"), worker_);
    EXPECT_NO_THROW(system_->log_in(kOpenId));
    EXPECT_NO_THROW(system_->new_order());
}

std::string bad_input::stored(bool messages) {
    sql db("sqlite3:" + (system_->folder() / "data/swan.db").string());
    db.begin_read();
    std::string all;
    for (const sql::literal query : kContents)
        all += db.query_one(query, "t").value().text(0) + "\n";
    if (messages) all += db.query_one(kMessages, "t").value().text(0);
    db.commit();
    return all;
}

std::string bad_input::fresh_code() {
    return at(system_->sandbox_post("/sandbox/login", ""), "code");
}

std::string bad_input::configured(const std::string& file, const std::string& member) {
    return at(file_text(system_->folder() / file), member);
}

void bad_input::expect_refused(const refusal& one) {
    SCOPED_TRACE(concat(one.name, ": ", one.sent.method, " ", printable(one.sent.target, 80)));
    expect_error(ask(one.sent), one.code, one.status, one.tells);
}

void bad_input::expect_refused(const std::vector<refusal>& all) {
    for (const refusal& each : all) expect_refused(each);
}

}  // namespace swan::e2e
