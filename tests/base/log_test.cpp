#include "base/log.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <regex>
#include <thread>
#include <vector>

#include "base/text.h"

using namespace swan;

namespace {

class log : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "swan-log-XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
        file_ = folder_ / "deep" / "swan.log";
    }
    void TearDown() override {
        logging::stop();
        std::filesystem::remove_all(folder_);
    }

    // The lines of the file, after what is queued was written.
    std::vector<std::string> lines() {
        logging::stop();
        std::vector<std::string> all;
        std::ifstream in(file_);
        for (std::string line; std::getline(in, line);) all.push_back(line);
        return all;
    }

    std::filesystem::path folder_;
    std::filesystem::path file_;
};

TEST_F(log, writes_time_with_offset_level_and_message) {
    logging::start(file_, logging::level::info);
    logging::info("hello {} %s");
    logging::warn("careful");
    const auto all = lines();
    ASSERT_EQ(all.size(), 2u);
    const std::regex form(
        R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d (INFO hello \{\} %s|WARN careful))");
    EXPECT_TRUE(std::regex_match(all[0], form)) << all[0];
    EXPECT_TRUE(std::regex_match(all[1], form)) << all[1];
}

TEST_F(log, leaves_out_lines_below_its_level) {
    logging::start(file_, logging::level::warn);
    logging::debug("one");
    logging::info("two");
    logging::error("three");
    const auto all = lines();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_NE(all[0].find("ERROR three"), std::string::npos);
}

TEST_F(log, keeps_one_line_for_one_event_whatever_is_in_it) {
    logging::start(file_, logging::level::info);
    logging::info(std::string_view("a\nb\r\x1b[31m\0z", 11));
    const auto all = lines();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_NE(all[0].find(R"(a\nb\x0d\x1b[31m\x00z)"), std::string::npos) << all[0];
}

TEST_F(log, appends_to_what_is_there) {
    logging::start(file_, logging::level::info);
    logging::info("first");
    logging::stop();
    logging::start(file_, logging::level::info);
    logging::info("second");
    EXPECT_EQ(lines().size(), 2u);
}

TEST_F(log, has_alerts_counted_by_kind) {
    std::vector<std::string> counted;
    logging::count_alerts([&](std::string_view kind) { counted.emplace_back(kind); });
    logging::alert("orphan", "tp_order_id=1");
    logging::count_alerts(nullptr);
    logging::alert("mismatch", "tp_order_id=2");
    EXPECT_EQ(counted, std::vector<std::string>{"orphan"});
}

TEST_F(log, begins_an_alert_with_that_word) {
    logging::start(file_, logging::level::info);
    logging::alert("orphan", "tp_order_id=1");
    const auto all = lines();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_NE(all[0].find("WARN alert orphan tp_order_id=1"), std::string::npos);
}

TEST_F(log, says_why_a_file_cannot_be_opened) {
    EXPECT_THROW(logging::start(folder_, logging::level::info), std::runtime_error);
}

TEST_F(log, drops_lines_after_the_stop_and_counts_them) {
    logging::start(file_, logging::level::info);
    logging::stop();
    logging::info("late");
    EXPECT_EQ(logging::lost(), 1u);
    EXPECT_TRUE(lines().empty());
}

// The log's file is a pipe: what is not read from it holds the log's thread up.
class log_pipe : public log {
  protected:
    void SetUp() override {
        log::SetUp();
        const auto pipe = folder_ / "pipe";
        ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
        reader_.open(pipe, std::ios::in | std::ios::out);
        logging::start(pipe, logging::level::info);
    }
    std::string next_line() {
        std::string line;
        std::getline(reader_, line);
        return line;
    }
    // Stops the log; what is in the pipe then, as many lines as there are of it.
    std::vector<std::string> rest() {
        std::vector<std::string> all;
        std::thread drain([&] {
            for (std::string text; (text = next_line()) != "end";) all.push_back(text);
        });
        logging::stop();
        std::ofstream(folder_ / "pipe") << "end\n";
        drain.join();
        return all;
    }

  private:
    std::fstream reader_;
};

TEST_F(log_pipe, counts_every_line_that_it_loses) {
    const std::string line(1000, 'x');
    constexpr uint64_t kWritten = 6000;
    for (uint64_t i = 0; i < kWritten; ++i) logging::info(line);
    EXPECT_GT(logging::lost(), 1000u);
    const auto arrived = rest();
    EXPECT_EQ(arrived.size() + logging::lost(), kWritten);
}

TEST_F(log_pipe, loses_no_alert_to_lines_that_matter_less) {
    const std::string line(1000, 'x');
    for (int i = 0; i < 50; ++i) {
        for (int before = 0; before < 100; ++before) logging::info(line);
        logging::alert("orphan", concat("tp_order_id=", i));
    }
    const uint64_t lost = logging::lost();
    EXPECT_GT(lost, 1000u);
    int alerts = 0;
    for (const std::string& each : rest())
        if (each.ends_with(concat("WARN alert orphan tp_order_id=", alerts))) ++alerts;
    EXPECT_EQ(alerts, 50);
}

TEST_F(log_pipe, writes_a_warning_at_once_and_the_lines_before_it_first) {
    logging::info("one");
    logging::info("two");
    logging::warn("three");
    EXPECT_TRUE(next_line().ends_with("INFO one"));
    EXPECT_TRUE(next_line().ends_with("INFO two"));
    EXPECT_TRUE(next_line().ends_with("WARN three"));
}

TEST_F(log_pipe, writes_an_info_line_by_itself_in_a_while) {
    logging::info("alone");
    EXPECT_TRUE(next_line().ends_with("INFO alone"));
}

TEST_F(log, takes_lines_from_many_threads) {
    logging::start(file_, logging::level::info);
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 4; ++writer)
        writers.emplace_back([] {
            for (int i = 0; i < 200; ++i) logging::info("0123456789");
        });
    for (auto& writer : writers) writer.join();
    const auto all = lines();
    ASSERT_EQ(all.size() + logging::lost(), 800u);
    for (const auto& line : all) EXPECT_TRUE(line.ends_with("INFO 0123456789")) << line;
}

TEST_F(log, says_which_levels_it_writes) {
    logging::start(file_, logging::level::warn);
    EXPECT_FALSE(logging::writes(logging::level::info));
    EXPECT_TRUE(logging::writes(logging::level::warn));
    logging::start(file_, logging::level::info);
    EXPECT_TRUE(logging::writes(logging::level::info));
}

TEST(log_level, has_the_four_names) {
    EXPECT_EQ(logging::level_named("debug"), logging::level::debug);
    EXPECT_EQ(logging::level_named("error"), logging::level::error);
    EXPECT_THROW(logging::level_named("INFO"), std::invalid_argument);
}

}  // namespace
