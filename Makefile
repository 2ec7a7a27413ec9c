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

crash-test: ## kill lifeboat-cli and fail its disk at every system call, half an hour long, and count what is lost
	@packaging/install-deps.sh --test
	@cmake --preset dev
	@cmake --build --preset dev --parallel $(JOBS) --target tst_crash
	@LIFEBOAT_CRASH_POINTS=all build/dev/tests/tst_crash

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
