// The one exception type of the product: what went wrong, told once, where it is known.
#pragma once

#include <exception>
#include <string>
#include <utility>

namespace swan {

// What a client reads in `code` (and in the X-Swan-Code header). The table of texts and HTTP
// statuses is app/answer; numbers are never reused.
enum class code : int {
    succ = 0,
    sys_fail = 10000,
    param_illegal = 10001,
    upstream_fail = 10002,
    upstream_timeout = 10003,
    busy = 10004,
    not_found = 10005,
    method_not_allowed = 10006,
    too_large = 10007,
    too_many_requests = 10008,
    order_not_paid = 20000,
    order_not_existed = 20001,
    refund_exceeds_payment = 20002,
    refund_conflict = 20003,
    full_refund_only = 20004,
    order_already_paid = 20005,
    session_not_existed = 30001,
    decrypt_fail = 30002,
    unauthorized = 30003,
};

// Thrown by whoever first knows the failure, caught once, in the router, which renders it.
class error : public std::exception {
  public:
    // client_text: safe to show to a stranger (`err_msg`). log_text: for the operator, without
    // secrets; empty means that the client's text says it all.
    explicit error(code what, std::string client_text, std::string log_text = {})
        : code_(what), client_text_(std::move(client_text)), log_text_(std::move(log_text)) {}

    code number() const noexcept { return code_; }
    const std::string& client_text() const noexcept { return client_text_; }
    const std::string& log_text() const noexcept {
        return log_text_.empty() ? client_text_ : log_text_;
    }
    const char* what() const noexcept override { return log_text().c_str(); }

    // A JSON object that the answer carries as `data` (a refund whose outcome is unknown).
    error& with_data(std::string json_object) {
        data_ = std::move(json_object);
        return *this;
    }
    // Seconds for the Retry-After header of a busy answer.
    error& with_retry_after(int seconds) {
        retry_after_ = seconds;
        return *this;
    }
    // The value of the Allow header of a method_not_allowed answer.
    error& with_allow(std::string methods) {
        allow_ = std::move(methods);
        return *this;
    }
    // The client's connection is closed without an answer.
    error& with_silence() {
        is_silent_ = true;
        return *this;
    }
    bool is_silent() const noexcept { return is_silent_; }
    const std::string& data() const noexcept { return data_; }
    int retry_after() const noexcept { return retry_after_; }
    const std::string& allow() const noexcept { return allow_; }

  private:
    code code_;
    std::string client_text_;
    std::string log_text_;
    std::string data_;
    std::string allow_;
    int retry_after_ = 1;
    bool is_silent_ = false;
};

}  // namespace swan
