#!/bin/sh
# Writes wheel, source archive and their hashes into dist/; the same commit gives the same bytes.
# Called by `make release` with the Python that has setuptools and pip.
set -eu
umask 022
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
rm -rf dist
"$1" -c "import setuptools.build_meta as backend; backend.build_sdist('dist')" >/dev/null
cd dist
archive=$(ls -- *.tar.gz)
folder=${archive%.tar.gz}
tar -xzf "$archive"
tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --mode=u=rwX,go=rX --owner=0 --group=0 --numeric-owner \
  -c "$folder" | gzip -9n >"$archive"
rm -r "$folder"
"$1" -m pip --disable-pip-version-check wheel --quiet --no-deps --no-build-isolation -w . "$archive"
sha256sum -- *.whl *.tar.gz | tee SHA256SUMS
