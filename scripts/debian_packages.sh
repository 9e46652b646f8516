#!/bin/sh
# Installs the Debian packages that are missing for one or more purposes: make, python, tests.
# Root gets them without a question; everybody else is told the one line to type.
set -eu

wanted() {
  case "$1" in
    make) command -v make >/dev/null || echo make ;;
    # A Python from elsewhere that can make environments needs no package of Debian's.
    python) "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv ;;
    tests)
      for package in git libatomic1 chromium poppler-utils libreoffice-writer-nogui libreoffice-calc-nogui fonts-dejavu-core; do
        dpkg -s "$package" 2>/dev/null | grep -q '^Status: install ok installed' || echo "$package"
      done
      ;;
  esac
}

command -v apt-get >/dev/null || exit 0
missing=$(for purpose in "$@"; do wanted "$purpose"; done)
[ -n "$missing" ] || exit 0
sudo=
if [ "$(id -u)" -ne 0 ]; then
  missing=$(echo $missing) # in one line
  if command -v sudo >/dev/null; then
    line="sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing"
  else
    line="su -c 'apt-get update && apt-get install -y --no-install-recommends $missing'"
  fi
  if [ -n "${CI:-}" ] && sudo -n true 2>/dev/null; then
    sudo=sudo
  elif [ "$*" = tests ]; then
    echo "Ohne diese Pakete werden Tests übersprungen / tests are skipped without: $line" >&2
    exit 0
  else
    echo "Bitte eintippen, dann noch einmal / please type this, then try again:
  $line" >&2
    exit 1
  fi
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
$sudo apt-get update >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
there=
for package in $missing; do
  if LC_ALL=C apt-cache policy "$package" | grep -q 'Candidate: [^(]'; then
    there="$there $package"
  else
    echo "Gibt es hier nicht als Paket / no package here: $package" >&2
  fi
done
echo "Pakete werden eingerichtet / installing:$there"
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $there >"$log" 2>&1 ||
  { cat "$log" >&2; exit 1; }
