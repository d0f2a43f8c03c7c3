#include "app/application.h"

#include <gtest/gtest.h>

#include "../baidu/published.h"
#include "../service/store/temporary_database.h"
#include "app/rule_book.h"

namespace swan {
namespace {

config app_config(const std::string& name) {
    return {.app = name,
            .smart_app = {"app-" + name, "secret"},
            .pay = {"1", "MMM" + name, "2", "title", ""},
            .server = {},
            .catalogue = {},
            .merchant_keys = {},
            .self_key = crypto::rsa_private_key::parse(published::kDocumentationKeyPkcs1),
            .platform_keys = {}};
}

class ApplicationsTest : public ::testing::Test {
  protected:
    // Whose a request with that path and SWAN_APP is; "none" when nobody's.
    std::string whose(const std::vector<std::string>& names, std::string path,
                      std::string app = "") {
        installation all{};
        all.server.store = files_.where();
        all.server.order_key_file = files_.folder() / "order.key";
        for (const std::string& name : names) all.apps.push_back(app_config(name));
        store db(files_.where());
        const auto rules = book_.of(all);
        const applications apps(std::make_shared<const installation>(std::move(all)), rules, db,
                                unfinished_, counted_, http_, merchant_);
        seen_ = {};
        seen_.path = std::move(path);
        seen_.app = std::move(app);
        const application* const one = apps.of(seen_);
        if (one == nullptr) return "none";
        return one->name().empty() ? "plain" : one->name();
    }

    request seen_;

  private:
    test::temporary_database files_;
    rule_book book_;
    unfinished_work unfinished_;
    metrics counted_;
    waiting_limit waiting_{1};
    loop loop_;
    http_client http_{loop_, {}, waiting_};
    merchant_line merchant_{loop_, {}};
};

TEST_F(ApplicationsTest, AreChosenByTheFirstPartOfThePathWhichIsCutOff) {
    EXPECT_EQ(whose({"", "shop"}, "/shop/auth/login"), "shop");
    EXPECT_EQ(seen_.path, "/auth/login");
    EXPECT_EQ(seen_.app, "shop");
}

TEST_F(ApplicationsTest, WithoutAPrefixThePlainOneAnswers) {
    for (const char* path : {"/auth/login", "/club/auth/login", "/shop", "/", "//auth/login", ""}) {
        EXPECT_EQ(whose({"", "shop"}, path), "plain") << path;
        EXPECT_EQ(seen_.path, path);
    }
}

TEST_F(ApplicationsTest, WithoutAPlainOneNobodyAnswersThere) {
    EXPECT_EQ(whose({"shop"}, "/auth/login"), "none");
    EXPECT_EQ(whose({"shop"}, "/shop/auth/login"), "shop");
}

TEST_F(ApplicationsTest, AreChosenByTheNameThatNginxGives) {
    EXPECT_EQ(whose({"", "shop"}, "/auth/login", "shop"), "shop");
    EXPECT_EQ(whose({"", "shop", "club"}, "/shop/auth/login", "club"), "club");
    EXPECT_EQ(seen_.path, "/shop/auth/login") << "then the path is its own";
    EXPECT_EQ(whose({"", "shop"}, "/auth/login", "nobody"), "none");
}

}  // namespace
}  // namespace swan
