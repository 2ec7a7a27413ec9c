# SPDX-License-Identifier: GPL-3.0-or-later
# The human door. CMake does the work; its presets are in CMakePresets.json.
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
CTEST_FLAGS = --output-on-failure --parallel $(JOBS)
SOURCES = $(shell find src tests -name '*.cpp' -o -name '*.h')

all: ## build the release into build/, programs in build/bin
	@packaging/install-deps.sh --check
	@cmake --preset release
	@cmake --build --preset release --parallel $(JOBS)

run: deps all ## install what is needed, build, and show Lifeboat at work
	@if [ -x build/bin/lifeboat ] && [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
		build/bin/lifeboat --demo; else build/bin/lifeboat-cli demo; fi

test: ## build with warnings as errors and run every test
	@packaging/install-deps.sh --test
	@cmake --preset dev
	@cmake --build --preset dev --parallel $(JOBS)
	@ctest --preset dev $(CTEST_FLAGS)

sanitize: ## run the tests under AddressSanitizer and UndefinedBehaviorSanitizer, the threaded ones under ThreadSanitizer
	@packaging/install-deps.sh --test
	@cmake --preset asan
	@cmake --build --preset asan --parallel $(JOBS)
	@ctest --preset asan $(CTEST_FLAGS)
	@cmake --preset tsan
	@cmake --build --preset tsan --parallel $(JOBS) --target tst_asyncstream tst_multipart
	@ctest --preset tsan $(CTEST_FLAGS)

crash-test: ## kill lifeboat-cli and fail its disk at every system call, most of an hour, and count what is lost
	@packaging/install-deps.sh --test
	@cmake --preset dev
	@cmake --build --preset dev --parallel $(JOBS) --target tst_crash
	@LIFEBOAT_CRASH_POINTS=all build/dev/tests/tst_crash

FUZZ_SECONDS ?= 60
FUZZERS = api envelope settings sideobjects storeanswer
fuzz: ## throw changed bytes at what reads strangers' bytes, FUZZ_SECONDS each
	@packaging/install-deps.sh --fuzz
	@cmake --preset fuzz
	@cmake --build --preset fuzz --parallel $(JOBS) --target $(addprefix fuzz_,$(FUZZERS))
	@for name in $(FUZZERS); do \
		mkdir -p build/fuzz/found/$$name && echo "== $$name" && \
		build/fuzz/fuzz/fuzz_$$name -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
			-artifact_prefix=build/fuzz/found/ build/fuzz/found/$$name tests/fuzz/corpus/$$name \
			> build/fuzz/$$name.log 2>&1 || { tail -n 40 build/fuzz/$$name.log; exit 1; }; \
		grep '^stat::number_of_executed_units' build/fuzz/$$name.log; \
	done

bench: ## compare with sqlite3 + age + rclone and with restic; time the console
	@packaging/install-deps.sh --bench
	@$(MAKE) --no-print-directory all
	@cmake --preset release -DLIFEBOAT_TESTS=ON
	@cmake --build --preset release --parallel $(JOBS) --target tst_consolestall
	@tests/bench/run.sh build/bin

screenshots: ## draw the pictures in docs/images
	@packaging/install-deps.sh --test
	@cmake --preset dev
	@cmake --build --preset dev --parallel $(JOBS) --target lifeboat-screenshots
	@QT_QPA_PLATFORM=offscreen build/dev/tests/lifeboat-screenshots docs/images

format: ## bring every source file into the house's format
	@clang-format -i $(SOURCES)

check-format: ## say which files are not in it
	@clang-format --dry-run -Werror $(SOURCES)

tidy: ## static analysis of src
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev --parallel $(JOBS)
	@find src -name '*.cpp' -print0 | xargs -0 -n 4 -P $(JOBS) clang-tidy -p build/dev --quiet

deps: ## install what building needs
	@packaging/install-deps.sh

clean: ## remove build/
	@rm -rf build

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

.PHONY: all run test sanitize crash-test bench screenshots format check-format tidy deps clean help
.DEFAULT_GOAL := all
