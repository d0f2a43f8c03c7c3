// Baidu's numbers: errno of the cashier (error_code) and of API 2.0 (its table of business errors),
// with the texts that Baidu's documents give them. Pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace swan::sandbox {

// The cashier's, API 1.0.
inline constexpr int64_t kBadSignature = 10000;
inline constexpr int64_t kBadParameter = 10001;
inline constexpr int64_t kNotPossible = 10002;  // order not found, consumed, appKey not found
inline constexpr int64_t kInternalError = 10003;

// API 2.0. Its documents give no errno for a single call: these are the numbers of the table that
// say what is meant.
inline constexpr int64_t kNotInThisState = -1024;  // not possible with this order as it is now
inline constexpr int64_t kNetworkBusy = 500;
inline constexpr int64_t kMethodNotAllowed = 501;
inline constexpr int64_t kParamInvalid = 2002;       // of the login calls
inline constexpr int64_t kNoPermission = 6001;       // the pmAppKey of another service
inline constexpr int64_t kRecordExists = 40000;      // a bizRefundBatchId that was used before
inline constexpr int64_t kServiceType = 41000;       // no integer
inline constexpr int64_t kServiceParameter = 60000;  // missing, or out of range
inline constexpr int64_t kNoSuchData = 60021;        // no such order

// The text of the number; something for every number.
std::string_view text_of_number(int64_t number);

}  // namespace swan::sandbox
