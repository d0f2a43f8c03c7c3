#include "sandbox/under_faults.h"

#include <optional>

#include "sandbox/answers.h"
#include "sandbox/open_api.h"

namespace swan::sandbox {

namespace {

// A client that waits longer than this waits for ever.
constexpr std::chrono::milliseconds kHang = std::chrono::seconds(60);

// broken_tls: Baidu's TLS breaks, ours cannot, for the sandbox speaks plain http behind nginx. So
// nginx, which knows this number as its own (local.conf.in), closes the connection without a byte
// of an answer. To the client it broke after the request was sent, not while it was being made:
// that is the harder of the two, because the call may have been done (and with `act` it was).
constexpr int kCutTheConnection = 444;

response act(baidu_side& side, const request& call, const faulty_call& what) {
    if (what.needs_token)
        if (auto no = refused_by_gateway(side, call)) return std::move(*no);
    return what.act(side, call);
}

// What it answers instead of its own answer, if a fault wants that.
std::optional<response> spoiled(const strike& hit, const faulty_call& what) {
    if (hit.hang) return json_answer(R"({"error":"hung"})", 503);
    if (hit.broken_tls) return json_answer({}, kCutTheConnection);
    if (hit.gateway) return gateway_error(*hit.gateway);
    if (hit.error) return what.refuse(*hit.error);
    if (hit.garbage)
        return json_answer("<html><body>502 Bad Gateway</body></html>\xff{\"errno\":0");
    return std::nullopt;
}

response answer_under(const strike& hit, baidu_side& side, const request& call,
                      const faulty_call& what) {
    auto instead = spoiled(hit, what);
    if (instead && !hit.act) return std::move(*instead);
    response own = act(side, call, what);
    return instead ? std::move(*instead) : std::move(own);
}

}  // namespace

task<response> under_faults(baidu_side& side, const request& call, faulty_call what) {
    side.known.count_call(what.name);
    const strike hit = side.faults.take(what.name);
    response answer = answer_under(hit, side, call, what);
    const bool hold = hit.hang || hit.act_no_answer;
    const auto wait = hold ? kHang : std::chrono::milliseconds(hit.wait_ms);
    if (wait.count() > 0) {
        co_await side.on.sleep(wait);
    }
    co_return answer;
}

}  // namespace swan::sandbox
