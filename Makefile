# Lianlu. `make run` and `make test` work on a fresh Debian 12 with the Swift toolchain, git, make, python3 and pip.
SHELL := /bin/bash
SWIFT_FLAGS := --explicit-target-dependency-import-check error

.PHONY: run build test check bench drill format setup setup-test console clean-data

## Start Lianlu with sample data on embedded stores; prints the address and a one-time login.
run: build
	.build/release/lianlu demo --data-dir $(or $(DATA),data/demo) --port $(or $(PORT),8170)

## Install what is missing and make .build/release/lianlu.
build: setup console
	swift build -c release --product lianlu $(SWIFT_FLAGS)

setup:
	scripts/setup.sh build

setup-test:
	scripts/setup.sh test

console: setup
	scripts/console.sh

## Run all tests: Swift (one debug build), then end to end in Python with real SDKs and a real Chromium. Prints totals and the ten slowest.
test: setup-test console
	scripts/test.sh

## What CI refuses without running anything: formatting, catalogues, room borders.
check: setup
	scripts/check-format.sh
	python3 Sources/Web/Console/i18n/check.py

format:
	swift format --in-place --recursive Sources Tests Package.swift

## Measure; figures go into docs/performance.md by hand with machine and date.
bench: build
	scripts/bench.sh

## Kill the server at fault points and at random moments under load; prints the counts. ENGINE=sqlite|postgres ROUNDS=50
drill: setup-test
	scripts/drill.sh
