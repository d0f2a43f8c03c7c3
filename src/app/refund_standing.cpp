#include "app/refund_standing.h"

namespace swan {

standing standing_of(const refund& one) {
    using status = refund::status;
    switch (one.state) {
        case status::accepted:
        case status::done:
            return standing::taken;
        case status::failed:
        case status::unverified:
            return standing::not_taken;
        case status::unverifying:  // with a number, Baidu has answered that it cannot, for now
            return one.answer_code != 0 ? standing::not_taken : standing::in_the_air;
        case status::reserved:
            return one.answer_text.empty() ? standing::waiting : standing::not_taken;
        default:
            return standing::in_the_air;
    }
}

}  // namespace swan
