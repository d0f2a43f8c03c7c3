// The pictures of a report: bars for the ratios, with their targets, and lines for the growth.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/text.h"
#include "bench/report.h"

namespace swan::bench {

namespace {

constexpr double kWidth = 930, kLabels = 360, kBar = 380, kLine = 26, kTop = 56;
constexpr double kFull = 1.9;  // the ratio that fills a bar's room; larger ones are cut
constexpr double kCurveHeight = 150;

template <class... Values>
std::string drawn(const char* format, Values... values) {
    char text[512];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

std::string words(double x, double y, const std::string& what, const char* more = "") {
    return drawn("<text x=\"%.0f\" y=\"%.0f\" %s>", x, y, more) + what + "</text>\n";
}

double across(double ratio) { return kLabels + kBar * std::min(ratio, kFull) / kFull; }

std::string bar(double y, const row& one, const comparison& with) {
    const bool met = !with.target || with.ratio >= *with.target;
    std::string out =
        words(kLabels - 8, y + 16, concat(one.name, ", ", one.connections, " / ", with.name),
              "text-anchor=\"end\"");
    out += drawn("<rect x=\"%.0f\" y=\"%.0f\" width=\"%.1f\" height=\"18\" fill=\"%s\"/>\n",
                 kLabels, y + 2, across(with.ratio) - kLabels, met ? "#2f7d4f" : "#b5482f");
    if (with.target)
        out += drawn("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.0f\" y2=\"%.0f\" stroke=\"#222\"/>\n",
                     across(*with.target), across(*with.target), y, y + 22);
    return out + words(across(with.ratio) + 6, y + 16,
                       drawn("%.2f  (%.0f/s of %.0f/s)", with.ratio, one.rate, with.rate));
}

// Rows are powers of ten apart, so their axis is logarithmic; time begins at 0.
std::string growth(double y, const curve& one) {
    double most_us = 0;
    for (const curve::point& each : one.points) most_us = std::max(most_us, each.us);
    const double first = std::log10(double(one.points.front().rows));
    const double last = std::log10(double(one.points.back().rows));
    std::string line, marks;
    for (const curve::point& each : one.points) {
        const double part = (std::log10(double(each.rows)) - first) / std::max(last - first, 1.0);
        const double x = kLabels + kBar * part;
        const double at = y + kCurveHeight - (kCurveHeight - 30) * each.us / most_us;
        line += drawn("%.1f,%.1f ", x, at);
        marks += drawn("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#1f5f99\"/>\n", x, at);
        marks += words(x, at - 8, drawn("%.1f us", each.us), "text-anchor=\"middle\"");
        marks += words(x, y + kCurveHeight + 16, concat(each.rows), "text-anchor=\"middle\"");
    }
    return words(kLabels - 40, y + kCurveHeight / 2, one.name, "text-anchor=\"end\"") +
           drawn("<line x1=\"%.0f\" x2=\"%.0f\" y1=\"%.0f\" y2=\"%.0f\" stroke=\"#999\"/>\n",
                 kLabels, kLabels + kBar, y + kCurveHeight, y + kCurveHeight) +
           "<polyline fill=\"none\" stroke=\"#1f5f99\" points=\"" + line + "\"/>\n" + marks;
}

std::string picture(const results& all, const std::string& title, double height,
                    const std::string& body) {
    return drawn(
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
               "font-family=\"sans-serif\" font-size=\"12\">\n"
               "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
               kWidth, height) +
           words(16, 24, title, "font-size=\"16\" font-weight=\"bold\"") +
           words(16, 42, all.machine, "fill=\"#666\"") + body + "</svg>\n";
}

}  // namespace

std::string ratios_svg(const results& all) {
    std::string body;
    double y = kTop;
    for (const row& one : all.rows)
        for (const comparison& with : one.against) {
            body += bar(y, one, with);
            y += kLine;
        }
    return picture(all, "swan-fcgi: throughput against its ceilings", y + 20, body);
}

std::string growth_svg(const results& all) {
    std::string body;
    double y = kTop;
    for (const curve& one : all.curves) {
        body += growth(y + 10, one);
        y += kCurveHeight + 40;
    }
    return picture(all, "swan-fcgi: one request's time as the store grows", y + 20, body);
}

}  // namespace swan::bench
