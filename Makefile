# Every target is a script of dev/; what each needs and does is said there.

CKAN ?= 2.12
export CKAN
export ODL_NAME

.DEFAULT_GOAL := help
.PHONY: help services demo test lint bench stop clean

help:
	@cat dev/help.txt

services:
	@bash dev/packages.sh
	@bash dev/services.sh

demo:
	@bash dev/run.sh demo bash dev/demo.sh

test:
	@bash dev/run.sh test python -m pytest --ckan-ini=test.ini $(ARGS)

lint:
	@bash dev/lint.sh

bench:
	@bash dev/run.sh bench python -m tests.bench $(ARGS)

stop:
	@bash dev/stop.sh

clean:
	@bash dev/stop.sh clean
