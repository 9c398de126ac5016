#pragma once
// CRC32C (Castagnoli, reflected polynomial 0x82f63b78, as in RFC 3720 appendix B.4), by the SSE 4.2
// and PCLMULQDQ instructions where the processor has them. Nothing else of the core needs more than baseline x86-64.

#include <cstddef>
#include <cstdint>

namespace uringlab {

bool crc32cInHardware();

uint32_t crc32cPortable(const uint8_t* data, size_t bytes);
uint32_t crc32c(const uint8_t* data, size_t bytes);

/** Checksums of the last 504 bytes of each of `count` consecutive 512-byte sectors. */
void sectorChecksums(const uint8_t* sectors, size_t count, uint32_t* checksums);

}  // namespace uringlab
