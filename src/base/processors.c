/* processors.c - how many processors this process may keep busy */
/* SPDX-License-Identifier: MIT */
#include "base/processors.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The number of processors in this thread's affinity mask; 1 if it cannot be read. If the machine has more processors
 * than the mask has bits (EINVAL), a larger mask is tried. */
static int affinity(void)
{
    for (int n_bits = 1024; n_bits <= 1 << 20; n_bits *= 4) {
        cpu_set_t *mask = CPU_ALLOC((size_t)n_bits);
        if (mask == NULL)
            return 1;
        size_t bytes = CPU_ALLOC_SIZE((size_t)n_bits);
        int count = 0;
        bool is_too_small = false;
        if (sched_getaffinity(0, bytes, mask) == 0)
            count = CPU_COUNT_S(bytes, mask);
        else
            is_too_small = errno == EINVAL;
        CPU_FREE(mask);
        if (!is_too_small)
            return count > 0 ? count : 1;
    }
    return 1;
}

/* Reads the first line of MOUNT + CONTROLLER + GROUP + / + FILE; false when there is none. */
static bool read_setting(char *line, size_t size, const char *mount, const char *controller, const char *group,
                         const char *file)
{
    char path[PATH_MAX];
    int len = snprintf(path, sizeof path, "%s%s%s/%s", mount, controller, group, file);
    if (len < 0 || (size_t)len >= sizeof path)
        return false;
    FILE *stream = fopen(path, "re");
    if (stream == NULL)
        return false;
    bool is_read = fgets(line, (int)size, stream) != NULL;
    fclose(stream);
    return is_read;
}

/* The positive number at the start of TEXT, or 0 ("max", "-1"); *END is where it stops. */
static long long positive(char *text, char **end)
{
    long long value = strtoll(text, end, 10);
    return value > 0 ? value : 0;
}

/* QUOTA microseconds of processor time in each PERIOD as whole processors; 0 for no limit. */
static int in_processors(long long quota, long long period)
{
    if (quota <= 0 || period <= 0)
        return 0;
    long long processors = (quota - 1) / period + 1;
    return processors < INT_MAX ? (int)processors : INT_MAX;
}

/* The limit set on one group itself. v2 keeps "QUOTA PERIOD" in one file, v1 each number in a file of its own. */
static int own_limit(const char *mount, const char *controller, const char *group)
{
    char line[128];
    char *end;
    if (controller[0] == '\0') {
        if (!read_setting(line, sizeof line, mount, controller, group, "cpu.max"))
            return 0;
        long long quota = positive(line, &end);
        return in_processors(quota, positive(end, &end));
    }
    if (!read_setting(line, sizeof line, mount, controller, group, "cpu.cfs_quota_us"))
        return 0;
    long long quota = positive(line, &end);
    if (!read_setting(line, sizeof line, mount, controller, group, "cpu.cfs_period_us"))
        return 0;
    return in_processors(quota, positive(line, &end));
}

static int smaller_limit(int a, int b)
{
    if (a == 0 || b == 0)
        return a + b;
    return a < b ? a : b;
}

/* The smallest limit of GROUP and all groups above it, up to the mount itself. Inside a container the path may not
 * exist below the mount; walking up still finds the container's own limit. Truncates GROUP. */
static int limit_upwards(const char *mount, const char *controller, char *group)
{
    int limit = 0;
    for (;;) {
        limit = smaller_limit(limit, own_limit(mount, controller, group));
        char *slash = strrchr(group, '/');
        if (slash == NULL)
            return limit;
        *slash = '\0';
    }
}

/* Whether the comma-separated list of v1 controllers contains "cpu". */
static bool lists_cpu(const char *controllers)
{
    for (const char *at = controllers; at != NULL; at = strchr(at, ',')) {
        at += *at == ',';
        size_t len = strcspn(at, ",");
        if (len == 3 && memcmp(at, "cpu", 3) == 0)
            return true;
    }
    return false;
}

/* Each line is "ID:CONTROLLERS:PATH"; v2's has no controllers. v1 may be mounted as "cpu" or "cpu,cpuacct". */
int processors_quota(const char *membership, const char *mount)
{
    FILE *stream = fopen(membership, "re");
    if (stream == NULL)
        return 0;
    int limit = 0;
    char line[PATH_MAX];
    while (fgets(line, sizeof line, stream) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':');
        char *group = controllers == NULL ? NULL : strchr(controllers + 1, ':');
        if (group == NULL)
            continue;
        *controllers++ = '\0';
        *group++ = '\0';
        if (controllers[0] == '\0') {
            limit = smaller_limit(limit, limit_upwards(mount, "", group));
        } else if (lists_cpu(controllers)) {
            char folder[64];
            int len = snprintf(folder, sizeof folder, "/%s", controllers);
            if (len > 0 && (size_t)len < sizeof folder)
                limit = smaller_limit(limit, limit_upwards(mount, folder, group));
        }
    }
    fclose(stream);
    return limit;
}

int processors_available(void)
{
    return smaller_limit(affinity(), processors_quota("/proc/self/cgroup", "/sys/fs/cgroup"));
}
