/* bagtag_pack.h - models as one file, or in memory */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_PACK_H
#define BAGTAG_PACK_H

#include <bagtag.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A packed model is a zip archive of the files of a model, which are stored uncompressed at multiples of 64 bytes.
 * bagtag_model_open opens it like a folder: mapped, not read. The same model gives the same bytes. */

/* Writes the model at PATH, a folder or a packed one, to the file PACKED, atomically. Every byte is checked as by
 * bagtag_model_verify. A packed model at PACKED is replaced; anything else there is refused. */
BAGTAG_API enum bagtag_status bagtag_model_pack(const char *path, const char *packed, struct bagtag_error *error);

/* Opens the packed model BYTES[0..len), which is used in place: it must outlive the model and not change. Nothing is
 * copied if BYTES are aligned to 8 bytes. Error sentences call it "memory". */
BAGTAG_API enum bagtag_status bagtag_model_open_memory(const void *bytes, size_t len, struct bagtag_model **out,
                                                       struct bagtag_error *error);

#ifdef __cplusplus
}
#endif

#endif
