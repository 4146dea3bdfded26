# SPDX-License-Identifier: Apache-2.0
#
# make            build/pintle, the chart archives beside it, and the man pages
# make check      what it needs, and the whole test suite (make check-NAME: one part of it; check-valgrind: only when
#                 asked for)
# make demo       everything a newcomer needs: packages, build, a first rendering
# make lint       layers, headers, banned functions, clang-format, clang-tidy, cppcheck, shellcheck
# make bench      speed beside helm (HELM=path; CHARTS="path …"; README=1 writes the table into README.md)
# make bench-releases   releases beside helm, on an API server of its own (needs Go 1.26 the first time; HELM=path; README=1)
# make fuzz       fuzz each parser for FUZZ_SECONDS (make check does so, too, for a few)
# make coverage   line coverage of src/ by the suite
# make install    into DESTDIR/PREFIX
#
# VARIANT=asan    build and test with AddressSanitizer and UBSan, in build/asan
# VARIANT=cov     with gcov's counters, in build/cov
# VARIANT=fuzz    with clang, for libFuzzer, in build/fuzz

VARIANT ?=
BUILD := build$(if $(VARIANT),/$(VARIANT))
PREFIX ?= /usr/local
VERSION := $(shell cat VERSION)
ifeq ($(origin CC),default)
CC := $(if $(filter fuzz,$(VARIANT)),clang,gcc)
endif
PKG_CONFIG ?= pkg-config
HELM ?= helm
export FUZZ_SECONDS ?= 5

comma := ,
OPTIMISE ?= $(if $(filter fuzz,$(VARIANT)),-O1,$(if $(VARIANT),-O2,-O3)) -g
SANITIZE := -fsanitize=address$(comma)undefined$(comma)float-cast-overflow -fno-sanitize-recover=undefined -fno-omit-frame-pointer
INSTRUMENT := $(if $(filter asan fuzz,$(VARIANT)),$(SANITIZE)) $(if $(filter fuzz,$(VARIANT)),-fsanitize=fuzzer-no-link) \
	$(if $(filter cov,$(VARIANT)),--coverage -O0)
WARNINGS := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	-Wpointer-arith -Wwrite-strings -Wvla -Wundef -Wformat=2 -Wno-format-nonliteral -Wno-missing-field-initializers
PACKAGES := libpcre2-8 nettle libarchive zlib
HEADERS := libcrypto libcurl
CPPFLAGS += -D_GNU_SOURCE -DPINTLE_VERSION='"$(VERSION)"' -Isrc $(shell $(PKG_CONFIG) --cflags $(PACKAGES) $(HEADERS) 2> /dev/null)
CFLAGS += -std=gnu11 $(OPTIMISE) $(WARNINGS) $(INSTRUMENT) -ffunction-sections -fdata-sections
# Libraries are linked statically and without what is not used: a chart tool is started thousands of times, and loading
# libarchive with all that it can do takes longer than most charts take to render. libc has the few functions of libm that
# an optimised build calls, so it comes first and libm is not loaded.
LDFLAGS += -Wl,--gc-sections
LDLIBS += -Wl,-Bstatic -lpcre2-8 -lnettle -larchive -lz -Wl,-Bdynamic -Wl,--as-needed -ldl -lc -lm

SOURCES := $(sort $(wildcard src/*/*.c))
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/%.o)
LIBRARY := $(BUILD)/libpintle.a
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(sort $(wildcard tests/unit/test_*.c)))
FUZZ_TARGETS := $(patsubst tests/fuzz/%.c,$(BUILD)/targets/%,$(sort $(wildcard tests/fuzz/*.c)))
# The fuzz targets are a variant of their own.
SUITES := unit cli charts edges schema $(if $(VARIANT),,growth fuzz cluster pods kafka)

.PHONY: all check lint bench bench-releases fuzz coverage man charts install uninstall dist deps demo clean unit-tests fuzz-targets \
	$(sort $(SUITES:%=check-%) check-valgrind check-cluster check-pods check-kafka)
all: $(BUILD)/pintle $(BUILD)/templates charts man

# ---- building ---------------------------------------------------------------------------------------------------

# What is missing is told by its name, before the compiler stumbles over a header.
$(OBJECTS) $(BUILD)/main.o: | $(BUILD)/.libraries
$(BUILD)/.libraries:
	@mkdir -p $(@D)
	@$(PKG_CONFIG) --print-errors --exists $(PACKAGES) $(HEADERS) || { \
		echo "Something to build with is missing: make deps installs it as root, and prints the line that does otherwise."; \
		exit 1; } >&2
	@touch $@

$(BUILD)/%.o: src/%.c VERSION
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(LIBRARY): $(OBJECTS)
	rm -f $@
	$(AR) rcs $@ $(OBJECTS)

$(BUILD)/pintle: $(BUILD)/main.o $(LIBRARY)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/tests/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Itests/unit -DTEST_DATA='"$(CURDIR)/tests/data"' -MMD -MP -o $@ $< $(LIBRARY) -lcmocka $(LDLIBS)

$(BUILD)/targets/%: tests/fuzz/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Itests/fuzz -fsanitize=fuzzer -MMD -MP -o $@ $< $(LIBRARY) \
		$(filter-out -Wl%,$(LDLIBS))

# Our charts as archives: what `pintle template` finds by bare name. Packing the same tree again gives the same bytes.
charts: $(BUILD)/charts/.packed
$(BUILD)/charts/.packed: $(BUILD)/pintle $(shell find charts -type f 2> /dev/null) tools/pack-charts
	tools/pack-charts $(BUILD)/pintle $(BUILD)/charts
	@touch $@

# The scaffolds of `pintle create`, beside the program in every variant.
$(BUILD)/templates:
	@mkdir -p $(@D)
	ln -sfn $(CURDIR)/templates $@

man: $(BUILD)/man/.written
$(BUILD)/man/.written: $(BUILD)/pintle
	$(BUILD)/pintle man $(BUILD)/man
	@touch $@

# ---- testing ----------------------------------------------------------------------------------------------------

# What the tests need comes first, as in make demo; where there is no dpkg, whoever is missing is told by the tests.
check:
	@! command -v dpkg-query > /dev/null || tools/deps build test
	@tests/run $(BUILD) $(SUITES)

$(sort $(SUITES:%=check-%) check-valgrind check-cluster check-pods check-kafka): check-%:
	@tests/run $(BUILD) $*

unit-tests: $(UNIT_TESTS)

fuzz-targets: $(FUZZ_TARGETS)

lint:
	tools/lint

bench-releases: all
	tools/bench-releases $(BUILD)/pintle '$(HELM)' $(if $(README),--readme)

bench: all
	tools/bench $(BUILD)/pintle '$(HELM)' $(CHARTS) $(if $(README),--readme)

fuzz:
	tools/fuzz

coverage:
	$(MAKE) VARIANT=cov check
	gcovr --root . --object-directory build/cov --filter 'src/' --print-summary --html-details build/cov/coverage.html

# ---- installing -------------------------------------------------------------------------------------------------

install: all
	install -D -m 755 $(BUILD)/pintle $(DESTDIR)$(PREFIX)/bin/pintle
	install -d $(DESTDIR)$(PREFIX)/share/pintle/charts $(DESTDIR)$(PREFIX)/share/man/man1
	install -d $(DESTDIR)$(PREFIX)/share/pintle/templates
	install -m 644 $(BUILD)/charts/*.tgz $(DESTDIR)$(PREFIX)/share/pintle/charts/
	cp -R templates/. $(DESTDIR)$(PREFIX)/share/pintle/templates/
	install -m 644 $(BUILD)/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(BUILD)/pintle completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/pintle
	$(BUILD)/pintle completion zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_pintle
	$(BUILD)/pintle completion fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/pintle.fish
	chmod -R u=rwX,go=rX $(DESTDIR)$(PREFIX)/share/pintle
	chmod 644 $(DESTDIR)$(PREFIX)/share/bash-completion/completions/pintle \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_pintle \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/pintle.fish

uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/share/pintle
	rm -f $(DESTDIR)$(PREFIX)/bin/pintle $(DESTDIR)$(PREFIX)/share/man/man1/pintle.1 \
		$(DESTDIR)$(PREFIX)/share/man/man1/pintle-*.1 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/pintle \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_pintle \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/pintle.fish

dist:
	git archive --format=tar.gz --prefix=pintle-$(VERSION)/ -o pintle-$(VERSION).tar.gz HEAD

deps:
	tools/deps build test

demo:
	@tools/demo

clean:
	rm -rf build pintle-*.tar.gz

-include $(OBJECTS:.o=.d) $(BUILD)/main.d $(UNIT_TESTS:=.d) $(FUZZ_TARGETS:=.d)
