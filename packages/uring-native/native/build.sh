# Builds uring_native.node and uring-agent. The rest of what it takes is checked by the Makefile.
if ! command -v make >/dev/null; then
  echo 'uring-native needs make, g++ and liburing with its static library: apt-get install make g++ liburing-dev' >&2
  exit 1
fi
exec make -s -j"$(nproc)" -C "${0%/*}"
