# SPDX-License-Identifier: Apache-2.0
# make            build/pintle and the chart archives
# make check      the whole test suite
# VARIANT=asan    the same with AddressSanitizer and UBSan, in build/asan beside build/

VARIANT ?=
BUILD := build$(if $(VARIANT),/$(VARIANT))
CC ?= gcc
PKG_CONFIG ?= pkg-config
PACKAGES := yaml-0.1 libpcre2-8 nettle libarchive

OPTIMISE ?= -O2 -g
SANITIZE := $(if $(filter asan,$(VARIANT)),-fsanitize=address,undefined -fno-omit-frame-pointer)
comma := ,
SANITIZE := $(if $(filter asan,$(VARIANT)),-fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
WARNINGS := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	-Wpointer-arith -Wwrite-strings -Wvla -Wundef -Wformat=2 -Wno-format-nonliteral
VERSION := $(shell cat VERSION)
CPPFLAGS += -D_GNU_SOURCE -DPINTLE_VERSION='"$(VERSION)"' -Isrc $(shell $(PKG_CONFIG) --cflags $(PACKAGES))
CFLAGS += -std=gnu11 $(OPTIMISE) $(WARNINGS) $(SANITIZE)
LDLIBS += $(shell $(PKG_CONFIG) --libs $(PACKAGES)) -lcrypt -ldl -lm

SOURCES := $(wildcard src/*/*.c)
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/%.o)
LIBRARY := $(BUILD)/libpintle.a
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))

.PHONY: all check clean
all: $(BUILD)/pintle

$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(LIBRARY): $(OBJECTS)
	rm -f $@
	ar rcs $@ $(OBJECTS)

$(BUILD)/main.o: src/main.c

$(BUILD)/pintle: $(BUILD)/main.o $(LIBRARY)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/tests/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -o $@ $< $(LIBRARY) -lcmocka $(LDLIBS)

check: $(UNIT_TESTS)
	@for t in $(UNIT_TESTS); do $$t || exit 1; done

clean:
	rm -rf build

-include $(OBJECTS:.o=.d) $(BUILD)/main.d
