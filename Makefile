# make            builds the commands into build/bin
# make demo       installs what is missing, builds, and runs the whole story on invented data
# make check      installs what is missing, builds, and runs every test
# make install    honours PREFIX and DESTDIR
#
# Variables: V=1 CC CFLAGS LDFLAGS LTO PREFIX DESTDIR WERROR=1 FUZZ_SECONDS DIFFERENTIAL_COUNT DIFFERENTIAL_MANY
#            BUILD=build/NAME SANITIZE=address,undefined (a variant, beside the others)

VERSION := 0.1.0

CC ?= cc
AR ?= ar
AWK ?= awk
CFLAGS ?= -O3 -g
INSTALL ?= install
BUILD ?= build
FUZZ_SECONDS ?= 60
# messages per version: in `make check`, and in `make check-differential`
DIFFERENTIAL_COUNT ?= 2000
FEE_CASES ?= 5000
DIFFERENTIAL_MANY ?= 50000
# A sample: tests that bound memory leave valgrind none.
VALGRIND_BATS ?= tests/tiss-schema.bats tests/tiss-validate.bats tests/tiss-validate-fix.bats tests/lot-extract.bats

PREFIX ?= /usr/local
bindir = $(PREFIX)/bin
mandir = $(PREFIX)/share/man
datadir = $(PREFIX)/share/tissutils
docdir = $(PREFIX)/share/doc/tissutils
bashdir = $(PREFIX)/share/bash-completion/completions
zshdir = $(PREFIX)/share/zsh/site-functions
fishdir = $(PREFIX)/share/fish/vendor_completions.d

# Libraries. A command that needs other ones than the default names them: LIBS_lot-send = $(LIBS_DEFAULT) -lcurl
XML_CFLAGS := $(or $(shell pkg-config --cflags libxml-2.0 2>/dev/null || xml2-config --cflags 2>/dev/null),-I/usr/include/libxml2)
XML_LIBS := $(or $(shell pkg-config --libs libxml-2.0 2>/dev/null || xml2-config --libs 2>/dev/null),-lxml2)
ARCHIVE_LIBS := $(or $(shell pkg-config --libs libarchive 2>/dev/null),-larchive)
# libarchive is loaded when an archive comes (lib/fmt/archive_api.h): only tests, which make archives, link it.
LIBS_DEFAULT = $(XML_LIBS) -lmd -lcsv -ldl
LIBS_demo-render = $(LIBS_DEFAULT) -lhpdf
SQLITE_LIBS := $(or $(shell pkg-config --libs sqlite3 2>/dev/null),-lsqlite3)
LIBS_lot-build = $(LIBS_DEFAULT) $(SQLITE_LIBS)
CURL_LIBS := $(or $(shell pkg-config --libs libcurl 2>/dev/null),-lcurl)
MICROHTTPD_LIBS := $(or $(shell pkg-config --libs libmicrohttpd gnutls 2>/dev/null),-lmicrohttpd -lgnutls)
LIBS_lot-send = $(LIBS_DEFAULT) $(SQLITE_LIBS) $(CURL_LIBS) -lhpdf
LIBS_guide-match = $(LIBS_DEFAULT) $(SQLITE_LIBS)
LIBS_operator-sim = $(LIBS_DEFAULT) $(MICROHTTPD_LIBS)
LIBS_TESTS = $(LIBS_DEFAULT) $(ARCHIVE_LIBS) $(SQLITE_LIBS) $(CURL_LIBS) $(MICROHTTPD_LIBS) -lhpdf

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
ifeq ($(WERROR),1)
WARNINGS += -Werror
endif
ifdef SANITIZE
HARDEN_CFLAGS ?= -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
HARDEN_LDFLAGS ?= $(HARDEN_CFLAGS)
else
HARDEN_CFLAGS ?= -fPIE -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
HARDEN_LDFLAGS ?= -pie -Wl,-z,relro,-z,now
endif
# The commands that are given large files, or a thousand, are linked by a compiler that sees all files at once: an eighth faster, for some
# seconds of building each. gcc's objects then hold machine code too, so that all else links without it. LTO= turns it off.
ifndef SANITIZE
ifneq (,$(findstring Free Software Foundation,$(shell $(CC) --version 2>/dev/null)))
LTO ?= -flto=auto
endif
endif
LTO_COMMANDS := tiss-validate lot-send guide-match demo-render
LTO_OBJECTS = $(if $(LTO),$(LTO) -ffat-lto-objects)
LTO_NOT = $(if $(LTO),-fno-lto)
ALL_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L $(CFLAGS) $(HARDEN_CFLAGS) $(WARNINGS)
ALL_CPPFLAGS = $(CPPFLAGS) -Ilib -I$(BUILD)/gen $(patsubst -I%,-isystem %,$(XML_CFLAGS)) \
	-DTISS_VERSION='"$(VERSION)"' -DTISS_DATADIR='"$(datadir)"'
ALL_LDFLAGS = -pthread $(HARDEN_LDFLAGS) -Wl,--as-needed $(LDFLAGS)

# What is done is said in one line; V=1 shows the whole of it.
QUIET = $(if $(V),,@echo '  $(1) $@';)
COMPILE = $(call QUIET,CC)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(LTO_OBJECTS) -MMD -MP -c -o $@ $<
LINK = $(call QUIET,LD)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(LIB)

LIB_SOURCES := $(sort $(wildcard lib/*/*.c))
COMMANDS := $(filter-out boilerplate,$(patsubst cmd/%.c,%,$(sort $(wildcard cmd/*.c))))
UNIT_TESTS := $(patsubst tests/unit/%.c,%,$(sort $(wildcard tests/unit/test_*.c)))
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
BENCHES := $(patsubst bench/%.c,%,$(sort $(wildcard bench/*.c)))
MANUALS := $(sort $(wildcard man/*.[157]))
DATA := $(sort $(shell find data -type f))

LIB := $(BUILD)/libtissutils.a
LIB_OBJECTS := $(LIB_SOURCES:%.c=$(BUILD)/obj/%.o)
GENERATED := $(addprefix $(BUILD)/gen/,finding_codes.h finding_table.inc guide_kinds.inc \
	field_codes.h field_table.inc sums.inc lot_states.inc match_codes.h match_table.inc account_codes.h account_table.inc \
	statement_groups.h statement_table.inc form_labels.inc fee_columns.h fee_columns.inc \
	fee_effects.inc)
BINARIES := $(COMMANDS:%=$(BUILD)/bin/%)
TEST_BINARIES := $(UNIT_TESTS:%=$(BUILD)/tests/%)
FUZZ_BINARIES := $(FUZZERS:%=$(BUILD)/fuzzers/%)
BENCH_BINARIES := $(BENCHES:%=$(BUILD)/bench/%)

.PHONY: all check check-built check-asan check-threads check-valgrind check-differential check-browser check-statements check-faults check-fees \
	demo demo-built install uninstall lint fuzz \
	fuzz-built bench benches completions clean dist unit-tests FORCE
.DELETE_ON_ERROR:
.SECONDARY:

all: $(BINARIES) $(BUILD)/share/tissutils

# --- building

# Rewritten when the flags change, so that every object is made anew then.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(LTO_OBJECTS) $(ALL_LDFLAGS))' >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(BUILD)/gen/finding_codes.h: tools/gen-findings.awk data/findings.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -v out=codes -f tools/gen-findings.awk data/findings.tab >$@

$(BUILD)/gen/finding_table.inc: tools/gen-findings.awk data/findings.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -v out=table -f tools/gen-findings.awk data/findings.tab >$@

$(BUILD)/gen/guide_kinds.inc: tools/gen-guides.awk data/guides.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -f tools/gen-guides.awk data/guides.tab >$@

$(BUILD)/gen/field_codes.h: tools/gen-fields.awk data/fields.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -v out=codes -f tools/gen-fields.awk data/fields.tab >$@

$(BUILD)/gen/field_table.inc: tools/gen-fields.awk data/fields.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -v out=table -f tools/gen-fields.awk data/fields.tab >$@

$(BUILD)/gen/sums.inc: tools/gen-sums.awk data/sums.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -f tools/gen-sums.awk data/sums.tab >$@

$(BUILD)/gen/match_codes.h: tools/gen-match.awk data/match.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -v out=codes -f tools/gen-match.awk data/match.tab >$@

$(BUILD)/gen/match_table.inc: tools/gen-match.awk data/match.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -v out=table -f tools/gen-match.awk data/match.tab >$@

$(BUILD)/gen/account_codes.h: tools/gen-account.awk data/account.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -v out=codes -f tools/gen-account.awk data/account.tab >$@

$(BUILD)/gen/account_table.inc: tools/gen-account.awk data/account.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -v out=table -f tools/gen-account.awk data/account.tab >$@

$(BUILD)/gen/lot_states.inc: tools/gen-lot-states.awk data/lot-states.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -f tools/gen-lot-states.awk data/lot-states.tab >$@

$(BUILD)/gen/statement_groups.h: tools/gen-statement.awk data/statement.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -v out=groups -f tools/gen-statement.awk data/statement.tab >$@

$(BUILD)/gen/statement_table.inc: tools/gen-statement.awk data/statement.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -v out=table -f tools/gen-statement.awk data/statement.tab >$@

$(BUILD)/gen/form_labels.inc: tools/gen-form.awk data/form.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -f tools/gen-form.awk data/form.tab >$@

$(BUILD)/gen/fee_columns.h: tools/gen-fees.awk data/fees.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -v out=codes -f tools/gen-fees.awk data/fees.tab >$@

$(BUILD)/gen/fee_columns.inc: tools/gen-fees.awk data/fees.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -v out=table -f tools/gen-fees.awk data/fees.tab >$@

$(BUILD)/gen/fee_effects.inc: tools/gen-fees.awk data/fees.tab data/fee-effects.tab
	@mkdir -p $(@D)
	$(call QUIET,GEN)$(AWK) -v out=effects -f tools/gen-fees.awk data/fees.tab data/fee-effects.tab >$@

# Which object needs which generated file is known from the second build on (-MMD); for the first, all come first.
$(BUILD)/obj/%.o: %.c $(BUILD)/flags | $(GENERATED)
	@mkdir -p $(@D)
	$(COMPILE)

$(LIB): $(LIB_OBJECTS)
	@rm -f $@
	$(call QUIET,AR)$(AR) rcs $@ $(LIB_OBJECTS)

$(BUILD)/bin/%: $(BUILD)/obj/cmd/%.o $(LIB)
	@mkdir -p $(@D)
	$(LINK) $(if $(filter $*,$(LTO_COMMANDS)),$(LTO),$(LTO_NOT)) $(or $(LIBS_$*),$(LIBS_DEFAULT))

$(BUILD)/tests/%: $(BUILD)/obj/tests/unit/%.o $(LIB)
	@mkdir -p $(@D)
	$(LINK) $(LTO_NOT) $(LIBS_TESTS)

$(BUILD)/bench/%: $(BUILD)/obj/bench/%.o $(LIB)
	@mkdir -p $(@D)
	$(LINK) $(LTO_NOT) $(LIBS_TESTS)

$(BUILD)/fuzzers/%: $(BUILD)/obj/tests/fuzz/%.o $(LIB)
	@mkdir -p $(@D)
	$(LINK) $(LTO_NOT) -fsanitize=fuzzer $(LIBS_TESTS)

# Seen from build/bin, data/ lies where it lies once installed: ../share/tissutils.
$(BUILD)/share/tissutils:
	@mkdir -p $(@D)
	@ln -sfn $(CURDIR)/data $@

unit-tests: $(TEST_BINARIES) $(BUILD)/share/tissutils

benches: $(BENCH_BINARIES)

-include $(wildcard $(BUILD)/obj/*/*.d $(BUILD)/obj/*/*/*.d)

# --- running

# A second make, so that what tools/deps installs is seen (pkg-config is asked when the Makefile is read).
check:
	@tools/deps check
	@$(MAKE) --no-print-directory check-built

check-built: all unit-tests
	@DIFFERENTIAL_COUNT=$(DIFFERENTIAL_COUNT) tests/run $(BUILD)

demo:
	@tools/deps build
	@$(MAKE) --no-print-directory demo-built

demo-built: all
	@TISS_BIN=$(BUILD)/bin examples/demo.sh

# The monthly fee against rules written a second time: make check does a few hundred cases of it.
check-fees: all
	@FEE_CASES=$(FEE_CASES) TISS_BIN=$(CURDIR)/$(BUILD)/bin bats --tap -f 'generated contracts' tests/billing-calc.bats

check-differential: all
	@DIFFERENTIAL_COUNT=$(DIFFERENTIAL_MANY) tests/run $(BUILD) differential

# The HTML of demo-render in headless Chromium; screenshots to look at stay in BUILD/browser.
check-browser: all
	@tests/browser.py --bin $(BUILD)/bin --out $(BUILD)/browser

# Invented statements of every kind and version, more of them than make check reads.
check-statements: all
	@tests/demo-render.py --bin $(BUILD)/bin --count 60 --seed 7

ASAN := BUILD=build/asan CC=clang SANITIZE=address,undefined

check-asan:
	@$(MAKE) --no-print-directory $(ASAN) all unit-tests
	@tests/run build/asan unit bats

# The threads of the long inputs under ThreadSanitizer, which some kernels do not let run.
TSAN := BUILD=build/tsan CC=clang SANITIZE=thread

check-threads:
	@$(MAKE) --no-print-directory $(TSAN) all build/tsan/tests/test_xml_reader build/tsan/tests/test_relay
	@if build/tsan/bin/tiss-validate --version >/dev/null 2>&1; then \
		build/tsan/tests/test_relay && build/tsan/tests/test_xml_reader && TISS_BIN=$(CURDIR)/build/tsan/bin bats tests/threads.bats tests/lot-build.bats; \
	else \
		echo "skipped: ThreadSanitizer does not run on this kernel"; \
	fi

check-valgrind: all unit-tests
	@tools/valgrind-check $(BUILD) $(VALGRIND_BATS)

# lot-send killed at every step (a build that knows how), and hundreds of times from outside.
FAULT_RUNS ?= 600
FAULTS := BUILD=build/faults CPPFLAGS=-DTISS_FAULTS

check-faults: all
	@$(MAKE) --no-print-directory $(FAULTS) all
	@tests/faults/faults.py --bin build/faults/bin --steps
	@tests/faults/faults.py --bin $(BUILD)/bin --runs $(FAULT_RUNS) --pairs 150

fuzz:
	@$(MAKE) --no-print-directory BUILD=build/fuzz CC=clang SANITIZE=fuzzer-no-link,address,undefined fuzz-built

fuzz-built: $(FUZZ_BINARIES)
	@tools/fuzz-run $(BUILD) $(FUZZ_SECONDS) $(FUZZERS)

bench: all benches
	@bench/run

completions: all
	@tools/gen-completions $(BUILD)/bin completions $(COMMANDS)

lint:
	@$(MAKE) --no-print-directory BUILD=build/gcc CC=gcc WERROR=1 all unit-tests benches
	@$(MAKE) --no-print-directory BUILD=build/clang CC=clang WERROR=1 all unit-tests benches
	@tools/lint

# --- installing

install: all
	$(INSTALL) -d $(DESTDIR)$(bindir) $(DESTDIR)$(bashdir) $(DESTDIR)$(zshdir) $(DESTDIR)$(fishdir) $(DESTDIR)$(docdir)
	$(INSTALL) -m 755 $(BINARIES) $(DESTDIR)$(bindir)
	for m in $(MANUALS); do $(INSTALL) -D -m 644 $$m $(DESTDIR)$(mandir)/man$${m##*.}/$${m##*/} || exit 1; done
	for f in $(DATA); do $(INSTALL) -D -m 644 $$f $(DESTDIR)$(datadir)/$${f#data/} || exit 1; done
	for c in $(COMMANDS); do \
		$(INSTALL) -m 644 completions/$$c.bash $(DESTDIR)$(bashdir)/$$c && \
		$(INSTALL) -m 644 completions/_$$c $(DESTDIR)$(zshdir)/_$$c && \
		$(INSTALL) -m 644 completions/$$c.fish $(DESTDIR)$(fishdir)/$$c.fish || exit 1; done
	$(INSTALL) -m 644 LICENSE README.md README.pt-BR.md $(DESTDIR)$(docdir)

uninstall:
	rm -f $(COMMANDS:%=$(DESTDIR)$(bindir)/%) $(COMMANDS:%=$(DESTDIR)$(bashdir)/%)
	rm -f $(COMMANDS:%=$(DESTDIR)$(zshdir)/_%) $(COMMANDS:%=$(DESTDIR)$(fishdir)/%.fish)
	for m in $(MANUALS); do rm -f $(DESTDIR)$(mandir)/man$${m##*.}/$${m##*/}; done
	rm -f $(DATA:data/%=$(DESTDIR)$(datadir)/%) $(addprefix $(DESTDIR)$(docdir)/,LICENSE README.md README.pt-BR.md)
	-find $(DESTDIR)$(datadir) $(DESTDIR)$(docdir) -depth -type d -empty -exec rmdir {} +

dist:
	@mkdir -p $(BUILD)/dist
	git archive --format=tar.gz --prefix=tissutils-$(VERSION)/ -o $(BUILD)/dist/tissutils-$(VERSION).tar.gz HEAD

clean:
	rm -rf $(BUILD)
