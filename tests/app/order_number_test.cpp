#include "app/order_number.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <unordered_set>

#include "base/config.h"
#include "base/text.h"

namespace swan {
namespace {

constexpr int64_t kNow = 1'700'000'000'123;
constexpr const char* kDeal = "470193086";

order_numbers numbers(char key = 'k', const std::string& app = "app") {
    return order_numbers(std::string(32, key), app);
}

TEST(OrderNumberTest, Is32DigitsThatBeginWithTheTime) {
    const std::string number = numbers().make(kDeal, 100, kNow);
    EXPECT_EQ(number.size(), 32u);
    EXPECT_EQ(number.find_first_not_of("0123456789"), std::string::npos);
    EXPECT_EQ(number.substr(0, 13), "1700000000123");
}

TEST(OrderNumberTest, AHundredThousandOfTenSecondsAreDifferent) {
    const order_numbers ours = numbers();
    std::unordered_set<std::string> seen;
    std::unordered_set<std::string> random_parts;
    for (int i = 0; i < 100'000; ++i) {
        const std::string number = ours.make(kDeal, 100, kNow + i / 10);
        random_parts.insert(number.substr(13, 11));
        seen.insert(number);
    }
    EXPECT_EQ(seen.size(), 100'000u);
    EXPECT_GE(random_parts.size(), 99'990u) << "the time alone is no difference";
}

TEST(OrderNumberTest, ProvesExactlyItsAppDealAndAmount) {
    const std::string number = numbers().make(kDeal, 100, kNow);
    EXPECT_TRUE(numbers().proves(number, kDeal, 100));
    EXPECT_FALSE(numbers().proves(number, kDeal, 101));
    EXPECT_FALSE(numbers().proves(number, kDeal, 10));
    EXPECT_FALSE(numbers().proves(number, "470193087", 100));
    EXPECT_FALSE(numbers('k', "another").proves(number, kDeal, 100));
    EXPECT_FALSE(numbers('j').proves(number, kDeal, 100));
}

TEST(OrderNumberTest, ProvesNothingWithAnyDigitChanged) {
    const std::string number = numbers().make(kDeal, 100, kNow);
    for (size_t i = 0; i < number.size(); ++i) {
        std::string changed = number;
        changed[i] = changed[i] == '9' ? '0' : static_cast<char>(changed[i] + 1);
        EXPECT_FALSE(numbers().proves(changed, kDeal, 100)) << "digit " << i;
    }
}

TEST(OrderNumberTest, ProvesNothingOfAnotherLength) {
    const std::string number = numbers().make(kDeal, 100, kNow);
    for (const std::string& other : {std::string(), number.substr(1), number + "0", "0" + number})
        EXPECT_FALSE(numbers().proves(other, kDeal, 100)) << other;
}

TEST(OrderNumberTest, DealAndAmountDoNotRunIntoEachOther) {
    const std::string number = numbers().make("12", 34, kNow);
    EXPECT_FALSE(numbers().proves(number, "1", 234));
    EXPECT_FALSE(numbers().proves(number, "123", 4));
}

// Two processes with the same key must agree, also of different versions of the program:
// HMAC-SHA256 over app_key, dealId, totalAmount and the first 24 digits, its first 64 bits modulo
// 10^8.
TEST(OrderNumberTest, TheCheckDigitsNeverChange) {
    EXPECT_TRUE(numbers().proves("17000000001230000000000039668425", kDeal, 100));
}

class OrderKeyTest : public ::testing::Test {
  protected:
    OrderKeyTest() {
        std::string name = std::filesystem::temp_directory_path() / "swan-order-key-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        folder = name;
    }
    ~OrderKeyTest() override { std::filesystem::remove_all(folder); }

    void write(const std::string& text) { std::ofstream(file()) << text; }
    std::filesystem::path file() const { return folder / "data" / "order.key"; }
    void make_folder() { std::filesystem::create_directories(file().parent_path()); }
    std::string fault(bool may_create) {
        try {
            load_order_key(file(), may_create);
        } catch (const config_error& e) {
            return e.what();
        }
        return "";
    }

    std::filesystem::path folder;
};

TEST_F(OrderKeyTest, IsMadeOnceForItsOwnerAloneAndReadAgain) {
    const std::string first = load_order_key(file(), true);
    EXPECT_EQ(first.size(), 32u);
    struct stat status {};
    ASSERT_EQ(stat(file().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    EXPECT_EQ(load_order_key(file(), true), first);
    EXPECT_EQ(load_order_key(file(), false), first);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(file().parent_path()), {}), 1)
        << "nothing is left beside it";
}

TEST_F(OrderKeyTest, IsAnotherForEveryInstallation) {
    const std::string first = load_order_key(file(), true);
    std::filesystem::remove(file());
    EXPECT_NE(load_order_key(file(), true), first);
}

TEST_F(OrderKeyTest, IsReadFromHexadecimalDigits) {
    make_folder();
    write(std::string(62, '0') + "fF\n");
    EXPECT_EQ(load_order_key(file(), false), std::string(31, '\0') + "\xff");
    write(std::string(64, '1'));
    EXPECT_EQ(load_order_key(file(), false), std::string(32, '\x11'));
}

TEST_F(OrderKeyTest, SeveralProcessesThatStartAtOnceReadTheSame) {
    constexpr int kProcesses = 8;
    int pipes[2];
    ASSERT_EQ(pipe(pipes), 0);
    std::vector<pid_t> children;
    for (int i = 0; i < kProcesses; ++i) {
        const pid_t child = fork();
        if (child != 0) {
            children.push_back(child);
            continue;
        }
        std::string key;
        try {
            key = load_order_key(file(), true);
        } catch (const std::exception&) {
        }
        _exit(key.size() == 32 && ::write(pipes[1], key.data(), 32) == 32 ? 0 : 1);
    }
    close(pipes[1]);
    std::set<std::string> keys;
    std::string key(32, '\0');
    for (int i = 0; i < kProcesses; ++i)
        if (read(pipes[0], key.data(), key.size()) == 32) keys.insert(key);
    close(pipes[0]);
    for (const pid_t child : children) {
        int status = -1;
        waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(keys, std::set<std::string>{load_order_key(file(), false)});
}

TEST_F(OrderKeyTest, IsNotMadeWhereThereAreOrders) {
    make_folder();
    const std::string text = fault(false);
    EXPECT_NE(text.find(file().string()), std::string::npos) << text;
    EXPECT_NE(text.find("missing although there are orders"), std::string::npos) << text;
    EXPECT_NE(text.find("backup"), std::string::npos) << text;
    EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(OrderKeyTest, ADamagedFileIsNamedAndNeverReplacedNorShown) {
    make_folder();
    for (const std::string& bad :
         {std::string(), std::string("\n"), std::string(63, 'a'), std::string(65, 'a'),
          std::string(63, 'a') + "g", std::string(62, 'a') + "-1", std::string(64, 'a') + "\r\n",
          std::string(62, 'a') + " a"}) {
        write(bad);
        const std::string text = fault(true);
        EXPECT_NE(text.find(file().string()), std::string::npos) << text;
        EXPECT_NE(text.find("64 hexadecimal digits"), std::string::npos) << text;
        EXPECT_EQ(text.find("aaaa"), std::string::npos) << text;
        EXPECT_EQ(std::filesystem::file_size(file()), bad.size());
    }
}

TEST_F(OrderKeyTest, AFolderThatCannotBeMadeIsNamedWithTheReason) {
    std::ofstream(file().parent_path()) << "a file in its place";
    const std::string text = fault(true);
    EXPECT_NE(text.find(file().string()), std::string::npos) << text;
    EXPECT_NE(text.find("Not a directory"), std::string::npos) << text;
}

TEST_F(OrderKeyTest, WhatACrashLeftBesideItDoesNotHinderTheNextStart) {
    make_folder();
    std::ofstream(file().string() + "." + std::to_string(getpid())) << "half";
    EXPECT_EQ(load_order_key(file(), true).size(), 32u);
}

}  // namespace
}  // namespace swan
