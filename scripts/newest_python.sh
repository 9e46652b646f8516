#!/bin/sh
# Prints the newest Python that can make environments, if it is newer than the one given.
set -eu
version() { "$1" -c 'import ensurepip, venv, sys; print(sys.version_info[1])' 2>/dev/null || echo 0; }
given=$(version "$1")
for minor in 14 13 12; do
  for python in "python3.$minor" "${PYENV_ROOT:-$HOME/.pyenv}/versions/3.$minor".*/bin/python; do
    if [ "$minor" -gt "$given" ] && [ "$(version "$python")" = "$minor" ]; then
      echo "$python"
      exit 0
    fi
  done
done
echo "Skipped: no Python newer than 3.$given here" >&2
exit 1
