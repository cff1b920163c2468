/* zip_format.h - the constants of the zip format */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_ZIP_FORMAT_H
#define BAGTAG_IO_ZIP_FORMAT_H

#include <stdint.h>

/* The signature of each record, its length without the variable parts, and the placeholder for "in the zip64
 * record". */
#define ZIP_LOCAL UINT32_C(0x04034b50)
#define ZIP_CENTRAL UINT32_C(0x02014b50)
#define ZIP_END UINT32_C(0x06054b50)
#define ZIP_END64 UINT32_C(0x06064b50)
#define ZIP_LOCATOR64 UINT32_C(0x07064b50)
enum {
    ZIP_LOCAL_BYTES = 30,
    ZIP_CENTRAL_BYTES = 46,
    ZIP_END_BYTES = 22,
    ZIP_END64_BYTES = 56,
    ZIP_LOCATOR64_BYTES = 20,
    ZIP_EXTRA_64 = 0x0001,
    ZIP_EXTRA_ALIGNMENT = 0xd935, /* as Android's zipalign writes it: the alignment, and zeros */
    ZIP_DESCRIPTOR = 1 << 3,      /* flags: sizes come after the bytes */
    ZIP_ENCRYPTED = 1 << 0
};
#define ZIP_IN_ZIP64 UINT32_C(0xffffffff)

#endif
