#!/bin/sh
# The role under which the service works: it owns nothing, so that it cannot alter the audit trail. PostgreSQL runs this once, when it makes
# its data directory; a database from before gets the role, once SERVICE_PASSWORD stands in postgres.env, by
#   docker compose -f .deploy/compose.yaml exec postgres sh /docker-entrypoint-initdb.d/service-role.sh
set -eu
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv password SERVICE_PASSWORD
CREATE ROLE registry_service LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
SQL
