#include "bench/report.h"

#include <linux/magic.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "base/text.h"
#include "e2e/process.h"
#include "service/store/write_probe.h"

namespace swan::bench {

namespace {

std::string formatted(const char* format, double value) {
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

// What stands after "name :" in the first line of a /proc file that begins so.
std::string proc_line(const char* file, const std::string& name) {
    std::istringstream lines(e2e::content_of(file));
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(name)) return line.substr(line.find(':') + 2);
    return "?";
}

std::string verdict(bool met) { return met ? "" : "  MISSED"; }

void add_row(std::string& out, const row& one) {
    char line[256];
    std::snprintf(line, sizeof line, "%-34s %5d %9.0f %8.2f %8.2f %8.1f %7.1f", one.name.c_str(),
                  one.connections, one.rate, one.p50_us / 1000, one.p99_us / 1000, one.cpu_us,
                  double(one.rss_kb) / 1024);
    out.append(line);
    bool first = true;
    for (const comparison& each : one.against) {
        if (!first) out.append(std::string(85, ' '));
        first = false;
        std::snprintf(line, sizeof line, "  %5.2f of %-20s %8.0f", each.ratio, each.name.c_str(),
                      each.rate);
        out.append(line);
        if (each.target)
            out.append(formatted("  (target %.2f)", *each.target))
                .append(verdict(each.ratio >= *each.target));
        out.append("\n");
    }
    if (one.against.empty()) out.append("\n");
}

void add_figure(std::string& out, const figure& one) {
    char line[256];
    std::snprintf(line, sizeof line, "%-58s %9.2f %s", one.name.c_str(), one.value,
                  one.unit.c_str());
    out.append(line);
    if (one.most)
        out.append(formatted("  (at most %.4g)", *one.most))
            .append(verdict(one.value <= *one.most));
    out.append("\n");
}

void add_curve(std::string& out, const curve& one) {
    out.append(one.name).append(":");
    for (const curve::point& each : one.points)
        out.append(concat("  ", each.rows, " rows ")).append(formatted("%.1f us", each.us));
    const double grown = one.points.back().us / one.points.front().us;
    out.append(formatted("  = %.2f x", grown)).append(formatted("  (at most %.2f)", one.most));
    out.append(verdict(grown <= one.most)).append("\n");
}

// JSON of ours knows integers only, which is right for money; figures are written as numbers here.
void number(json::writer& out, const char* name, double value) {
    out.key(name).raw(formatted("%.6g", value));
}

void write(json::writer& out, const row& one) {
    out.begin_object().member("name", one.name).member("connections", int64_t{one.connections});
    out.member("answered", one.answered);
    number(out, "requests_per_second", one.rate);
    number(out, "p50_us", one.p50_us);
    number(out, "p99_us", one.p99_us);
    number(out, "worker_cpu_us", one.cpu_us);
    out.member("worker_rss_kb", one.rss_kb).key("against").begin_array();
    for (const comparison& each : one.against) {
        out.begin_object().member("name", each.name);
        number(out, "requests_per_second", each.rate);
        number(out, "ratio", each.ratio);
        if (each.target) number(out, "target", *each.target);
        out.end_object();
    }
    out.end_array().end_object();
}

void write(json::writer& out, const figure& one) {
    out.begin_object().member("name", one.name).member("unit", one.unit);
    number(out, "value", one.value);
    if (one.most) number(out, "at_most", *one.most);
    out.end_object();
}

void write(json::writer& out, const curve& one) {
    out.begin_object().member("name", one.name);
    number(out, "at_most", one.most);
    out.key("points").begin_array();
    for (const curve::point& each : one.points) {
        out.begin_object().member("rows", each.rows);
        number(out, "us", each.us);
        out.end_object();
    }
    out.end_array().end_object();
}

template <class Items>
void write_all(json::writer& out, const char* name, const Items& items) {
    out.key(name).begin_array();
    for (const auto& each : items) write(out, each);
    out.end_array();
}

// Of the folder where the systems that are measured lie.
std::string disk() {
    struct statfs what {};
    if (statfs("/tmp", &what) == 0 && what.f_type == TMPFS_MAGIC)
        return "/tmp in memory, where NOTHING IS DURABLE";
    std::array<int64_t, 9> took;  // us
    for (int64_t& each : took)
        each = probe_durable_write(concat("sqlite3:/tmp/swan-bench-", getpid(), ".db")).count();
    std::nth_element(took.begin(), took.begin() + took.size() / 2, took.end());
    return concat("a durable commit ", took[took.size() / 2], " us");
}

}  // namespace

std::string machine() {
    std::string kernel = e2e::content_of("/proc/sys/kernel/osrelease");
    kernel.pop_back();
    return concat(sysconf(_SC_NPROCESSORS_ONLN), " cores of ",
                  proc_line("/proc/cpuinfo", "model name"), ", Linux ", kernel, ", ", disk());
}

std::string table(const results& all) {
    std::string out = concat("\n", all.machine, "\n", all.note, "\n\n");
    if (!all.rows.empty())
        out.append(
            "                                   conns  requests  p50 ms   p99 ms   CPU us  RSS MB\n"
            "                                              /s                     /request\n");
    for (const row& each : all.rows) add_row(out, each);
    if (!all.figures.empty()) out.append("\n");
    for (const figure& each : all.figures) add_figure(out, each);
    if (!all.curves.empty()) out.append("\n");
    for (const curve& each : all.curves) add_curve(out, each);
    return out;
}

std::string as_json(const results& all) {
    json::writer out;
    out.begin_object().member("machine", all.machine).member("note", all.note);
    write_all(out, "rows", all.rows);
    write_all(out, "figures", all.figures);
    write_all(out, "curves", all.curves);
    out.end_object();
    return out.take() + "\n";
}

}  // namespace swan::bench
