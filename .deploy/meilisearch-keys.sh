#!/bin/sh
# Tells Meilisearch which two keys the registry has: one may search the library, one may write. May run again.
set -eu

make_key() {
  status=$(curl --silent --show-error --output /dev/null --write-out '%{http_code}' --max-time 10 \
    --header 'Content-Type: application/json' --header @- \
    --data "{\"uid\":\"$1\",\"name\":\"$2\",\"actions\":$3,\"indexes\":$4,\"expiresAt\":null}" "$MEILI_URL/keys" <<HEADER
Authorization: Bearer $MEILI_MASTER_KEY
HEADER
  )
  case $status in
    201 | 409) ;; # made, or there already
    *) echo "Meilisearch answered $status when the key \"$2\" was made" >&2 && exit 1 ;;
  esac
}

make_key "$SEARCH_UID" 'registry, search' '["search"]' '["library*"]'
# Not for the library's indexes alone: a task that swaps or cancels belongs to no index, and has to be waited for.
make_key "$ADMIN_UID" 'registry, write' '["search","documents.*","indexes.*","settings.*","tasks.*","stats.get"]' '["*"]'
