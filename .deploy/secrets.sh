#!/bin/sh
# Writes postgres.env, meilisearch.env and registry.env beside this file, each with what that one service must know.
# Usage: .deploy/secrets.sh https://the-address-people-type
# Meilisearch derives a key from its master key and the key's uid, so all keys are known before it has started.
set -eu
umask 077
base_url=${1:?say the address people type, such as https://registry.example.gov.cn}
cd "$(dirname "$0")"

for file in postgres.env meilisearch.env registry.env; do
  if [ -e "$file" ]; then
    echo "$file exists already: it is kept, nothing was written" >&2
    exit 1
  fi
done

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
uid() { random | sed 's/^\(........\)\(....\).\(...\).\(...\)\(............\).*/\1-\2-4\3-a\4-\5/'; }
derive() { printf %s "$1" | openssl dgst -sha256 -hmac "$master" | sed 's/.* //'; }

password=$(random)
service=$(random)
master=$(random)
search=$(uid)
admin=$(uid)
search_key=$(derive "$search")
admin_key=$(derive "$admin")

printf 'POSTGRES_PASSWORD=%s\nSERVICE_PASSWORD=%s\n' "$password" "$service" > postgres.env
printf 'MEILI_MASTER_KEY=%s\nSEARCH_UID=%s\nADMIN_UID=%s\n' "$master" "$search" "$admin" > meilisearch.env
auth=$(random)
sealing=$(openssl rand -base64 32)
printf 'AUTH_SECRET=%s\nSEALING_KEYS=k1:%s\n' "$auth" "$sealing" > registry.env
# The container's own network is the proxy's way in.
printf 'BASE_URL=%s\nTRUST_PROXY=loopback,uniquelocal\nDATABASE_URL=postgresql://registry_service:%s@postgres:5432/registry\nDATABASE_OWNER_URL=postgresql://registry:%s@postgres:5432/registry\nMEILI_SEARCH_KEY=%s\nMEILI_ADMIN_KEY=%s\n' "$base_url" "$service" "$password" "$search_key" "$admin_key" >> registry.env
echo 'Written: postgres.env, meilisearch.env, registry.env. Keep a copy where the backups are kept.'
