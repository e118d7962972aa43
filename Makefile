# SPDX-License-Identifier: GPL-2.0-only
#
# nf_mirror: the kernel module (kmod/), the command mirrorctl (ctl/) and what tests them (tests/).
# `make help` lists the targets.

KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build
PREFIX ?= /usr/local
DESTDIR ?=
INSTALL_MOD_PATH ?= $(DESTDIR)
# Where mirrorctl and the tests' helper programs are built.
BUILD ?= build/host
# The Debian releases whose kernels the module must build for without a warning, and is tested on: the first whole.
KERNELS ?= bookworm trixie sid
# The release that the test machine runs.
RELEASE ?= bookworm

build := $(abspath $(BUILD))
kbuild := -C $(KDIR) M=$(CURDIR)
# Distributions' kernels ask for signed modules, and keep the key.
kbuild += $(if $(wildcard $(KDIR)/certs/signing_key.pem),,CONFIG_MODULE_SIG_ALL=)
ctl := -C ctl BUILD=$(build)/ctl PREFIX=$(PREFIX)
vm := tests/vm

.PHONY: all module ctl tools install install-module install-ctl uninstall clean help \
	deps modules check test test-long fuzz coverage shell demo bench bench-check
all: module ctl ## build the module for the running kernel (or KVER=) and mirrorctl

help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' Makefile | expand -t 12

$(KDIR)/Makefile:
	@echo "No headers for kernel $(KVER) in $(KDIR)." >&2
	@echo "On Debian and Ubuntu:  apt-get install linux-headers-$(KVER)" >&2
	@echo "For another kernel:    make KVER=VERSION, or make KDIR=DIRECTORY" >&2
	@exit 1

module: $(KDIR)/Makefile ## build the module alone
	$(MAKE) $(kbuild) modules

ctl: ## build mirrorctl alone
	$(MAKE) $(ctl)

tools: ## build the tests' helper programs
	mkdir -p $(build)/bin
	$(MAKE) -C tests/net/tools OUT=$(build)/bin

install: install-module install-ctl ## install both (PREFIX=/usr/local, DESTDIR=)

install-module: module
	$(MAKE) $(kbuild) INSTALL_MOD_PATH=$(INSTALL_MOD_PATH) INSTALL_MOD_DIR=updates modules_install
	$(if $(INSTALL_MOD_PATH),,depmod $(KVER))

install-ctl: ctl
	$(MAKE) $(ctl) DESTDIR=$(DESTDIR) install

# What ctl installs is what goes.
uninstall: ## remove what `make install` installed
	rm -f $(INSTALL_MOD_PATH)/lib/modules/$(KVER)/updates/kmod/nf_mirror.ko*
	$(if $(INSTALL_MOD_PATH),,depmod $(KVER))
	@set -e; list=$$(mktemp -d); trap 'rm -rf "$$list"' EXIT; \
	$(MAKE) $(ctl) DESTDIR="$$list" install >/dev/null; \
	find "$$list" ! -type d -printf '$(DESTDIR)/%P\0' | xargs -0 rm -fv

clean: ## remove what was built, here and in build/
	find . kmod -maxdepth 1 \( -name '*.o' -o -name '*.ko' -o -name '*.mod' -o -name '*.mod.c' -o -name '.*.cmd' \
		-o -name '.*.d' -o -name Module.symvers -o -name modules.order \) -delete
	rm -rf build

deps: ## install the Debian packages that the targets below need (done by each of them)
	@$(vm)/deps

modules: deps ## compile the module for the kernels of KERNELS="bookworm trixie sid", warnings are errors
	$(vm)/build $(KERNELS)

check: deps ## what needs no booting: those builds and one with clang, what reads sources, mirrorctl's tests
	@$(vm)/check $(KERNELS)
	@tests/ctl/run

test: deps ## what every change must pass: check, mirrorctl's tests and the tests in the test machine (RELEASE=bookworm)
	@RELEASE="$(RELEASE)" KERNELS="$(KERNELS)" $(vm)/test-all

test-long: deps ## what takes too long for every change: other kernels, the one that looks for bugs, fuzzers, stress
	@RELEASE="$(RELEASE)" KERNELS="$(KERNELS)" $(vm)/test-all long

fuzz: deps ## the fuzzers for longer: FUZZ=5000000 (tests/ctl) FUZZ_MESSAGES=2000000 FUZZ_FRAMES=60000 FUZZ_SEED=
	@RELEASE="$(RELEASE)" FUZZ_MESSAGES="$(FUZZ_MESSAGES)" FUZZ_FRAMES="$(FUZZ_FRAMES)" FUZZ_SEED="$(FUZZ_SEED)" \
		FUZZ_FIRST="$(FUZZ_FIRST)" $(vm)/test-all fuzz

coverage: deps ## which lines the tests run: writes tests/coverage/RESULTS.md, and the sum into tests/README.md
	@tests/coverage/run

shell: deps ## a prompt in the test machine with the module loaded; Ctrl-A X ends it
	@$(vm)/boot --release $(RELEASE) --shell

demo: deps ## mirror pods' traffic to Suricata in the test machine
	@echo "Starting the test machine. The first time, its root file systems are made, which takes minutes."
	@$(vm)/boot --release $(RELEASE) --with-root sensor=trixie-sensor --out build/demo tests/demo/demo.sh

# On bookworm, unless KERNELS is given with the command.
bench_kernels := $(if $(filter command% environment%,$(origin KERNELS)),$(KERNELS),$(RELEASE))

bench: deps ## measure nf_mirror and the alternatives, write tests/bench/RESULTS.md (KERNELS="bookworm trixie sid")
	@tests/bench/all $(bench_kernels)

bench-check: deps ## is what mirroring costs within tests/bench/bounds
	@tests/bench/all --check $(bench_kernels)
