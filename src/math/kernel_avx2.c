/* kernel_avx2.c - the kernels in 256-bit registers */
/* SPDX-License-Identifier: MIT */
#if !defined(__AVX2__)
#error "the Makefile compiles this file with -mavx2"
#endif

#define LINE_BITS 256
#define KERNEL_NAME "avx2"
#define KERNEL_TABLE kernel_avx2
#define ROW_KERNEL_TABLE row_kernel_avx2
#include "math/kernel_impl.h"
#include "math/row_kernel_impl.h"
