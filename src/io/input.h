/* input.h - the bytes of a file, of standard input, of a gzip or zstd stream */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_INPUT_H
#define BAGTAG_IO_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct input;

/* Opens PATH for reading; "-" is standard input. gzip (RFC 1952, several members too) and zstd (several frames
 * too) are recognised by their first bytes and decompressed; what is not text, and UTF-16 and UTF-32, is refused by
 * name with the command that makes text of it (content.h). A directory, a missing or unreadable file is BAGTAG_SYSTEM
 * with a sentence that names it. */
enum bagtag_status input_open(struct input **out, const char *path, struct bagtag_error *error);

/* The same for a file that need not be text: nothing is refused. */
enum bagtag_status input_open_bytes(struct input **out, const char *path, struct bagtag_error *error);
void input_close(struct input *input); /* NULL is allowed */

/* Reads at most CAPACITY (> 0) bytes, at least one unless the end is reached (*N_READ = 0). Returns as soon as
 * something is there, so a pipe is answered at once. A truncated or damaged gzip or zstd stream is
 * BAGTAG_INPUT, never a silent end, after all that came out of it before. */
enum bagtag_status input_read(struct input *input, char *bytes, size_t capacity, size_t *n_read,
                              struct bagtag_error *error);

/* Whether input_read would return at once (more bytes are at hand, or the end is). */
bool input_is_ready(struct input *input);

/* Whether standard input is among FILES: as "-", or because there are none. */
bool input_is_standard(const char *const *files, size_t n_files);

/* BAGTAG_ARGUMENT if PATH can be read only once: standard input, a pipe, a device. What cannot be opened is left to
 * input_open. */
enum bagtag_status input_check_again(const char *path, struct bagtag_error *error);

/* What messages call PATH: "standard input" for "-", else as error_file_name does. */
const char *input_name_of(const char *path);

/* What messages call it: the path, or "standard input". Borrowed until input_close. */
const char *input_name(const struct input *input);

/* Bytes of the underlying file in all (0 if unknown: a pipe), and how many of them were read so far. */
uint64_t input_total_bytes(const struct input *input);
uint64_t input_read_bytes(const struct input *input);

#endif
