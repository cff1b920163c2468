/* kernel_avx512.c - the kernels in 512-bit registers */
/* SPDX-License-Identifier: MIT */
#if !defined(__AVX512F__) || !defined(__AVX512BW__) || !defined(__AVX512DQ__) || !defined(__AVX512VL__)
#error "the Makefile compiles this file with -mavx512f -mavx512bw -mavx512dq -mavx512vl"
#endif

#define LINE_BITS 512
#define KERNEL_NAME "avx512"
#define KERNEL_TABLE kernel_avx512
#define ROW_KERNEL_TABLE row_kernel_avx512
#include "math/kernel_impl.h"
#include "math/row_kernel_impl.h"
