#include "service/upstream.h"

#include <algorithm>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

namespace swan {

namespace {

using outcome = http_result::outcome;
using reason = circuit_breaker::reason;

constexpr metric_name kRequests{"swan_upstream_requests_total",
                                "Requests sent to Baidu, repetitions too, by host and outcome."};
constexpr metric_name kTook{"swan_upstream_request_duration_seconds",
                            "How long a request to Baidu took, whatever came of it, by host."};
constexpr metric_name kWaiting{"swan_upstream_waiting", "Requests that wait on Baidu now."};
constexpr metric_name kOpen{"swan_upstream_breaker_open",
                            "1 while the host is known to fail and only probes are sent."};
constexpr metric_name kOpenings{"swan_upstream_breaker_openings_total",
                                "How often a host was found to fail."};
constexpr metric_name kHeldBack{"swan_upstream_fast_failures_total",
                                "Requests failed at once, unsent, as their host fails."};
constexpr metric_name kRetries{"swan_upstream_retries_total", "Requests sent a second time."};

// As a label.
std::string_view name_of(outcome what) {
    switch (what) {
        case outcome::answered:
            return "answered";
        case outcome::not_sent:
            return "not_sent";
        case outcome::timed_out:
            return "timed_out";
        case outcome::connect_timed_out:
            return "connect_timed_out";
        case outcome::broken:
            return "broken";
        case outcome::too_large:
            return "too_large";
    }
    return "unknown";
}
constexpr std::string_view kUnavailable = "unavailable";

// Why the server must be taken for broken; nothing when it need not.
std::optional<reason> failure_of(const http_result& came) {
    if (came.our_fault) return std::nullopt;
    switch (came.what) {
        case outcome::timed_out:
        case outcome::connect_timed_out:
            return reason::no_answer_in_time;
        case outcome::not_sent:
        case outcome::broken:
            return reason::unreachable;
        default:
            if (came.is_unavailable()) return reason::unreachable;
            return std::nullopt;
    }
}

std::string_view host_of(std::string_view origin) {
    const size_t scheme = origin.find("://");
    return scheme == origin.npos ? origin : origin.substr(scheme + 3);
}

}  // namespace

upstream::upstream(const std::string& host, int most_waiting, metrics& into)
    : host_(host),
      waiting_(most_waiting),
      took_(into.time(kTook, {{"host", host}})),
      openings_(into.count(kOpenings, {{"host", host}})),
      held_back_(into.count(kHeldBack, {{"host", host}})),
      retries_(into.count(kRetries, {{"host", host}})) {
    const auto counter_of = [&](std::string_view label) {
        return &into.count(kRequests, {{"host", host}, {"outcome", std::string(label)}});
    };
    for (size_t i = 0; i < ended_.size(); ++i)
        ended_[i] = counter_of(name_of(static_cast<outcome>(i)));
    unavailable_ = counter_of(kUnavailable);
    into.read_gauge(kWaiting, {{"host", host}}, [this] { return waiting_.now(); });
    into.read_gauge(kOpen, {{"host", host}}, [this] { return breaker_.is_open() ? 1 : 0; });
}

upstream::place::place(upstream& on) : on_(on) {
    if (!on.waiting_.enter()) throw error(code::busy, "too many requests wait on Baidu");
}

http_result upstream::held_back() {
    held_back_.add();
    http_result told;
    told.upstream_hangs = breaker_.why() == reason::no_answer_in_time;
    told.reason = "not sent: the requests before it have failed";
    return told;
}

void upstream::ended(circuit_breaker::pass which, const http_result& came, time began, time now) {
    (came.is_unavailable() ? unavailable_ : ended_[static_cast<size_t>(came.what)])->add();
    took_.add(now - began);
    if (const auto why = failure_of(came)) {
        if (breaker_.failed(which, *why, now)) tell_opened(came);
    } else if (came.what == outcome::answered && breaker_.succeeded()) {
        logging::warn(concat("upstream answers again host=", host_));
    }
}

void upstream::tell_opened(const http_result& came) {
    openings_.add();
    const std::string reason =
        came.what == outcome::answered ? concat("HTTP ", came.status) : came.reason;
    logging::alert("upstream_down", concat("host=", host_, " failures=", circuit_breaker::kFailures,
                                           " reason=\"", reason, "\""));
}

upstream& upstreams::of(std::string_view origin) {
    const std::lock_guard hold(lock_);
    const auto known = known_.find(origin);
    if (known != known_.end()) return known->second;
    return known_
        .try_emplace(std::string(origin), std::string(host_of(origin)), most_waiting_, into_)
        .first->second;
}

std::string_view origin_of(std::string_view url) {
    const size_t scheme = url.find("://");
    const size_t host = scheme == url.npos ? 0 : scheme + 3;
    return url.substr(0, std::min(url.find_first_of("/?#", host), url.size()));
}

}  // namespace swan
