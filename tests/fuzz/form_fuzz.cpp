// What parse_form takes is clean and survives the way back; what it refuses, it refuses with
// swan::error.
#include <cstdint>
#include <cstdlib>

#include "baidu/sign.h"
#include "base/error.h"
#include "base/form.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        const swan::field_list fields = swan::parse_form(text);
        for (const auto& [name, value] : fields)
            if (!swan::is_clean_utf8(name) || !swan::is_clean_utf8(value)) abort();
        if (swan::parse_form(swan::encode_form(fields)) != fields) abort();
        swan::baidu::ambiguous(fields);
        swan::baidu::canonical_string(fields, "rsaSign");
    } catch (const swan::error& failure) {
        if (!swan::is_clean_utf8(failure.client_text())) abort();
    }
    return 0;
}
