/* input.h - the bytes of a file or of standard input, decompressed if they are gzip or zstd */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_IO_INPUT_H
#define BAGTAG_IO_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct input;

/* Opens PATH for reading; "-" is standard input. gzip (RFC 1952, also several members) and zstd (also several frames)
 * are detected from their first bytes and decompressed. Other binary formats, UTF-16 and UTF-32 are refused with a
 * message that names them and the command that converts them to text (content.h). A directory or a missing or
 * unreadable file is BAGTAG_SYSTEM with a message that names it. FORMAT (borrowed) is the --format to advise for the
 * converted text, whose name no longer shows it; NULL: none. */
enum bagtag_status input_open(struct input **out, const char *path, const char *format, struct bagtag_error *error);

/* The same for a file that need not be text: nothing is refused. */
enum bagtag_status input_open_bytes(struct input **out, const char *path, struct bagtag_error *error);
void input_close(struct input *input); /* NULL is allowed */

/* Reads at most CAPACITY (> 0) bytes, and at least one unless the end is reached (*N_READ = 0). Returns as soon as any
 * bytes are available, so that a pipe is answered at once. A truncated or damaged gzip or zstd stream is BAGTAG_INPUT,
 * never a silent end, once everything that could be decompressed before it has been returned. */
enum bagtag_status input_read(struct input *input, char *bytes, size_t capacity, size_t *n_read,
                              struct bagtag_error *error);

/* Whether input_read would return at once (bytes are available, or the end is reached). */
bool input_is_ready(struct input *input);

/* Whether standard input is among FILES: as "-", or because there are none. */
bool input_is_standard(const char *const *files, size_t n_files);

/* BAGTAG_ARGUMENT if PATH can be read only once: standard input, a pipe, a device. A path that cannot be opened is left
 * to input_open. */
enum bagtag_status input_check_rereadable(const char *path, struct bagtag_error *error);

/* The name of PATH in messages: "standard input" for "-", otherwise that of error_file_name. */
const char *input_name_of(const char *path);

/* The name of INPUT in messages: the path, or "standard input". Borrowed until input_close. */
const char *input_name(const struct input *input);

/* Whether INPUT is a regular file, so that it ends. */
bool input_is_regular(const struct input *input);

/* The size of the underlying file (0 if unknown: a pipe), and the number of bytes read from it so far. */
uint64_t input_total_bytes(const struct input *input);
uint64_t input_read_bytes(const struct input *input);

#endif
