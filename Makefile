# Aliases of `cargo xtask`, for people who are used to make.
VARIANT = dynamic-lean
PREFIX = /usr/local
DESTDIR =
PROGRAM_PREFIX =
# Names or patterns, as in 'ls,c*'. By default, those of Debian's coreutils; '*' adds the others.
UTILS =

LOCATION = --prefix '$(PREFIX)' $(if $(DESTDIR),--destdir '$(DESTDIR)')
SELECTION = $(if $(PROGRAM_PREFIX),--program-prefix '$(PROGRAM_PREFIX)') $(if $(UTILS),--utils '$(UTILS)')

SHARE = target/corelink/share

all:
	cargo xtask build $(VARIANT)
	cargo xtask man $(SHARE)

ifneq ($(shell sh -c 'command -v cargo'),)
XTASK = cargo xtask
SOURCE = --variant $(VARIANT)
else
# Under `sudo`, cargo is often not in PATH. Install the tree that an earlier `make` built.
XTASK = target/debug/xtask
SOURCE = --tree target/corelink/$(VARIANT)
endif

# Without cargo, what an earlier `make` wrote is installed.
install:
	$(if $(filter cargo,$(XTASK)),$(XTASK) man $(SHARE))
	$(XTASK) install $(SOURCE) --share $(SHARE) $(LOCATION) $(SELECTION)

uninstall:
	$(XTASK) uninstall $(LOCATION)

# Debian packages, or an archive with FORMAT=tar.
FORMAT = deb
package:
	cargo xtask package --format $(FORMAT) --variant $(VARIANT) $(SELECTION)

test:
	cargo xtask test

compare:
	cargo xtask compare

clean:
	cargo clean

.PHONY: all install uninstall package test compare clean
