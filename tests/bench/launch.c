/* launch.c - runs a command and reports its time and peak memory */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A process starts with the peak memory of the process that forked it, so that must be a small one: this program, not a
 * Python interpreter. This also keeps the interpreter's own milliseconds out of short runs. */

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
 * Writes "status seconds processor-seconds peak-kilobytes" to REPORT; status is the exit status as in a shell. */
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
