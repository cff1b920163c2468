/* kernel_base.c - the kernels in 128-bit registers: SSE2, NEON or plain C, as the compiler's defaults allow */
/* SPDX-License-Identifier: MIT */
#define LINE_BITS 128
#define KERNEL_NAME "base"
#define KERNEL_TABLE kernel_base
#define ROW_KERNEL_TABLE row_kernel_base
#include "math/kernel_impl.h"
#include "math/row_kernel_impl.h"
