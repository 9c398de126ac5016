#include "program-images.hpp"

// The Makefile gives the paths. libbpf wants the ELF file aligned.
__asm__(
    ".section .rodata\n"
    ".balign 8\n"
    "uringlab_direct_begin: .incbin \"" DIRECT_OBJECT "\"\n"
    "uringlab_direct_end:\n"
    ".balign 8\n"
    "uringlab_helper_begin: .incbin \"" HELPER_OBJECT "\"\n"
    "uringlab_helper_end:\n"
    ".previous\n");

extern "C" {
extern const uint8_t uringlab_direct_begin[], uringlab_direct_end[], uringlab_helper_begin[], uringlab_helper_end[];
}

namespace uringlab {

std::span<const uint8_t> directImage() { return {uringlab_direct_begin, uringlab_direct_end}; }
std::span<const uint8_t> helperImage() { return {uringlab_helper_begin, uringlab_helper_end}; }

}  // namespace uringlab
