#!/usr/bin/env bash
# Starts what CKAN needs and what is not running yet: PostgreSQL, Redis, Solr. Each is private to this clone: its own
# data, its own port on the loopback address. One that the environment already names (CKAN_SQLALCHEMY_URL,
# CKAN_REDIS_URL, CKAN_SOLR_URL) is left to its owner. `services.sh quiet` doesn't say where they answer.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$ROOT/dev/postgres.sh"

quiet=${1:-}
ready() { [ -n "$quiet" ] || say "$1 on port $2"; }

start_postgres() {
  local data
  if ! daemon_alive postgres; then
    data=$(postgres_folder)
    if [ ! -f "$data/PG_VERSION" ]; then
      run_logged "creating the PostgreSQL cluster" initdb "${as_postgres[@]}" "$POSTGRES_BIN/initdb" --pgdata="$data" \
        --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync
    fi
    # A development cluster may be lost with the machine's power: speed instead.
    start_daemon postgres "${as_postgres[@]}" "$POSTGRES_BIN/postgres" -D "$data" -p "$POSTGRES_PORT" \
      -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c synchronous_commit=off \
      -c full_page_writes=off -c max_connections=200 -c jit=off
    wait_until 30 PostgreSQL postgres psql_admin -c 'SELECT 1'
  fi
  psql_admin -c "SELECT 1 FROM pg_roles WHERE rolname = 'ckan'" | grep -q . ||
    psql_admin -c 'CREATE ROLE ckan LOGIN CREATEDB'
  ready PostgreSQL "$POSTGRES_PORT"
}

start_redis() {
  if ! daemon_alive redis; then
    mkdir -p "$STATE/redis"
    start_daemon redis redis-server --port "$REDIS_PORT" --bind 127.0.0.1 --dir "$STATE/redis" \
      --save '' --appendonly no --databases 256
    wait_until 15 Redis redis redis-cli -h 127.0.0.1 -p "$REDIS_PORT" ping
  fi
  ready Redis "$REDIS_PORT"
}

start_solr() {
  local solr=$STATE/solr jars
  if ! daemon_alive solr; then
    jars=$solr/lib-$(cksum <"$ROOT/dev/solr/pom.xml" | cut -d' ' -f1)
    if [ ! -d "$jars" ]; then
      rm -rf "$solr"/lib-*
      run_logged "fetching Solr's jars" solr-jars mvn -B -ntp -f "$ROOT/dev/solr/pom.xml" \
        dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$jars.part"
      mv "$jars.part" "$jars"
    fi
    mkdir -p "$solr/home"
    cp "$ROOT/dev/solr/solr.xml" "$solr/home/"
    start_daemon solr java -Xmx512m -Dsolr.solr.home="$solr/home" -Dsolr.install.dir="$solr" \
      -Dsolr.log.dir="$LOGS" -Dorg.apache.logging.log4j.level=WARN -cp "$jars/*" \
      "$ROOT/dev/solr/SolrServer.java" "$SOLR_PORT"
    wait_until 60 Solr solr http_get "http://127.0.0.1:$SOLR_PORT/solr/admin/info/system"
  fi
  ready Solr "$SOLR_PORT"
}

exec 9>"$STATE/services.lock"
flock 9

# Ten ports of this clone's own, below those that the kernel gives to outgoing connections.
first=$((20000 + $(clone_number) % 1000 * 10))
starting=()
if [ -z "${CKAN_SQLALCHEMY_URL:-}" ]; then remember_port postgres $first 10; start_postgres & starting+=($!); fi
if [ -z "${CKAN_REDIS_URL:-}" ]; then remember_port redis $((first + 1)) 10; start_redis & starting+=($!); fi
if [ -z "${CKAN_SOLR_URL:-}" ]; then remember_port solr $((first + 2)) 10; start_solr & starting+=($!); fi

failed=0
for job in "${starting[@]}"; do wait "$job" || failed=1; done
exit "$failed"
