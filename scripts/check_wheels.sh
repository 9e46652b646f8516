#!/bin/sh
# Says which locked package has no wheel for a Python and machine that the README promises (needs uv).
# Set-up must not need a compiler; the two without wheels are pure Python and serve the tests alone.
set -eu
for python in 3.11 3.12 3.13 3.14; do
  for machine in x86_64 aarch64; do
    uv pip compile requirements-dev.lock --no-deps --no-header --quiet \
      --only-binary :all: --no-binary odfpy --no-binary reuse \
      --python-version "$python" --python-platform "$machine-manylinux_2_28" >/dev/null
    echo "Wheels for Python $python on $machine: all there"
  done
done
