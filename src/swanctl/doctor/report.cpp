#include "swanctl/doctor/report.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"

namespace swan::doctor {

namespace {

struct wording {
    std::string_view line;  // all of one width
    std::string_view colour;
    std::string_view json;
    std::string_view before_seen;
};

// In the order of finding::verdict.
constexpr std::array<wording, 4> kWordings{{{"ok  ", "\x1b[32m", "ok", ""},
                                            {"warn", "\x1b[33m", "warn", ""},
                                            {"FAIL", "\x1b[31m", "fail", ""},
                                            {"skip", "\x1b[2m", "skipped", "skipped: "}}};
constexpr std::string_view kPlain = "\x1b[0m";
constexpr int kMostFailed = 125;

const wording& wording_of(const finding& found) {
    return kWordings[static_cast<size_t>(found.what)];
}

std::string name_of(std::string_view check, const finding& found) {
    return found.about.empty() ? std::string(check) : concat(check, " ", found.about);
}

// One finding stays one line, and what others have said moves no cursor.
std::string on_one_line(std::string text) {
    std::ranges::replace_if(
        text, [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
    return text;
}

}  // namespace

std::string line_of(std::string_view check, const finding& found, bool coloured) {
    const wording& how = wording_of(found);
    const std::string label =
        coloured ? concat(how.colour, how.line, kPlain) : std::string(how.line);
    std::string text = concat(name_of(check, found), ": ", how.before_seen, found.seen);
    if (!found.mend.empty()) append_to(text, "; ", found.mend);
    return concat(label, "  ", on_one_line(std::move(text)));
}

void report::add(std::string_view check, finding found) {
    all_.emplace_back(check, std::move(found));
}

int report::failed() const {
    return static_cast<int>(std::ranges::count_if(
        all_, [](const auto& each) { return each.second.what == finding::verdict::failed; }));
}

int report::exit_status() const { return std::min(failed(), kMostFailed); }

std::string report::as_json() const {
    json::writer text;
    text.begin_object().member("failed", int64_t{failed()}).key("checks").begin_array();
    for (const auto& [check, found] : all_)
        text.begin_object()
            .member("check", name_of(check, found))
            .member("result", wording_of(found).json)
            .member("seen", found.seen)
            .member("fix", found.mend)
            .end_object();
    text.end_array().end_object();
    return text.take();
}

}  // namespace swan::doctor
