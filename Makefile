# make demo installs what is missing, builds, and runs experiments/first-look; make test runs every test.
SWIFT ?= swift
PREFIX ?= /usr/local
REEL := .build/release/reel
LIBRARY := .build/release/libTorchBackend.so
PACKAGES := libreadline-dev libsqlite3-dev libgnuplot-iostream-dev gnuplot-nox libopenblas-openmp-dev libtorch-dev \
  zlib1g-dev curl

.PHONY: demo build test bench install uninstall format lint manual setup clean

demo: build
	@$(REEL) experiments/first-look

build: setup
	@$(SWIFT) build -c release --product reel
	@$(SWIFT) build -c release --product TorchBackend

# Everything that can be seen to fail: unit tests, then every experiment and notebook at its small size.
test: PACKAGES += python3
test: setup
	$(SWIFT) build -c release --build-tests
	$(SWIFT) build -c release
	$(SWIFT) test -c release --skip-build
	Tests/end-to-end.sh $(REEL)
	Tests/replay-fifty.sh $(REEL)

bench: build
	@Benchmarks/run.sh $(REEL)

install: build
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/reel
	install -m 755 $(REEL) $(DESTDIR)$(PREFIX)/bin/reel
	install -m 755 $(LIBRARY) $(DESTDIR)$(PREFIX)/lib/reel/libTorchBackend.so

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/reel $(DESTDIR)$(PREFIX)/lib/reel/libTorchBackend.so
	-rmdir $(DESTDIR)$(PREFIX)/lib/reel 2>/dev/null

format:
	$(SWIFT) format -i -r -p Sources Tests Package.swift

lint:
	$(SWIFT) format lint --strict -r -p Sources Tests Package.swift

manual: build
	$(REEL) manual to=docs/manual.md

# Installs missing Debian packages, as root or through sudo; silent when there is nothing to do. SwiftPM remembers what
# Package.swift found, so what was installed since would go unnoticed without clearing its cache.
setup:
	@missing=""; for p in $(PACKAGES); do \
	  dpkg-query -W -f='$${db:Status-Status}' $$p 2>/dev/null | grep -qx installed || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing"; \
	  if [ "$$(id -u)" = 0 ]; then run=""; elif command -v sudo >/dev/null; then run=sudo; else \
	    echo "these packages are missing:$$missing; install them as root: apt-get install$$missing" >&2; exit 1; fi; \
	  $$run apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$run apt-get install -y -qq $$missing >/dev/null; \
	  $(SWIFT) package purge-cache >/dev/null 2>&1 || true; fi
	@command -v $(SWIFT) >/dev/null || { echo "no Swift toolchain found: install Swift 6 from swift.org and put it on the PATH" >&2; exit 1; }

clean:
	rm -rf .build
