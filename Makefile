# swan-fcgi: `make run` shows it working, `make test` tests it, `make` builds it.

CXX       ?= g++
CXXFLAGS  ?= -O2 -g1
BUILD     ?= build$(addprefix -,$(SANITIZER))

PACKAGES  := libcurl openssl sqlite3
CPPFLAGS  += -Isrc -MMD -MP $(addprefix -fsanitize=,$(SANITIZER))
WARNINGS  := -Wall -Wextra -Wpedantic -Wshadow $(if $(WERROR),-Werror)
STD       := -std=c++20 -pthread
LIBS      := -lfcgi -lcurl -lssl -lcrypto -lsoci_core -lsoci_sqlite3 -lspdlog -lfmt
LDFLAGS   += -pthread $(addprefix -fsanitize=,$(SANITIZER))

sources    = $(sort $(shell find $(1) -name '*.cpp'))
objects    = $(patsubst %.cpp,$(BUILD)/obj/%.o,$(1))

MAINS     := src/main.cpp $(wildcard src/sandbox/*.cpp) $(wildcard src/swanctl/*.cpp)
LIBRARY   := $(filter-out $(MAINS),$(call sources,src))
UNIT      := $(filter-out tests/e2e/% tests/bench/% tests/fuzz/%,$(call sources,tests))

.PHONY: build clean
build: $(BUILD)/swan-fcgi $(BUILD)/swan-sandbox

$(BUILD)/swan-fcgi: $(call objects,src/main.cpp) $(BUILD)/libswan.a
	$(CXX) $(LDFLAGS) $^ $(LIBS) -o $@
$(BUILD)/swan-sandbox: $(call objects,$(wildcard src/sandbox/*.cpp)) $(BUILD)/libswan.a
	$(CXX) $(LDFLAGS) $^ $(LIBS) -o $@
$(BUILD)/unit-tests: $(call objects,$(UNIT)) $(BUILD)/libswan.a
	$(CXX) $(LDFLAGS) $^ $(LIBS) -lgtest -lgtest_main -o $@
# One test alone: make build/one/base/json_test
$(BUILD)/one/%: $(BUILD)/obj/tests/%.o $(BUILD)/libswan.a
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ $(LIBS) -lgtest -lgtest_main -o $@
$(BUILD)/libswan.a: $(call objects,$(LIBRARY))
	rm -f $@ && ar rcs $@ $^
$(BUILD)/obj/%.o: %.cpp
	@mkdir -p $(@D)
	$(CXX) $(STD) $(CPPFLAGS) $(CXXFLAGS) $(WARNINGS) -c $< -o $@

clean:
	rm -rf build build-*

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
