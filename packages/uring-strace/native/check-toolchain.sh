# Says what is missing before a compiler does. usage: check-toolchain.sh CXX CLANG
cxx=$1
clang=$2
missing=
for library in libbpf.so; do
  test -e "$($cxx -print-file-name=$library)" || missing="$missing $library"
done
echo '#include <bpf/libbpf.h>' | $cxx -fsyntax-only -x c++ - 2>/dev/null || missing="$missing bpf/libbpf.h"
$clang -print-targets 2>/dev/null | grep -q 'bpf ' || missing="$missing clang"
if [ -n "$missing" ]; then
  echo "uring-strace needs${missing}: apt-get install make g++ clang libbpf-dev" >&2
  exit 1
fi
case "$($cxx -dumpmachine)" in x86_64-*) ;; *) echo 'uring-strace is for x86-64 alone' >&2; exit 1;; esac
