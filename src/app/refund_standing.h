// How a refund that was asked for stands, for whoever asked: the merchant's system, an operator.
#pragma once

#include "service/store/record.h"

namespace swan {

enum class standing {
    taken,       // on by Baidu; or done
    not_taken,   // Baidu has failed it, or will not have it for now; answer_text says why, if known
    waiting,     // for its turn to be sent
    in_the_air,  // it may have been made: its outcome is unknown
};
standing standing_of(const refund& one);

}  // namespace swan
