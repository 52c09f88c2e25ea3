#!/bin/sh
# Makes what compose.yaml needs and is not there yet: secrets, and a certificate that signs itself. What is there stays.
# Usage: prepare.sh FOLDER, with ISSUER in the environment
set -eu
umask 077

folder=$1
host=${ISSUER#https://}
host=${host%%/*}
host=${host%%:*}

# The user of the image, see Dockerfile.
user=10001

mkdir -p "$folder/gatehouse" "$folder/postgres" "$folder/tls"

if [ ! -e "$folder/postgres/password" ]; then
  openssl rand -hex 32 > "$folder/postgres/password"
fi
if [ ! -e "$folder/gatehouse/database-url" ]; then
  password=$(cat "$folder/postgres/password")
  echo "postgres://gatehouse:$password@postgres:5432/gatehouse" > "$folder/gatehouse/database-url"
fi
if [ ! -e "$folder/gatehouse/encryption-secret" ]; then
  openssl rand -base64 32 > "$folder/gatehouse/encryption-secret"
fi
if [ ! -e "$folder/tls/key.pem" ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 \
    -keyout "$folder/tls/key.pem" -out "$folder/tls/certificate.pem" \
    -subj "/CN=$host" -addext "subjectAltName=DNS:$host" 2> /dev/null
fi

# Each is read by its own service only: by this user, or by root before it becomes another one.
chown -R "$user:$user" "$folder/gatehouse"
chmod 500 "$folder/gatehouse"
chmod 400 "$folder"/gatehouse/* "$folder"/postgres/* "$folder"/tls/*
