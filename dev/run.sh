#!/usr/bin/env bash
# run.sh PURPOSE COMMAND...  runs a command with everything it needs: services, virtual environment, database, core.
#
#   PURPOSE   demo, test or bench: each has a database, a Solr core, a Redis database and a storage folder of its own,
#             per CKAN version. `test` starts empty at every run.
#   CKAN      2.12 (default) or 2.11
#   ODL_NAME  a word that gives this run its own database, site id, Redis database and storage, so that several
#             people can test at once on the same services
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$ROOT/dev/postgres.sh"
. "$ROOT/dev/solr.sh"

purpose=$1
shift
case $purpose in demo|test|bench) ;; *) die "purpose $purpose: demo, test or bench" ;; esac
name=${ODL_NAME:-}
[[ $name =~ ^[a-z0-9_]{0,30}$ ]] || die "ODL_NAME=$name: up to 30 of a-z, 0-9 and _"

short=${purpose}_${CKAN/./}
namespace=$short${name:+_$name}

# Two runs in one namespace would empty each other's database. The lock ends with this process.
exec 8>"$STATE/$namespace.lock"
if [ "$purpose" != demo ]; then
  flock -n 8 || die "another run is using $namespace: wait for it, or set ODL_NAME to a word of your own"
fi

bash "$ROOT/dev/packages.sh"
bash "$ROOT/dev/venv.sh" & making_venv=$!
bash "$ROOT/dev/services.sh" quiet || { wait; exit 1; }
wait "$making_venv"
load_ports

database=ckan_$namespace
if [ -z "${CKAN_SQLALCHEMY_URL:-}" ]; then
  if [ "$purpose" = test ]; then psql_admin -c "DROP DATABASE IF EXISTS $database WITH (FORCE)" 2>/dev/null; fi
  psql_admin -c "SELECT 1 FROM pg_database WHERE datname = '$database'" | grep -q . ||
    psql_admin -c "CREATE DATABASE $database OWNER ckan"
  CKAN_SQLALCHEMY_URL=postgresql://ckan@127.0.0.1:$POSTGRES_PORT/$database
fi
if [ "$purpose" = test ] && [[ $CKAN_SQLALCHEMY_URL != *options=* ]]; then
  # CKAN's clean-up between tests deletes from append-only tables too. No % in it: alembic would interpolate.
  [[ $CKAN_SQLALCHEMY_URL == *\?* ]] && separator='&' || separator='?'
  CKAN_SQLALCHEMY_URL+="${separator}options=-c+opendatalab.maintenance=on"
fi

if [ -z "${CKAN_REDIS_URL:-}" ]; then
  # A line number in this file is a Redis database: short, stable, and never shared by accident.
  numbers=$STATE/redis/databases
  exec 9>"$STATE/services.lock"
  flock 9
  grep -qx "$namespace" "$numbers" 2>/dev/null || say "$namespace" >>"$numbers"
  exec 9>&-
  number=$(grep -nx "$namespace" "$numbers" | cut -d: -f1)
  CKAN_REDIS_URL=redis://127.0.0.1:$REDIS_PORT/$number
  if [ "$purpose" = test ]; then redis-cli -h 127.0.0.1 -p "$REDIS_PORT" -n "$number" flushdb >/dev/null; fi
fi

if [ -z "${CKAN_SOLR_URL:-}" ]; then
  exec 9>"$STATE/services.lock"
  flock 9
  ensure_core "ckan_$short"
  exec 9>&-
  CKAN_SOLR_URL=http://127.0.0.1:$SOLR_PORT/solr/ckan_$short
fi

CKAN_SITE_ID=opendatalab_$namespace
CKAN_STORAGE_PATH=$STATE/storage/$namespace
if [ "$purpose" = test ]; then rm -rf "$CKAN_STORAGE_PATH"; fi
mkdir -p "$CKAN_STORAGE_PATH"

CKAN_INI=$ROOT/test.ini
if [ "$purpose" = demo ]; then CKAN_INI=$STATE/demo-$CKAN${name:+-$name}.ini; fi

export CKAN_SQLALCHEMY_URL CKAN_REDIS_URL CKAN_SOLR_URL CKAN_SITE_ID CKAN_STORAGE_PATH CKAN_INI
export VIRTUAL_ENV=$VENV PATH=$VENV/bin:$PATH
cd "$ROOT"
exec "$@"
