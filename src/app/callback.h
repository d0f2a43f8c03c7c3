// The three messages from Baidu: verify, read, record in one commit, answer.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "app/ledger.h"
#include "app/services.h"
#include "base/error.h"
#include "front/request.h"
#include "runtime/task.h"

namespace swan {

// How the ledger takes one kind of message.
template <class Message, class Verdict>
using recorder = Verdict (*)(sql& db, const ledger_rules& rules, const Message& told,
                             const received_message& message, int64_t now_ms);

// One a loop.
class callback {
  public:
    explicit callback(const services& with);

    task<response> succ(request& req);          // payment notify
    task<response> refund_audit(request& req);  // may this refund be paid out?
    task<response> refund(request& req);        // refund notify

  private:
    std::optional<refusal> doubt_about(const field_list& fields) const;
    field_list fields_of(const request& req) const;
    field_list believed(const request& req) const;
    [[noreturn]] void refuse(refusal reason) const;
    template <class Write>
    task<std::invoke_result_t<Write, sql&>> committed(Write write) const;
    template <class Message, class Verdict>
    task<Verdict> recorded(Message told, const field_list& fields, request& req,
                           recorder<Message, Verdict> record);
    void mark_uncommitted(error& why) const;
    task<response> unread(std::string_view kind, const field_list& fields, request& req);
    task<void> doubted(baidu::payment_notify told, const request& req);
    void reconcile(const std::optional<reconciliation>& what, const std::string& tp_order_id,
                   const std::string& order_id, const request& req);
    task<void> reconcile_with_baidu(reconciliation what, std::string tp_order_id,
                                    std::string order_id, std::string request_id,
                                    std::shared_ptr<const void> alive);

    services with_;
    std::vector<counter*> key_uses_;  // of each platform key
};

}  // namespace swan
