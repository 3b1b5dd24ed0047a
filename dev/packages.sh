#!/usr/bin/env bash
# Installs the Debian packages that are missing, when it may; else prints the line to run.
# What is needed is looked for, not the package: a JDK or a Python from elsewhere does as well.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

missing=()
need() { # need PACKAGE COMMAND...: the package is missing when the command fails
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}
has() { command -v "$1"; }
has_python_headers() {
  local python
  python=$(find_python) || return 1
  [ -f "$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h" ]
}
has_library() { PATH=$PATH:/sbin:/usr/sbin ldconfig -p | grep "$1"; }

need python3-venv find_python
need python3-dev has_python_headers
need gcc has gcc
need libc6-dev test -e /usr/include/stdio.h
need libpq-dev has pg_config
need libmagic1 has_library libmagic.so.1
need gettext has msgfmt
need chromium has chromium
if [ -z "${CKAN_SQLALCHEMY_URL:-}" ]; then need postgresql compgen -G '/usr/lib/postgresql/*/bin/initdb'; fi
if [ -z "${CKAN_REDIS_URL:-}" ]; then need redis-server has redis-server; fi
if [ -z "${CKAN_SOLR_URL:-}" ]; then
  need default-jdk-headless has javac
  need maven has mvn
fi
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  sudo -n true 2>/dev/null || die "Debian packages are missing. As root: apt-get install ${missing[*]}"
  as_root=(sudo -n)
fi

# Debian starts a server as soon as it is installed; ours run on their own ports, the machine's are not wanted.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
fi
say "Debian packages to install: ${missing[*]}"
run_logged "reading Debian's package lists" apt-update "${as_root[@]}" apt-get update
run_logged "installing ${#missing[@]} Debian packages" apt-install \
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
