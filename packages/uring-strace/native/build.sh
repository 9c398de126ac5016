# Builds uring_strace.node. Where clang or libbpf are missing the rest of the lab is built all the same, and `uringlab strace` says what is.
directory=${0%/*}
if ! command -v make >/dev/null || ! command -v g++ >/dev/null || ! sh "$directory/check-toolchain.sh" g++ clang; then
  echo 'uring-strace: built without its native part' >&2
  exit 0
fi
exec make -s -j"$(nproc)" -C "$directory"
