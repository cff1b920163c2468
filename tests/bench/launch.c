/* launch.c - runs a command and reports how long it took and how much memory it had at most */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A process starts out with the peak memory of the one that it was forked from, so it must be a small one: this, not
 * a Python interpreter. It also keeps the interpreter's own milliseconds out of those of short runs. */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

/* Usage: launch REPORT COMMAND [ARGUMENT...]
 * Writes "status seconds processor-seconds peak-kilobytes" to REPORT; status is what a shell would call it. */
int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: launch REPORT COMMAND [ARGUMENT...]\n");
        return 2;
    }
    double start = now();
    pid_t child = fork();
    if (child < 0) {
        fprintf(stderr, "launch: fork: %s\n", strerror(errno));
        return 1;
    }
    if (child == 0) {
        execvp(argv[2], argv + 2);
        fprintf(stderr, "launch: %s: %s\n", argv[2], strerror(errno));
        _exit(127);
    }
    int status;
    struct rusage usage;
    while (wait4(child, &status, 0, &usage) < 0)
        if (errno != EINTR) {
            fprintf(stderr, "launch: wait4: %s\n", strerror(errno));
            return 1;
        }
    double took = now() - start;
    FILE *report = fopen(argv[1], "w");
    if (!report) {
        fprintf(stderr, "launch: %s: %s\n", argv[1], strerror(errno));
        return 1;
    }
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    fprintf(report, "%d %.9f %.6f %ld\n", code, took, seconds(usage.ru_utime) + seconds(usage.ru_stime),
            usage.ru_maxrss);
    if (fclose(report) != 0) {
        fprintf(stderr, "launch: %s: %s\n", argv[1], strerror(errno));
        return 1;
    }
    return 0;
}
