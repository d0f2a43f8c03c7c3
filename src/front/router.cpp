#include "front/router.h"

#include <chrono>
#include <exception>
#include <optional>

#include "base/log.h"
#include "base/text.h"

namespace swan {

namespace {

using clock = std::chrono::steady_clock;

std::string allowed_methods(const route& where) {
    if (where.get && where.post) return "GET, POST";
    return where.get ? "GET" : "POST";
}

// The guards, in order. Throws swan::error; afterwards the handler sees only validated input.
void admit(const route& where, request& req) {
    const bool allowed = (where.get && req.method == "GET") || (where.post && req.method == "POST");
    if (!allowed || req.prefetch)
        throw error(code::method_not_allowed, req.prefetch
                                                  ? "this address must not be prefetched"
                                                  : concat("use ", allowed_methods(where), " here"))
            .with_allow(allowed_methods(where));
    if (req.body_too_large)
        throw error(code::too_large, concat("the body is over ", kMaxBody / 1024, " KiB"));
    if (req.path.size() + req.query.size() > kMaxUrl)
        throw error(code::too_large, concat("the URL is over ", kMaxUrl / 1024, " KiB"));
    if (where.reads == route::input::raw_body) return;
    req.parameters = params::parse(req.query, req.body, req.method == "POST", where.known);
    req.body = std::string();  // not kept while the handler waits on Baidu
}

// Time, level and format are the log's; query strings and bodies never appear.
void log_request(const request& req, const response& out, std::string_view why,
                 std::chrono::nanoseconds took) {
    if (!logging::writes(logging::level::info)) return;
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    std::string line = concat("request id=", req.request_id, " method=", printable(req.method, 16),
                              " path=", printable(req.path), " status=", out.http_status,
                              " code=", out.code, " us=", us);
    if (!req.app.empty()) append_to(line, " app=", printable(req.app, 32));
    if (!req.tp_order_id.empty()) append_to(line, " tp_order_id=", printable(req.tp_order_id, 64));
    if (!why.empty()) append_to(line, " why=\"", printable(why), "\"");
    logging::info(line);
}

}  // namespace

router::router(std::vector<route> routes, response (*unknown_path)(const error&, const request&),
               metrics* into)
    : routes_(std::move(routes)), unknown_path_(unknown_path) {
    if (into == nullptr) return;
    for (const route& each : routes_) meters_.emplace_back(*into, std::string(each.path));
    meters_.emplace_back(*into, "other");
}

const route* router::find(std::string_view path) const {
    for (const route& each : routes_)
        if (each.path == path) return &each;
    return nullptr;
}

void router::count(const route* where, int code, std::chrono::nanoseconds took) const {
    if (meters_.empty()) return;
    request_meter& meter =
        where == nullptr ? meters_.back() : meters_[static_cast<size_t>(where - routes_.data())];
    meter.answered(code, took);
}

task<response> router::handle(request& req) const {
    const auto began = clock::now();
    const route* const where = find(req.path);
    const auto render = where != nullptr ? where->render : unknown_path_;
    std::optional<response> out;
    std::string why;
    try {
        if (where == nullptr) throw error(code::not_found, "there is nothing at this address");
        admit(*where, req);
        response done = co_await where->handler(req);
        out = std::move(done);
    } catch (const error& e) {
        why = e.log_text();
        out = render(e, req);
    } catch (const std::exception& e) {
        why = e.what();
        out = render(error(code::sys_fail, "internal error"), req);
    }
    const auto took = clock::now() - began;
    count(where, out->code, took);
    log_request(req, *out, why, took);
    co_return std::move(*out);
}

}  // namespace swan
