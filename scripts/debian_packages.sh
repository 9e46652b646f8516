#!/usr/bin/env bash
# Installs the Debian packages that are missing for a purpose: `python` (to run) or `tests`.
set -euo pipefail
case "${1:?purpose: python or tests}" in
  python) wanted=(python3-venv) ;;
  tests) wanted=(chromium poppler-utils libreoffice-writer-nogui libreoffice-calc-nogui fonts-dejavu-core) ;;
esac
command -v dpkg-query >/dev/null || exit 0
missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
# A Python from elsewhere that can already make environments needs no python3-venv.
if [[ $1 == python ]] && "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null; then missing=(); fi
[[ ${#missing[@]} -eq 0 ]] && exit 0
if [[ $(id -u) -eq 0 ]]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
elif [[ $1 == python ]]; then
  echo "Es fehlen Debian-Pakete. Bitte einmal ausführen: sudo apt-get install ${missing[*]}" >&2
  exit 1
else
  echo "Ohne diese Pakete werden einige Tests übersprungen: sudo apt-get install ${missing[*]}" >&2
fi
