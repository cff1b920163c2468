/* simd.h - SIMD Everywhere: one spelling of vector instructions for every processor */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_SIMD_H
#define BAGTAG_BASE_SIMD_H

/* The only place that includes SIMDe (build-time only). SIMDe decides by the compiler's target flags what is
 * native, so a file that includes this uses just what its own flags allow. By the same flags this leaves out what the
 * file cannot use: the wider registers are 60,000 lines, which every compiler and checker would read again. */
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
