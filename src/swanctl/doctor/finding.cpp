#include "swanctl/doctor/finding.h"

namespace swan::doctor {

namespace {

finding cut(std::string_view text, finding (*made)(std::string, std::string)) {
    constexpr std::string_view kBetween = "; ";
    const size_t end = text.find(kBetween);
    if (end == text.npos)
        return made(std::string(text), "correct it as the README says (Configuration)");
    return made(std::string(text.substr(0, end)), std::string(text.substr(end + kBetween.size())));
}

}  // namespace

finding failed_with(std::string_view text) { return cut(text, failed); }
finding warned_with(std::string_view text) { return cut(text, warning); }

}  // namespace swan::doctor
