#include "sandbox/postman.h"

#include "base/error.h"
#include "base/text.h"

namespace swan::sandbox {

std::string_view name_of(callback_kind kind) {
    switch (kind) {
        case callback_kind::succ:
            return "succ";
        case callback_kind::refund_audit:
            return "refund_audit";
        case callback_kind::refund:
            break;
    }
    return "refund";
}

postman::postman(loop& on, http_client& http, state& known, fault_table& faults)
    : on_(on), http_(http), known_(known), faults_(faults) {}

task<delivery> postman::deliver(outgoing what) {
    const strike hit = faults_.take(concat("callback_", name_of(what.kind)));
    const milliseconds delay(hit.wait_ms);
    if (hit.wait_ms > 0) {
        co_await on_.sleep(delay);
    }
    if (hit.hold_ms > 0) {
        const auto overtaken = std::make_shared<happening>(on_);
        const milliseconds most(hit.hold_ms);
        held_.push_back(overtaken);
        co_await overtaken->wait(most);
        std::erase(held_, overtaken);
    }
    if (hit.drop) {
        record(what, delivery());
        co_return delivery();
    }
    if (hit.duplicate) start(post_copy(what));
    co_return co_await post(std::move(what));
}

task<void> postman::post_copy(outgoing what) {
    const delivery ignored = co_await post(std::move(what));
}

task<delivery> postman::post(outgoing what) {
    http_request call;
    call.url = what.url;
    call.post = true;
    call.form = encode_form(what.fields);
    const auto begun = loop::clock::now();
    delivery end;
    try {
        const http_result result = co_await http_.send(std::move(call));
        if (result.what == http_result::outcome::answered) {
            end.status = result.status;
            end.body = result.body;
        }
    } catch (const swan::error&) {
        // Too much in flight on our side: it counts as not delivered, and is repeated.
    }
    end.ms = std::chrono::ceil<milliseconds>(loop::clock::now() - begun).count();
    record(what, end);
    let_go_what_was_overtaken();
    co_return end;
}

// After this turn of the loop: whoever waits for the answer that just came hears it first.
void postman::let_go_what_was_overtaken() {
    for (const auto& overtaken : std::exchange(held_, {}))
        on_.after_events([overtaken] { overtaken->happened(); });
}

void postman::record(const outgoing& what, const delivery& end) {
    callback_record sent;
    sent.kind = name_of(what.kind);
    sent.tp_order_id = what.tp_order_id;
    sent.attempt = what.attempt;
    sent.status = end.status;
    sent.ms = end.ms;
    sent.answer = end.body;
    known_.add(std::move(sent));
}

}  // namespace swan::sandbox
