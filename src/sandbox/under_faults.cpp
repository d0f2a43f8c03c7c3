#include "sandbox/under_faults.h"

#include "sandbox/answers.h"
#include "sandbox/open_api.h"

namespace swan::sandbox {

namespace {

// A client that waits longer than this waits for ever.
constexpr std::chrono::milliseconds kHang = std::chrono::seconds(60);

response act(baidu_side& side, const request& call, const faulty_call& what) {
    if (what.needs_token)
        if (auto no = refused_by_gateway(side, call)) return std::move(*no);
    return what.act(side, call);
}

response answer_under(const strike& hit, baidu_side& side, const request& call,
                      const faulty_call& what) {
    if (hit.hang) return json_answer(R"({"error":"hung"})", 503);
    if (hit.error) return what.refuse(*hit.error);
    if (hit.garbage)
        return json_answer("<html><body>502 Bad Gateway</body></html>\xff{\"errno\":0");
    return act(side, call, what);
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
