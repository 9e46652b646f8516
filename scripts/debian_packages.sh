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
      for package in chromium poppler-utils libreoffice-writer-nogui libreoffice-calc-nogui fonts-dejavu-core; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || echo "$package"
      done
      ;;
  esac
}

command -v apt-get >/dev/null || exit 0
missing=$(for purpose in "$@"; do wanted "$purpose"; done | xargs)
[ -n "$missing" ] || exit 0
update="apt-get update"
install="apt-get install -y --no-install-recommends $missing"
if [ "$(id -u)" -eq 0 ]; then
  sudo=
elif [ -n "${CI:-}" ] && sudo -n true 2>/dev/null; then
  sudo=sudo
elif command -v sudo >/dev/null; then
  line="sudo $update && sudo $install"
else
  line="su -c '$update && $install'"
fi
if [ -z "${line:-}" ]; then
  echo "Debian-Pakete werden installiert / installing: $missing"
  log=$(mktemp)
  { $sudo $update && $sudo env DEBIAN_FRONTEND=noninteractive $install; } >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
  rm "$log"
elif [ "$*" = tests ]; then
  echo "Ohne diese Pakete werden Tests übersprungen / tests are skipped without: $line" >&2
else
  echo "Bitte eintippen, dann noch einmal / please type this, then try again:
  $line" >&2
  exit 1
fi
