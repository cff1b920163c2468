/* input.c - the bytes of a file or of standard input, decompressed if they are gzip or zstd */
/* SPDX-License-Identifier: MIT */
#include "io/input.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "io/content.h"
#include "io/decompress.h"

#define COMPRESSED_BYTES ((size_t)256 << 10)
#define AHEAD_BYTES 4096

/* Bytes go from the descriptor to `held` (the first ones, checked for a magic number; then, if the stream is
 * compressed, each piece of it) and through the decompressor, if any, to the caller. A plain stream is read straight
 * into the caller's memory once the held bytes are used up. */
struct input {
    int descriptor;
    bool is_own;        /* opened here, so closed here: not standard input */
    bool is_regular;    /* a regular file: reads never block */
    bool has_ended;     /* read has returned 0 */
    char *name;         /* owned */
    const char *format; /* for messages, as given to input_open */
    uint64_t total_bytes;
    uint64_t read_bytes;

    char *held; /* [held_capacity]; held[held_first .. held_first + n_held) is still unread */
    size_t held_capacity;
    size_t held_first;
    size_t n_held;

    struct content content;
    struct decompressor *decompressor; /* NULL for a plain stream */
    bool is_text_checked;              /* it has been checked to be text, or need not be */
    char *ahead;                       /* [AHEAD_BYTES]: decompressed by input_is_ready, for the next input_read */
    size_t ahead_first;
    size_t n_ahead;
    enum bagtag_status late_status; /* a failure, kept until the bytes before it have been returned */
    struct bagtag_error late_error;
};

/* Reads at most CAPACITY bytes; retries after a signal or if a non-blocking descriptor has none yet. Remembers the end
 * of the input, as a terminal can be read past it. */
static enum bagtag_status read_some(struct input *input, char *bytes, size_t capacity, size_t *n_read,
                                    struct bagtag_error *error)
{
    *n_read = 0;
    while (!input->has_ended) {
        ssize_t n = read(input->descriptor, bytes, capacity);
        if (n > 0) {
            *n_read = (size_t)n;
            input->read_bytes += (uint64_t)n;
            return BAGTAG_OK;
        }
        if (n == 0) {
            input->has_ended = true;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            struct pollfd waiting = {.fd = input->descriptor, .events = POLLIN};
            (void)poll(&waiting, 1, -1);
        } else if (errno != EINTR) {
            return error_errno(error, errno, "%s: cannot read", input->name);
        }
    }
    return BAGTAG_OK;
}

/* Whether read would return at once. */
static bool descriptor_is_ready(const struct input *input)
{
    if (input->is_regular || input->has_ended)
        return true;
    struct pollfd waiting = {.fd = input->descriptor, .events = POLLIN};
    return poll(&waiting, 1, 0) != 0; /* on failure let read say what is wrong */
}

/* Opens the file and checks that it is not a directory. */
static enum bagtag_status open_descriptor(struct input *input, const char *path, struct bagtag_error *error)
{
    if (strcmp(path, "-") == 0) {
        input->descriptor = STDIN_FILENO;
    } else {
        do
            input->descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        while (input->descriptor < 0 && errno == EINTR); /* a FIFO waits here for its writer */
        if (input->descriptor < 0)
            return error_errno(error, errno, "%s", input->name);
        input->is_own = true;
    }
    struct stat about;
    if (fstat(input->descriptor, &about) != 0)
        return error_errno(error, errno, "%s", input->name);
    if (S_ISDIR(about.st_mode))
        return error_set(error, BAGTAG_SYSTEM, "%s: is a directory", input->name);
    input->is_regular = S_ISREG(about.st_mode);
    if (input->is_regular) {
        input->total_bytes = (uint64_t)about.st_size;
        (void)posix_fadvise(input->descriptor, 0, 0, POSIX_FADV_SEQUENTIAL); /* only a hint */
    }
    return BAGTAG_OK;
}

/* Appends the command that converts CONTENT to text, reading the file, standard input or a pipe. */
static void put_command(struct buffer *out, const struct input *input, const struct content *content, bool is_piped)
{
    buffer_text(out, content->command);
    if (input->is_own && !is_piped) {
        buffer_char(out, ' ');
        buffer_shell_word(out, input->name);
    } else if (*content->end != '\0') {
        buffer_text(out, " -");
    }
    buffer_text(out, content->end);
}

/* Reports that the stream, decompressed if possible, is CONTENT, and how to convert it to text. */
static enum bagtag_status refuse(const struct input *input, const struct content *content, struct bagtag_error *error)
{
    bool is_inside = input->decompressor != NULL;
    const char *within = is_inside ? " in " : "", *outer = is_inside ? input->content.name : "";
    struct buffer way = {0};
    if (content->command != NULL) {
        buffer_text(&way, ": ");
        if (is_inside)
            put_command(&way, input, &input->content, false);
        if (is_inside)
            buffer_text(&way, " | ");
        put_command(&way, input, content, is_inside);
        buffer_text(&way, " | bagtag ...");
        if (input->format != NULL)
            buffer_format(&way, " --format %s", input->format);
    }
    buffer_char(&way, '\0');
    enum bagtag_status status = way.failed
                                    ? error_memory(error)
                                    : error_set(error, BAGTAG_INPUT, "%s: expected UTF-8 text; found %s%s%s; %s%s",
                                                input->name, content->name, within, outer, content->advice, way.bytes);
    buffer_clear(&way);
    return status;
}

/* Reads more of a compressed stream if that does not wait, so that its first bytes decompress to enough to see what is
 * inside. */
static enum bagtag_status fill_held(struct input *input, struct bagtag_error *error)
{
    size_t n_read = 0;
    enum bagtag_status status =
        descriptor_is_ready(input)
            ? read_some(input, input->held + input->n_held, input->held_capacity - input->n_held, &n_read, error)
            : BAGTAG_OK;
    input->n_held += n_read;
    return status;
}

/* Reads until the kind of the stream is clear. One read is usually enough; a pipe is read further only while its bytes
 * could still become a magic number, so that a short first line is never held back. */
static enum bagtag_status detect(struct input *input, struct bagtag_error *error)
{
    while (!content_detect(input->held, input->n_held, input->has_ended, &input->content)) {
        size_t n_read;
        enum bagtag_status status =
            read_some(input, input->held + input->n_held, CONTENT_BYTES - input->n_held, &n_read, error);
        if (status != BAGTAG_OK)
            return status;
        input->n_held += n_read;
    }
    if (input->content.kind == CONTENT_REFUSED && !input->is_text_checked)
        return refuse(input, &input->content, error);
    if (input->content.kind == CONTENT_REFUSED || input->content.kind == CONTENT_TEXT)
        return BAGTAG_OK;
    input->ahead = mem_array(AHEAD_BYTES, 1);
    if (input->ahead == NULL || mem_reserve(&input->held, &input->held_capacity, COMPRESSED_BYTES, 1) != 0)
        return error_memory(error);
    enum bagtag_status status = fill_held(input, error);
    if (status != BAGTAG_OK)
        return status;
    return decompressor_open(&input->decompressor, input->content.kind, input->name, error);
}

enum wanted { TEXT, BYTES };

static enum bagtag_status open_for(struct input **out, const char *path, enum wanted wanted, const char *format,
                                   struct bagtag_error *error)
{
    struct input *input = mem_zeroed(1, sizeof *input);
    if (input == NULL)
        return error_memory(error);
    input->descriptor = -1;
    input->is_text_checked = wanted == BYTES;
    input->format = format;
    input->name = strdup(input_name_of(path));
    input->held_capacity = CONTENT_BYTES;
    input->held = mem_array(input->held_capacity, 1);
    enum bagtag_status status = BAGTAG_OK;
    if (input->name == NULL || input->held == NULL)
        status = error_memory(error);
    if (status == BAGTAG_OK)
        status = open_descriptor(input, path, error);
    if (status == BAGTAG_OK)
        status = detect(input, error);
    if (status != BAGTAG_OK) {
        input_close(input);
        return status;
    }
    *out = input;
    return BAGTAG_OK;
}

enum bagtag_status input_open(struct input **out, const char *path, const char *format, struct bagtag_error *error)
{
    return open_for(out, path, TEXT, format, error);
}

enum bagtag_status input_open_bytes(struct input **out, const char *path, struct bagtag_error *error)
{
    return open_for(out, path, BYTES, NULL, error);
}

void input_close(struct input *input)
{
    if (input == NULL)
        return;
    decompressor_close(input->decompressor);
    if (input->is_own)
        close(input->descriptor);
    free(input->ahead);
    free(input->held);
    free(input->name);
    free(input);
}

/* Takes up to CAPACITY of the N bytes at BYTES + *FIRST. */
static size_t take(const char *bytes, size_t *first, size_t *n, char *out, size_t capacity)
{
    size_t n_taken = *n < capacity ? *n : capacity;
    memcpy(out, bytes + *first, n_taken);
    *first += n_taken;
    *n -= n_taken;
    return n_taken;
}

/* Decompresses the held bytes. */
static enum bagtag_status decompress_held(struct input *input, char *bytes, size_t capacity, size_t *n_out,
                                          struct bagtag_error *error)
{
    const char *in = input->held + input->held_first;
    enum bagtag_status status =
        decompressor_run(input->decompressor, &in, &input->n_held, bytes, capacity, n_out, error);
    input->held_first = (size_t)(in - input->held);
    return status;
}

/* Reads the next piece of the compressed stream into `held`, which must be used up. */
static enum bagtag_status refill(struct input *input, struct bagtag_error *error)
{
    assert(input->n_held == 0);
    input->held_first = 0;
    return read_some(input, input->held, input->held_capacity, &input->n_held, error);
}

/* Checks that the first decompressed bytes are text. */
static enum bagtag_status look_inside(struct input *input, const char *bytes, size_t len, struct bagtag_error *error)
{
    struct content content;
    if (input->is_text_checked || len == 0)
        return BAGTAG_OK;
    input->is_text_checked = true;
    (void)content_detect(bytes, len, false, &content);
    return content.kind == CONTENT_TEXT ? BAGTAG_OK : refuse(input, &content, error);
}

enum patience { WAIT, DO_NOT_WAIT };

/* Decompresses until there is output (*N_OUT > 0), the end is reached or, with DO_NOT_WAIT, the descriptor would block
 * (*HAS_PAUSED). A failure may also come with the output from before it. */
static enum bagtag_status decompress_some(struct input *input, enum patience patience, char *bytes, size_t capacity,
                                          size_t *n_out, bool *has_paused, struct bagtag_error *error)
{
    *has_paused = false;
    for (;;) {
        enum bagtag_status status = decompress_held(input, bytes, capacity, n_out, error);
        struct bagtag_error refusal;
        enum bagtag_status looked = look_inside(input, bytes, *n_out, &refusal);
        if (looked != BAGTAG_OK) {
            *n_out = 0;
            return error_forward(error, looked, &refusal);
        }
        if (status != BAGTAG_OK || *n_out > 0)
            return status;
        if (input->has_ended)
            return decompressor_finish(input->decompressor, error);
        if (patience == DO_NOT_WAIT && !descriptor_is_ready(input)) {
            *has_paused = true;
            return BAGTAG_OK;
        }
        status = refill(input, error);
        if (status != BAGTAG_OK)
            return status;
    }
}

enum bagtag_status input_read(struct input *input, char *bytes, size_t capacity, size_t *n_read,
                              struct bagtag_error *error)
{
    assert(capacity > 0);
    *n_read = 0;
    if (input->n_ahead > 0) {
        *n_read = take(input->ahead, &input->ahead_first, &input->n_ahead, bytes, capacity);
        return BAGTAG_OK;
    }
    if (input->late_status != BAGTAG_OK)
        return error_forward(error, input->late_status, &input->late_error);
    if (input->decompressor != NULL) {
        bool has_paused;
        enum bagtag_status status =
            decompress_some(input, WAIT, bytes, capacity, n_read, &has_paused, &input->late_error);
        if (status == BAGTAG_OK || *n_read == 0)
            return status == BAGTAG_OK ? BAGTAG_OK : error_forward(error, status, &input->late_error);
        input->late_status = status;
        return BAGTAG_OK;
    }
    if (input->n_held > 0) {
        *n_read = take(input->held, &input->held_first, &input->n_held, bytes, capacity);
        return BAGTAG_OK;
    }
    return read_some(input, bytes, capacity, n_read, error);
}

/* Having compressed bytes does not mean that they decompress to anything: to find out, a little is decompressed and
 * kept for the next input_read, and so is an error met on the way. */
bool input_is_ready(struct input *input)
{
    if (input->n_ahead > 0 || input->late_status != BAGTAG_OK)
        return true;
    if (input->decompressor == NULL)
        return input->n_held > 0 || descriptor_is_ready(input);
    bool has_paused;
    input->ahead_first = 0;
    input->late_status = decompress_some(input, DO_NOT_WAIT, input->ahead, AHEAD_BYTES, &input->n_ahead, &has_paused,
                                         &input->late_error);
    return !has_paused;
}

bool input_is_standard(const char *const *files, size_t n_files)
{
    for (size_t i = 0; i < n_files; i++)
        if (strcmp(files[i], "-") == 0)
            return true;
    return n_files == 0;
}

enum bagtag_status input_check_rereadable(const char *path, struct bagtag_error *error)
{
    struct stat about;
    bool is_standard = strcmp(path, "-") == 0;
    if (!is_standard && (stat(path, &about) != 0 || S_ISREG(about.st_mode) || S_ISDIR(about.st_mode)))
        return BAGTAG_OK;
    return error_set(
        error, BAGTAG_ARGUMENT, "%s: expected the name of a regular file, as it is read more than once; found %s",
        is_standard ? path : error_file_name(path), is_standard ? input_name_of(path) : "a pipe or device");
}

const char *input_name_of(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : error_file_name(path);
}

const char *input_name(const struct input *input)
{
    return input->name;
}

bool input_is_regular(const struct input *input)
{
    return input->is_regular;
}

uint64_t input_total_bytes(const struct input *input)
{
    return input->total_bytes;
}

uint64_t input_read_bytes(const struct input *input)
{
    return input->read_bytes;
}
