// The three messages from Baidu: verify, read, record in one commit, answer.
#pragma once

#include <string_view>

#include "app/services.h"
#include "front/request.h"
#include "runtime/task.h"

namespace swan {

// One a loop.
class callback {
  public:
    explicit callback(const services& with) : with_(with) {}

    task<response> succ(request& req);          // payment notify
    task<response> refund_audit(request& req);  // may this refund be paid out?
    task<response> refund(request& req);        // refund notify

  private:
    field_list believed(const request& req) const;
    task<response> unread(std::string_view kind, request& req);

    services with_;
};

}  // namespace swan
