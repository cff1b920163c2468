# Makefile - builds, tests and installs bagtag; `make help` lists the targets
# SPDX-License-Identifier: MIT

VERSION = 0.1.0
SONAME  = libbagtag.so.0

# Yours to set: make CC=clang CFLAGS=-O3, make install DESTDIR=/tmp/x PREFIX=/usr
CC       ?= cc
CFLAGS   ?= -O2 -g
CPPFLAGS ?=
LDFLAGS  ?=
PREFIX   ?= /usr/local
BINDIR   ?= $(PREFIX)/bin
LIBDIR   ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DATADIR  ?= $(PREFIX)/share
MANDIR   ?= $(DATADIR)/man
DESTDIR  ?=
BUILD    ?= build
WERROR   ?=
WITHOUT  ?=
V        ?=
SANITIZE ?=

has_flag  = $(shell printf 'int main(void){return 0;}' | $(CC) -Werror $(1) -x c -o /dev/null - 2>/dev/null && printf '%s' '$(1)')
MACHINE  := $(shell $(CC) -dumpmachine 2>/dev/null)
IS_X86   := $(filter x86_64-% amd64-%,$(MACHINE))

# Some machines (s390x) would compute floats as doubles with -std=c11.
EXCESS  := $(call has_flag,-fexcess-precision=fast)

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla \
           -Wundef -Wcast-qual -Wformat=2 -Wdouble-promotion $(WERROR)
FORTIFY  = $(if $(SANITIZE)$(filter -O0,$(CFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
HARDEN  := -fstack-protector-strong $(call has_flag,-fstack-clash-protection) $(if $(IS_X86),$(call has_flag,-fcf-protection))

# What correctness needs comes after the packager's CFLAGS: one arithmetic for every compiler and machine.
PROJECT_CPPFLAGS = -Isrc -Iinclude -D_GNU_SOURCE -DBAGTAG_VERSION='"$(VERSION)"' $(FORTIFY) $(CPPFLAGS)
PROJECT_CFLAGS   = $(CFLAGS) -std=c11 $(WARNINGS) $(HARDEN) $(SANITIZE) -fPIC -fvisibility=hidden -pthread \
                   -ffp-contract=off -fno-fast-math $(EXCESS)
PROJECT_LDFLAGS  = $(LDFLAGS) $(SANITIZE) -pthread -Wl,-z,relro,-z,now
LIBS             = -lcjson -lutf8proc -lzstd -lz -lm
CHECK_LIBS       = -lcheck -lsubunit -lrt -lm

LIB_SOURCES := $(sort $(wildcard $(patsubst %,src/%/*.c,base io math text words data net model learn fit use)))
ifeq ($(IS_X86),)
LIB_SOURCES := $(filter-out src/math/kernel_avx%.c,$(LIB_SOURCES))
endif
CLI_SOURCES  := $(sort $(wildcard src/cli/*.c src/cli/*/*.c))
TEST_SOURCES := $(sort $(wildcard tests/*/check_*.c))
LIB_OBJECTS  := $(LIB_SOURCES:src/%.c=$(BUILD)/obj/%.o)
CLI_OBJECTS  := $(CLI_SOURCES:src/%.c=$(BUILD)/obj/%.o)
TESTS        := $(patsubst tests/%.c,$(BUILD)/tests/%,$(foreach source,$(TEST_SOURCES),\
                $(if $(filter $(basename $(notdir $(source))),$(WITHOUT)),,$(source))))
PUBLIC_HEADERS := $(sort $(wildcard include/*.h))
MAN_PAGES    := $(sort $(wildcard man/*.[1357]))
COMPLETION_bash = $(DATADIR)/bash-completion/completions/bagtag
COMPLETION_zsh  = $(DATADIR)/zsh/site-functions/_bagtag
COMPLETION_fish = $(DATADIR)/fish/vendor_completions.d/bagtag.fish
COMPLETIONS     = $(COMPLETION_bash) $(COMPLETION_zsh) $(COMPLETION_fish)

.PHONY: all help deps deps-check deps-lint deps-parity deps-peers deps-bench demo demo-large picture check check-built check-programs check-parity check-decimals bench bench-kernels accuracy bench-nn asan tsan clang lint format coverage install uninstall clean FORCE
.DELETE_ON_ERROR:
.SECONDARY:

all: $(BUILD)/bagtag $(BUILD)/libbagtag.a $(BUILD)/$(SONAME) ## build the program and the libraries (the default)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

## -- building -----------------------------------------------------------------------------------------

# V=1 prints whole commands instead of the files they make.
quiet = $(if $(V),,@printf '  %s\n' '$@';)

$(BUILD)/bagtag: $(CLI_OBJECTS) $(BUILD)/parts.a
	$(quiet)$(CC) $(PROJECT_CFLAGS) -pie $(PROJECT_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/parts.a: $(LIB_OBJECTS)
	@rm -f $@
	@$(AR) rcs $@ $^

# One object in which only bagtag_* is visible, so that a program may use any other name for its functions.
$(BUILD)/libbagtag.o: $(LIB_OBJECTS)
	$(quiet)$(CC) $(CFLAGS) -r -nostdlib -o $@ $^
	@$(OBJCOPY) --localize-hidden $@

$(BUILD)/libbagtag.a: $(BUILD)/libbagtag.o
	@rm -f $@
	@$(AR) rcs $@ $^

$(BUILD)/$(SONAME): $(LIB_OBJECTS)
	$(quiet)$(CC) $(PROJECT_CFLAGS) -shared -Wl,-soname,$(SONAME) $(PROJECT_LDFLAGS) $(if $(SANITIZE),,-Wl,-z,defs) -o $@ $^ $(LIBS)

OBJCOPY ?= objcopy

$(BUILD)/obj/math/kernel_avx2.o:   KERNEL_FLAGS = -mavx2
$(BUILD)/obj/math/kernel_avx512.o: KERNEL_FLAGS = -mavx512f -mavx512bw -mavx512dq -mavx512vl
$(BUILD)/obj/math/kernel_base.o:   KERNEL_FLAGS = -Wno-psabi

$(BUILD)/obj/%.o: src/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(quiet)$(CC) $(PROJECT_CPPFLAGS) $(PROJECT_CFLAGS) $(KERNEL_FLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%: tests/%.c $(BUILD)/parts.a $(BUILD)/flags
	@mkdir -p $(@D)
	$(quiet)$(CC) $(PROJECT_CPPFLAGS) -Itests $(PROJECT_CFLAGS) -MMD -MP $(PROJECT_LDFLAGS) $(TEST_LDFLAGS) -o $@ \
	    $(filter %.c %.o,$^) $(BUILD)/parts.a $(LIBS) $(CHECK_LIBS)

$(BUILD)/bench/%: tests/bench/%.c $(BUILD)/parts.a $(BUILD)/flags
	@mkdir -p $(@D)
	$(quiet)$(CC) $(PROJECT_CPPFLAGS) $(PROJECT_CFLAGS) -MMD -MP $(PROJECT_LDFLAGS) -o $@ \
	    $(filter %.c,$^) $(BUILD)/parts.a $(LIBS)

$(BUILD)/bench/kernels: tests/bench/limits.c tests/bench/limits.h

$(BUILD)/tests/cli/check_options $(BUILD)/tests/cli/check_option_tables: $(filter-out %/main.o,$(CLI_OBJECTS))

# C library functions that a test replaces: those that allocate, which check_oom makes fail, and the slow one (fsync).
WRAPPED = malloc calloc realloc aligned_alloc free strdup strndup realpath opendir mmap asprintf __asprintf_chk fsync
$(BUILD)/tests/project/check_oom: TEST_LDFLAGS = $(WRAPPED:%=-Wl,--wrap=%)
$(BUILD)/tests/fit/check_same_bytes: TEST_LDFLAGS = -Wl,--wrap=fsync

# A stamp that changes when the compiler or its flags do, so that no object of another configuration is kept.
FLAGS_LINE = $(CC) $(PROJECT_CPPFLAGS) $(PROJECT_CFLAGS) $(PROJECT_LDFLAGS)
$(BUILD)/flags: FORCE
	@mkdir -p $(BUILD)
	@printf '%s\n' '$(subst ','\'',$(FLAGS_LINE))' | cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(FLAGS_LINE))' > $@
FORCE:

-include $(LIB_OBJECTS:.o=.d) $(CLI_OBJECTS:.o=.d) $(TESTS:=.d)

clean: ## remove everything that was built
	rm -rf $(BUILD)

## -- packages -----------------------------------------------------------------------------------------

BUILD_PACKAGES = gcc libc6-dev binutils libsimde-dev libcjson-dev libutf8proc-dev zlib1g-dev libzstd-dev libxxhash-dev
CHECK_PACKAGES = check libsubunit-dev pkg-config gzip zstd python3 mandoc
PARITY_PACKAGES = python3-torch python3-numpy
LINT_PACKAGES  = clang clang-tidy clang-format libclang-rt-14-dev shellcheck
BUILD_HEADERS  = simde/x86/avx2.h cjson/cJSON.h utf8proc.h zlib.h zstd.h xxhash.h
CHECK_HEADERS  = $(BUILD_HEADERS) check.h

deps: ## install the packages needed for building (Debian, as root or with sudo)
	@tests/deps '$(CC)' '$(BUILD_HEADERS)' '' $(BUILD_PACKAGES)

deps-check:
	@tests/deps '$(CC)' '$(CHECK_HEADERS)' 'pkg-config gzip zstd python3 mandoc' $(BUILD_PACKAGES) $(CHECK_PACKAGES)

deps-lint:
	@tests/deps '$(CC)' '$(CHECK_HEADERS)' 'clang clang-tidy clang-format shellcheck' $(BUILD_PACKAGES) $(CHECK_PACKAGES) $(LINT_PACKAGES)

# Debian's own interpreter: python3-torch is installed for no other.
PARITY_PYTHON ?= /usr/bin/python3
deps-parity: ## install PyTorch and NumPy for the comparison with them
	@tests/deps '$(CC)' '$(BUILD_HEADERS)' '$(PARITY_PYTHON):torch $(PARITY_PYTHON):numpy' $(BUILD_PACKAGES) $(PARITY_PACKAGES)

# A test that needs one of these is skipped where it is missing. No compiler is needed for them: `true` stands in for it.
deps-peers: ## install the peers that some tests use: fasttext, PyTorch, xxhash for Python, zsh and fish
	@for peer in fasttext zsh fish; do tests/deps true '' $$peer $$peer || echo "going on without $$peer"; done
	@tests/deps true '' '$(PARITY_PYTHON):torch $(PARITY_PYTHON):xxhash' $(PARITY_PACKAGES) python3-xxhash || echo 'going on without PyTorch'

# The programs and libraries that bagtag is compared with. Those that cannot be installed are missing from the tables.
BENCH_PYTHON ?= /usr/bin/python3
deps-bench: ## install the benchmarked peers: fasttext, LIBLINEAR, scikit-learn and PyTorch
	@tests/deps '$(CC)' '$(BUILD_HEADERS)' 'zstd $(BENCH_PYTHON)' $(BUILD_PACKAGES) zstd python3
	@tests/deps '$(CC)' '' 'fasttext' fasttext || echo 'going on without fasttext'
	@$(if $(QUICK),,tests/deps '$(CC)' '' 'liblinear-train' liblinear-tools || echo 'going on without LIBLINEAR')
	@$(if $(QUICK),,tests/deps '$(CC)' '' '$(BENCH_PYTHON):sklearn' python3-sklearn || echo 'going on without scikit-learn')
	@$(if $(QUICK),,tests/deps '$(CC)' '' '$(BENCH_PYTHON):torch' python3-torch || echo 'going on without PyTorch')

## -- running ------------------------------------------------------------------------------------------

PARITY_CASES ?= 512
check-parity: ## compare nn.Embedding, nn.EmbeddingBag and nn.LSTM with PyTorch's, in random cases
	@$(MAKE) --no-print-directory deps-parity
	@$(MAKE) --no-print-directory $(BUILD)/$(SONAME)
	@$(PARITY_PYTHON) -B tests/parity/check_parity.py $(BUILD)/$(SONAME) $(PARITY_CASES)
	@$(PARITY_PYTHON) -B tests/parity/check_lstm.py $(BUILD)/$(SONAME) $(PARITY_CASES)

check-decimals: ## compare every float32, printed with 5 and 6 digits, with printf (about 20 minutes on one core)
	@$(MAKE) --no-print-directory deps
	@$(MAKE) --no-print-directory $(BUILD)/bench/decimals
	@$(BUILD)/bench/decimals

# make bench QUICK=1; make bench SECTIONS='train classify'; make bench SECTIONS=billion; tests/bench/bench.py --help
bench: ## compare bagtag's time, memory and accuracy with its peers' (QUICK=1: under 3 minutes)
	@$(MAKE) --no-print-directory deps-bench
	@$(MAKE) --no-print-directory $(BUILD)/bagtag $(BUILD)/bench/launch
	@$(BENCH_PYTHON) -B tests/bench/bench.py --build $(BUILD) $(if $(QUICK),--quick) $(if $(BILLION),--billion) \
	    $(if $(ROUNDS),--rounds $(ROUNDS)) $(SECTIONS)

bench-kernels: ## compare the speed of each kernel with the limits of the machine
	@$(MAKE) --no-print-directory deps
	@$(MAKE) --no-print-directory $(BUILD)/bench/kernels
	@$(BUILD)/bench/kernels

# make accuracy SETS='trec6 imdb'; REFRESH=1 measures the peers again; FEW=1 with 8, 16 and 64 documents a label
accuracy: ## compare accuracy without flags with the best of three peers (QUICK=1: with their cached results)
	@$(MAKE) --no-print-directory deps-bench
	@$(MAKE) --no-print-directory $(BUILD)/bagtag $(BUILD)/bench/launch
	@$(BENCH_PYTHON) -B tests/bench/$(if $(FEW),few.py,accuracy.py) --build $(BUILD) $(if $(REFRESH),--refresh) \
	    $(if $(FEW),,$(if $(QUICK),--no-peers)) $(SETS)

bench-nn: ## compare the speed of EmbeddingBag and LSTM with PyTorch's on one thread, and with memory bandwidth
	@$(MAKE) --no-print-directory deps-parity
	@$(MAKE) --no-print-directory $(BUILD)/$(SONAME) $(BUILD)/bench/bench_nn
	@$(PARITY_PYTHON) -B tests/bench/nn.py $(BUILD)/$(SONAME)
	@$(PARITY_PYTHON) -B tests/bench/nn_lstm.py $(BUILD)/$(SONAME)
	@$(BUILD)/bench/bench_nn

demo: ## install missing packages, build, train on data/, test, and classify three sentences
	@$(MAKE) --no-print-directory deps
	@$(MAKE) --no-print-directory $(BUILD)/bagtag
	@tests/demo $(BUILD)

LARGE = $(BUILD)/debian-sections
demo-large: ## like demo, with 60,000 package descriptions from the apt lists of this machine
	@$(MAKE) --no-print-directory deps
	@$(MAKE) --no-print-directory $(BUILD)/bagtag
	@data/debian-sections $(LARGE)
	$(BUILD)/bagtag train --ngrams 2 -o $(LARGE)/model $(LARGE)/train.txt
	$(BUILD)/bagtag test --rows 10 $(LARGE)/model $(LARGE)/test.txt

check: ## install the packages that the tests need, build, and run all tests
	@$(MAKE) --no-print-directory deps-check
	@$(MAKE) --no-print-directory check-built

check-built: all $(TESTS)
	@tests/run $(BUILD) $(ONLY)

check-programs: $(TESTS)
	@tests/run $(BUILD) check_

# The targets below run the tests again, in builds that are 4 times (asan) and 10 times (tsan) as slow or, for clang, as fast.
# So that CI ends within half an hour, they leave out long tests, which run in `make check` only; tsan also leaves out
# programs without threads.
WITHOUT_LONG = cli/31-manuals cli/33-tune cli/34-tune-interrupt cli/35-repeat project/40-tokenizers project/43-read-model
WITHOUT_THREADS = check_base check_beside check_binomial check_count_code check_csv check_decimal check_fasttext_file check_fasttext_kind check_folder \
    check_gain check_input check_json check_json_cursor check_jsonl check_kernel check_lines check_links check_loss_fasttext \
    check_lstm_kernel check_mapping check_model_damage check_new_file check_ngram check_nn check_nn_lstm check_nn_refusals check_number \
    check_ranking check_row_kernel check_rows check_rows_codes check_rows_int8 check_safetensors check_sample check_sample_order check_settings \
    check_score_list check_shrunk_damage check_space check_strtab check_subword_cache check_temporary check_tokenizer check_tokenizer_basic_english \
    check_tokenizer_bert check_unicode check_unicode_revisions check_utf8 check_weight

asan: ## run the tests with the address and undefined-behaviour sanitizers
	@WITHOUT='$(WITHOUT_LONG) check_same_bytes' \
	    $(MAKE) --no-print-directory check-built BUILD=build/asan CFLAGS='-O1 -g' \
	    SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer'

tsan: ## run the tests that use threads with the thread sanitizer
	@WITHOUT='$(WITHOUT_LONG) $(WITHOUT_THREADS) check_tune check_gradient' \
	    $(MAKE) --no-print-directory check-programs BUILD=build/tsan CFLAGS='-O1 -g' SANITIZE=-fsanitize=thread

clang: ## run the tests, built with clang
	@WITHOUT='$(WITHOUT_LONG) check_tune check_oom' \
	    $(MAKE) --no-print-directory check-built BUILD=build/clang CC=clang

lint: ## check formatting, run clang-tidy and shellcheck, and check the manuals
	@clang-format --dry-run --Werror $(wildcard src/*/*.[ch] src/*/*/*.[ch] include/*.h tests/*/*.[ch])
	@printf '%s\n' $(filter-out src/math/kernel_avx%,$(LIB_SOURCES) $(CLI_SOURCES)) | xargs -P 2 -n 6 sh -c \
	    'clang-tidy --quiet "$$@" -- $(subst ','\'',$(PROJECT_CPPFLAGS)) -std=c11 2>/dev/null' sh
	shellcheck -s sh tests/run tests/deps tests/demo data/debian-sections .ci/run
	@mandoc -T lint -W warning $(MAN_PAGES)

format: ## format the sources with clang-format
	@clang-format -i $(wildcard src/*/*.[ch] src/*/*/*.[ch] include/*.h tests/*/*.[ch])

coverage: ## measure the line coverage of the tests with gcov
	@$(MAKE) --no-print-directory check-built BUILD=build/coverage CFLAGS='-O0 -g --coverage' LDFLAGS=--coverage
	@cd build/coverage && gcov -n $$(find obj -name '*.gcda') 2>/dev/null | \
	    awk '/^File .*src\//{f=$$2} /^Lines executed/{if(f){sub("Lines executed:","");print $$1, f; f=""}}' | sort -n

picture: $(BUILD)/bagtag ## record the terminal session shown in README.md, man/session.svg
	python3 tests/picture.py $(BUILD) >$(BUILD)/session.svg && mv $(BUILD)/session.svg man/session.svg

## -- installing ---------------------------------------------------------------------------------------

install: all ## install program, libraries, headers, manuals and completions into DESTDIR and PREFIX
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCLUDEDIR)
	install -m 755 $(BUILD)/bagtag $(DESTDIR)$(BINDIR)/bagtag
	install -m 644 $(PUBLIC_HEADERS) $(DESTDIR)$(INCLUDEDIR)/
	install -m 644 $(BUILD)/libbagtag.a $(DESTDIR)$(LIBDIR)/libbagtag.a
	install -m 755 $(BUILD)/$(SONAME) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libbagtag.so
	printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$(LIBDIR)' 'includedir=$(INCLUDEDIR)' '' 'Name: bagtag' \
	    'Description: text classification with a bag of embeddings' 'Version: $(VERSION)' \
	    'Libs: -L$${libdir} -lbagtag' 'Libs.private: $(LIBS) -pthread' 'Cflags: -I$${includedir}' \
	    > $(DESTDIR)$(LIBDIR)/pkgconfig/bagtag.pc
	for page in $(MAN_PAGES); do section=$${page##*.}; install -d $(DESTDIR)$(MANDIR)/man$$section; \
	    install -m 644 $$page $(DESTDIR)$(MANDIR)/man$$section/; done
	install -d $(dir $(COMPLETIONS:%=$(DESTDIR)%))
	$(BUILD)/bagtag completion bash > $(DESTDIR)$(COMPLETION_bash)
	$(BUILD)/bagtag completion zsh > $(DESTDIR)$(COMPLETION_zsh)
	$(BUILD)/bagtag completion fish > $(DESTDIR)$(COMPLETION_fish)

uninstall: ## remove everything that install copied
	rm -f $(DESTDIR)$(BINDIR)/bagtag $(PUBLIC_HEADERS:include/%=$(DESTDIR)$(INCLUDEDIR)/%) $(DESTDIR)$(LIBDIR)/libbagtag.a \
	    $(DESTDIR)$(LIBDIR)/$(SONAME) $(DESTDIR)$(LIBDIR)/libbagtag.so $(DESTDIR)$(LIBDIR)/pkgconfig/bagtag.pc \
	    $(COMPLETIONS:%=$(DESTDIR)%)
	for page in $(MAN_PAGES); do rm -f $(DESTDIR)$(MANDIR)/man$${page##*.}/$${page##*/}; done
