/* mapping.c - a file's bytes in memory, read only */
/* SPDX-License-Identifier: MIT */
#include "io/mapping.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_PADDING ((size_t)64)

enum bagtag_status mapping_open_folder(int *folder_fd, const char *path, struct bagtag_error *error)
{
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0 && errno == ENOTDIR)
        return error_set(error, BAGTAG_SYSTEM, "%s: expected a folder; found a file", path);
    if (descriptor < 0)
        return error_errno(error, errno, "%s", error_file_name(path));
    *folder_fd = descriptor;
    return BAGTAG_OK;
}

static size_t whole_pages(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (bytes + page - 1) / page * page;
}

/* Reserves zero pages for the file and the bytes after it, then maps the file over the first of them, so that the bytes
 * after it are readable even if the file fills its last page. Returns 0 or an errno number. */
static int map(struct mapping *mapping, int descriptor, size_t len)
{
    size_t reserved = whole_pages(len + READ_PADDING);
    unsigned char *bytes = mmap(NULL, reserved, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (bytes == MAP_FAILED)
        return errno;
    if (len > 0 && mmap(bytes, len, PROT_READ, MAP_PRIVATE | MAP_FIXED, descriptor, 0) == MAP_FAILED) {
        int failure = errno;
        munmap(bytes, reserved);
        return failure;
    }
    *mapping = (struct mapping){.bytes = bytes, .len = len, .reserved = reserved};
    return 0;
}

/* The name of a file in messages: PATH or PATH/NAME. */
struct shown {
    const char *path, *slash, *name;
};

static enum bagtag_status map_regular(struct mapping *mapping, int descriptor, struct shown shown,
                                      struct bagtag_error *error)
{
    struct stat about;
    if (fstat(descriptor, &about) != 0)
        return error_errno(error, errno, "%s%s%s", shown.path, shown.slash, shown.name);
    if (!S_ISREG(about.st_mode))
        return error_set(error, BAGTAG_INPUT, "%s%s%s: expected a regular file", shown.path, shown.slash, shown.name);
    if ((uintmax_t)about.st_size > PTRDIFF_MAX / 2)
        return error_set(error, BAGTAG_INPUT, "%s%s%s: too large for this machine", shown.path, shown.slash,
                         shown.name);
    int failure = map(mapping, descriptor, (size_t)about.st_size);
    if (failure == ENOMEM)
        return error_memory(error);
    if (failure != 0)
        return error_errno(error, failure, "%s%s%s: cannot be mapped into memory", shown.path, shown.slash, shown.name);
    mapping->device = about.st_dev;
    mapping->inode = about.st_ino;
    mapping->modified = about.st_mtim;
    return BAGTAG_OK;
}

static enum bagtag_status open_at(struct mapping *mapping, int folder_fd, const char *name, struct shown shown,
                                  struct bagtag_error *error)
{
    /* O_NONBLOCK: opening a FIFO of that name must not block; it makes no difference to a regular file. */
    int descriptor = openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return error_errno(error, errno, "%s%s%s", shown.path, shown.slash, shown.name);
    enum bagtag_status status = map_regular(mapping, descriptor, shown, error);
    close(descriptor);
    return status;
}

bool mapping_has_changed(const struct mapping *mapping, const char *path)
{
    struct stat about;
    if (mapping->reserved == 0 || stat(path, &about) != 0 || about.st_dev != mapping->device ||
        about.st_ino != mapping->inode)
        return false;
    return (uintmax_t)about.st_size != mapping->len || about.st_mtim.tv_sec != mapping->modified.tv_sec ||
           about.st_mtim.tv_nsec != mapping->modified.tv_nsec;
}

enum bagtag_status mapping_open(struct mapping *mapping, int folder_fd, const char *path, const char *name,
                                struct bagtag_error *error)
{
    return open_at(mapping, folder_fd, name, (struct shown){path, "/", name}, error);
}

enum bagtag_status mapping_open_file(struct mapping *mapping, const char *path, struct bagtag_error *error)
{
    return open_at(mapping, AT_FDCWD, path, (struct shown){error_file_name(path), "", ""}, error);
}

enum bagtag_status mapping_open_descriptor(struct mapping *mapping, int descriptor, const char *name,
                                           struct bagtag_error *error)
{
    return map_regular(mapping, descriptor, (struct shown){name, "", ""}, error);
}

void mapping_release(const struct mapping *mapping, const void *bytes, size_t len)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), first = (uintptr_t)bytes, base = (uintptr_t)mapping->bytes;
    if (mapping->reserved == 0 || first < base || len > mapping->len || first - base > mapping->len - len)
        return;
    first = first / page * page;
    (void)madvise((void *)first, (uintptr_t)bytes + len - first, MADV_DONTNEED); /* only advice */
}

void mapping_close(struct mapping *mapping)
{
    if (mapping->reserved > 0) {
        uintptr_t address = (uintptr_t)mapping->bytes; /* munmap takes a pointer to non-const */
        munmap((void *)address, mapping->reserved);
    }
    *mapping = (struct mapping){0};
}
