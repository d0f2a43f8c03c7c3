#include "sandbox/model/numbers.h"

namespace swan::sandbox {

std::string_view text_of_number(int64_t number) {
    struct known_number {
        int64_t number;
        std::string_view text;
    };
    constexpr known_number kNumbers[] = {
        {930, "系统签名异常"},
        {970, "接口权限校验失败"},
        {4010004, "必传参数缺失"},
        {5010001, "参数为空"},
        {5000, "网络繁忙，请稍后重试"},
        {40001, "参数错误"},
        {44002, "TOKEN已注销"},
        {44003, "TOKEN已过期"},
        {44004, "TOKEN认证失败"},
        {45000, "小程序不存在"},
        {45001, "无此小程序操作权限"},
        {50029, "接口调用次数超过限制"},
        {kBadSignature, "签名校验失败"},
        {kBadParameter, "参数错误"},
        {kNotPossible, "系统错误"},
        {kInternalError, "内部错误，请稍后重试"},
        {kNotInThisState, "业务异常"},
        {kNetworkBusy, "网络繁忙，请稍后重试"},
        {kMethodNotAllowed, "请求方式不支持"},
        {kParamInvalid, "param invalid"},
        {kNoPermission, "无权限"},
        {kRecordExists, "记录已存在"},
        {kServiceType, "参数类型错误"},
        {kServiceParameter, "参数错误"},
        {kNoSuchData, "未获取到有效数据"},
    };
    for (const auto& known : kNumbers)
        if (known.number == number) return known.text;
    return "系统异常";
}

}  // namespace swan::sandbox
