/* simd.h - SIMD Everywhere: one spelling of vector instructions for every processor */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_SIMD_H
#define BAGTAG_BASE_SIMD_H

/* The only place that includes SIMDe (build-time only). SIMDe decides by the compiler's target flags what is
 * native, so a file that includes this uses just what its own flags allow. */
#if !__has_include(<simde/x86/avx2.h>)
#error "SIMDe is missing: run `make deps` (Debian: libsimde-dev)"
#endif
#include <simde/x86/avx2.h>
#include <simde/x86/avx512.h>

#endif
