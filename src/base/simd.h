/* simd.h - SIMD Everywhere: portable vector instructions */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_SIMD_H
#define BAGTAG_BASE_SIMD_H

/* The only place that includes SIMDe (needed at build time only). SIMDe uses native instructions as far as the
 * compiler's target flags allow, so each file that includes this gets what its own flags permit. Headers for wider
 * registers than that are left out: they are 60,000 lines, which every compiler and checker would have to read each
 * time. */
#if !__has_include(<simde/x86/avx2.h>)
#error "SIMDe is missing: run `make deps` (Debian: libsimde-dev)"
#endif
#if defined(__AVX512F__)
#include <simde/x86/avx512.h>
#endif
#if defined(__AVX2__)
#include <simde/x86/avx2.h>
#endif
#include <simde/x86/sse4.1.h>

#endif
