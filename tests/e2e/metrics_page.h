// What the worker has counted, as a Prometheus on this host sees it.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

#include "base/text.h"
#include "running_system.h"

namespace swan::e2e {

class metrics_page {
  public:
    explicit metrics_page(const running_system& system)
        : host_(concat("127.0.0.1:", system.sandbox_port())) {
        const reply got = system.get("/swan/metrics");
        if (got.status != 200) throw std::runtime_error("no metrics: " + got.body);
        text_ = got.body;
    }
    // Of another upstream than the sandbox.
    metrics_page(const running_system& system, int upstream_port) : metrics_page(system) {
        host_ = concat("127.0.0.1:", upstream_port);
    }

    // The sum of all lines that begin so: name, and labels or a part of them. -1: there is none.
    double of(const std::string& beginning) const {
        std::istringstream lines(text_);
        double sum = -1;
        for (std::string line; std::getline(lines, line);)
            if (line.starts_with(beginning))
                sum = std::max(sum, 0.0) + std::stod(line.substr(line.rfind(' ') + 1));
        return sum;
    }
    // Of the upstream: "requests_total" with outcome "answered".
    double upstream(const std::string& name, const std::string& outcome = "") const {
        const std::string more = outcome.empty() ? "" : concat(",outcome=\"", outcome, "\"");
        return of(concat("swan_upstream_", name, "{host=\"", host_, "\"", more));
    }
    const std::string& text() const { return text_; }

  private:
    std::string host_;
    std::string text_;
};

}  // namespace swan::e2e
