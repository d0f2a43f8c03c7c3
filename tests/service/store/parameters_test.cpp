#include "service/store/parameters.h"

#include <gtest/gtest.h>

namespace swan {
namespace {

using names = std::vector<std::string>;

TEST(ParametersTest, AreNamedOnceInTheOrderOfTheirFirstUse) {
    EXPECT_EQ(parameter_names("select a from t where b=:second and c = :first_1 and d=:second"),
              (names{"second", "first_1"}));
    EXPECT_EQ(parameter_names("values (:a,:b,:c)"), (names{"a", "b", "c"}));
    EXPECT_EQ(parameter_names(":end"), names{"end"});
    EXPECT_EQ(parameter_names("select 1"), names{});
    EXPECT_EQ(parameter_names(""), names{});
}

TEST(ParametersTest, AreNotLookedForInQuotes) {
    EXPECT_EQ(parameter_names("select ':a', :b, 'it''s :c', ':'"), names{"b"});
}

}  // namespace
}  // namespace swan
