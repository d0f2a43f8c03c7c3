# swan-fcgi: `make run` shows it working, `make test` tests it, `make` builds it.
#
#   PORT=8080 SANDBOX_PORT=PORT+1 RUN_DIR=run   where `make run` runs
#   API=2.0|1.0                                 the generation of Baidu's API that it speaks
#   SANITIZER=address|thread|undefined|address,undefined   CXX=clang++   WERROR=1

CXX       := $(if $(filter default undefined,$(origin CXX)),g++,$(CXX))
# Sanitizers take three times as long to compile when they optimize too.
CXXFLAGS  ?= $(if $(SANITIZER),-O0,-O2) -g1
comma     := ,
variant   := $(filter-out g++,$(notdir $(lastword $(CXX)))) $(subst $(comma),-,$(SANITIZER))
BUILD     ?= build$(subst $() ,,$(addprefix -,$(variant)))

WARNINGS  := -Wall -Wextra -Wpedantic -Wshadow $(if $(WERROR),-Werror)
# clang 14 cannot put the function sanitizer's mark before a coroutine.
SANITIZE  := $(if $(SANITIZER),-fsanitize=$(SANITIZER) -fno-sanitize-recover=all -fno-omit-frame-pointer \
             $(if $(findstring clang,$(CXX)),-fno-sanitize=function))
COMPILE    = $(CXX) -std=c++20 -pthread -Isrc $(CPPFLAGS) $(CXXFLAGS) $(SANITIZE) $(WARNINGS)
LINK       = $(CXX) -pthread $(LDFLAGS) $(SANITIZE)
LIBS      := -lfcgi -lcurl -lssl -lcrypto -lsoci_core -lsoci_sqlite3 -lsqlite3 -lspdlog -lfmt \
             -lprometheus-cpp-core
TEST_LIBS := -lgtest -lgtest_main $(LIBS)

# SOCI's headers want boost and sqlite3 and do not depend on them.
BUILD_PACKAGES := g++ make libfcgi-dev libssl-dev rapidjson-dev libcurl4-openssl-dev libsoci-dev \
                  libsqlite3-dev libboost-dev libspdlog-dev libcli11-dev prometheus-cpp-dev
RUN_PACKAGES   := nginx spawn-fcgi curl jq openssl ca-certificates
TEST_PACKAGES  := $(RUN_PACKAGES) libgtest-dev wrk
BENCH_PACKAGES := $(TEST_PACKAGES) libbenchmark-dev libnginx-mod-http-echo
CI_PACKAGES    := clang clang-tidy clang-format libclang-rt-14-dev shellcheck ccache

sources    = $(sort $(shell find $(1) -name '*.cpp' 2>/dev/null))
objects    = $(patsubst %.cpp,$(BUILD)/obj/%.o,$(1))
SANDBOX   := $(filter-out src/sandbox/main.cpp,$(call sources,src/sandbox))
SWANCTL   := $(filter-out src/swanctl/main.cpp,$(call sources,src/swanctl))
LIBRARY   := $(filter-out src/main.cpp src/sandbox/% src/swanctl/%,$(call sources,src))
UNIT      := $(filter-out tests/e2e/% tests/bench/% tests/fuzz/%,$(call sources,tests))
E2E       := $(call sources,tests/e2e)
MICRO     := $(call sources,tests/bench/micro)
BENCH     := $(wildcard tests/bench/*.cpp) \
             $(patsubst %,tests/e2e/%.cpp,running_system process http)

need       = @tests/local/need-packages.sh $(BUILD_PACKAGES) $(1)
# All cores, unless the user has said how many.
parallel   = @+$(MAKE) --no-print-directory \
             $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc)) $(1)
SETTINGS   = RUN_DIR='$(RUN_DIR)' PORT='$(PORT)' SANDBOX_PORT='$(SANDBOX_PORT)' BUILD='$(BUILD)' API='$(API)'
RUN_DIR   ?= run

.PHONY: build run stop test unit-test soak bench fuzz lint format clean \
        programs tests benches fuzzers ci-packages
build:
	$(call need,$(if $(NOT_OPTIMIZED),$(TEST_PACKAGES)))
	$(call parallel,programs)
run:
	$(call need,$(RUN_PACKAGES))
	$(call parallel,programs)
	@$(SETTINGS) tests/local/start.sh
	@$(SETTINGS) tests/local/walk.sh
stop:
	@$(SETTINGS) tests/local/stop.sh
test:
	$(call need,$(TEST_PACKAGES))
	$(call parallel,programs tests)
	@BUILD='$(BUILD)' tests/local/test.sh unit-tests $(if $(E2E),e2e-tests)
unit-test:
	$(call need,$(TEST_PACKAGES))
	$(call parallel,$(BUILD)/unit-tests)
	@BUILD='$(BUILD)' tests/local/test.sh unit-tests
# At full length what `make test` shortens: a random walk of STEPS=10000 over a whole system (SEED
# repeats one), and kill -9 of the worker ROUNDS=100 times under load; then both ledgers are compared.
soak:
	$(call need,$(TEST_PACKAGES))
	$(call parallel,programs $(BUILD)/e2e-tests)
	@STEPS='$(or $(STEPS),10000)' ROUNDS='$(or $(ROUNDS),100)' $(if $(SEED),SEED='$(SEED)') \
	    $(BUILD)/e2e-tests --gtest_filter='soak.*:killed_worker.*' --gtest_brief=1
# QUICK=1: briefly, to see that it works. GROWTH=1: also with ten million sessions and orders.
bench:
	$(call need,$(BENCH_PACKAGES))
	$(call parallel,programs benches)
	@$(BUILD)/micro-bench $(if $(QUICK),--benchmark_min_time=0.01)
	@$(BUILD)/bench --out $(BUILD)/bench-results $(if $(QUICK),--quick) $(if $(GROWTH),--growth 10000000)
# Strangers' bytes into the parsers, FUZZ_SECONDS each.
fuzz: ci-packages
	$(call parallel,fuzzers CXX=clang++ CXXFLAGS='-O1 -g1' \
		SANITIZER=address$(comma)undefined$(comma)fuzzer-no-link)
lint: ci-packages
	$(call need,$(TEST_PACKAGES))
	@tests/lint/all.sh
format: ci-packages
	@find src tests -name '*.cpp' -o -name '*.h' | xargs clang-format -i
clean:
	rm -rf build build-*
ci-packages:
	$(call need,$(CI_PACKAGES))

programs: $(BUILD)/swan-fcgi $(BUILD)/swan-sandbox $(BUILD)/swanctl
tests: $(BUILD)/unit-tests $(if $(E2E),$(BUILD)/e2e-tests)
benches: $(addprefix $(BUILD)/,bench ceiling-loops ceiling-pool micro-bench)

fuzzers: $(patsubst tests/fuzz/%.cpp,$(BUILD)/fuzz/%,$(call sources,tests/fuzz))
	@for each in $^; do $$each -max_total_time=$(or $(FUZZ_SECONDS),20) -verbosity=0 || exit; done

$(BUILD)/swan-fcgi: $(call objects,src/main.cpp) $(BUILD)/libswan.a
	$(LINK) $^ $(LIBS) -o $@
$(BUILD)/swan-sandbox: $(call objects,src/sandbox/main.cpp) $(BUILD)/libsandbox.a $(BUILD)/libswan.a
	$(LINK) $^ $(LIBS) -o $@
$(BUILD)/swanctl: $(call objects,src/swanctl/main.cpp) $(BUILD)/libswanctl.a $(BUILD)/libswan.a
	$(LINK) $^ $(LIBS) -o $@
$(BUILD)/unit-tests: $(call objects,$(UNIT)) $(BUILD)/libsandbox.a $(BUILD)/libswanctl.a $(BUILD)/libswan.a
	$(LINK) $^ $(TEST_LIBS) -o $@
$(BUILD)/e2e-tests: $(call objects,$(E2E)) $(BUILD)/libswan.a
	$(LINK) $^ $(TEST_LIBS) -o $@
$(BUILD)/bench: $(call objects,$(BENCH)) $(BUILD)/libswan.a
	$(LINK) $^ $(LIBS) -o $@
$(BUILD)/micro-bench: $(call objects,$(MICRO)) $(BUILD)/libswan.a
	$(LINK) $^ -lbenchmark $(LIBS) -o $@
$(BUILD)/ceiling-%: $(BUILD)/obj/tests/bench/ceiling/%.o
	$(LINK) $^ -lfcgi -lcrypto -o $@
# One test alone: make build/one/base/json_test
$(BUILD)/one/%: $(BUILD)/obj/tests/%.o $(BUILD)/libsandbox.a $(BUILD)/libswanctl.a $(BUILD)/libswan.a
	@mkdir -p $(@D)
	$(LINK) $^ $(TEST_LIBS) -o $@
$(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/libswan.a
	@mkdir -p $(@D)
	$(LINK) -fsanitize=fuzzer $^ $(LIBS) -o $@
$(BUILD)/libswan.a: $(call objects,$(LIBRARY))
$(BUILD)/libsandbox.a: $(call objects,$(SANDBOX))
$(BUILD)/libswanctl.a: $(call objects,$(SWANCTL))
%.a:
	rm -f $@ && ar rcs $@ $^
# What most tests include is read once; so it is for all that is not optimized. It names the folder
# it is of, so none but its sum is for ccache.
HEADERS   := $(BUILD)/precompiled.h
$(HEADERS).gch: tests/precompiled.h $(BUILD)/flags
	@cp $< $(HEADERS)
	CCACHE_DISABLE=1 $(COMPILE) -O0 -x c++-header $< -o $@
	@$(COMPILE) -O0 -E -P -x c++ $(HEADERS) | cksum >$@.sum
NOT_OPTIMIZED := $(filter -O0,$(CXXFLAGS))
define compile
	@mkdir -p $(@D)
	$(COMPILE) $(1) -MMD -MP -c $< -o $@
endef
$(BUILD)/obj/%.o: %.cpp $(BUILD)/flags $(if $(NOT_OPTIMIZED),$(HEADERS).gch)
	$(call compile,$(if $(NOT_OPTIMIZED),-include $(HEADERS)))
$(BUILD)/obj/tests/%.o: tests/%.cpp $(BUILD)/flags $(HEADERS).gch
	$(call compile,-Itests -O0 -include $(HEADERS))
# What is measured, or fed for long, is compiled like the programs.
$(BUILD)/obj/tests/bench/%.o: tests/bench/%.cpp $(BUILD)/flags
	$(call compile,-Itests)
$(BUILD)/obj/tests/fuzz/%.o: tests/fuzz/%.cpp $(BUILD)/flags
	$(call compile,-Itests)
# RapidJSON adds to null pointers, which clang's sanitizer minds.
$(call objects,$(wildcard src/base/json*.cpp)): private SANITIZE += $(if $(findstring clang,$(CXX)),-fno-sanitize=pointer-overflow)
# Holds the flags that make a difference to the objects; newer than they whenever it has changed.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(filter-out -Werror,$(COMPILE))' | cmp -s - $@ || echo '$(filter-out -Werror,$(COMPILE))' >$@
FORCE:

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
