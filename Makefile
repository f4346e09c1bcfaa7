# Thin aliases of `cargo xtask`, for those whose fingers know make.
VARIANT = dynamic
PREFIX = /usr/local
DESTDIR =
PROGRAM_PREFIX =
UTILS =

LOCATION = --prefix '$(PREFIX)' $(if $(DESTDIR),--destdir '$(DESTDIR)')
SELECTION = $(if $(PROGRAM_PREFIX),--program-prefix '$(PROGRAM_PREFIX)') $(if $(UTILS),--utils '$(UTILS)')

all:
	cargo xtask build $(VARIANT)

ifneq ($(shell sh -c 'command -v cargo'),)
XTASK = cargo xtask
SOURCE = --variant $(VARIANT)
else
# After `sudo`, cargo is often out of reach: what `make` built before is installed as it is.
XTASK = target/debug/xtask
SOURCE = --tree target/corelink/$(VARIANT)
endif

install:
	$(XTASK) install $(SOURCE) $(LOCATION) $(SELECTION)

uninstall:
	$(XTASK) uninstall $(LOCATION)

test:
	cargo xtask test

compare:
	cargo xtask compare

clean:
	cargo clean

.PHONY: all install uninstall test compare clean
