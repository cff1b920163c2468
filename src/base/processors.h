/* processors.h - how many processors this process may keep busy */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_BASE_PROCESSORS_H
#define BAGTAG_BASE_PROCESSORS_H

/* The smaller of what CPU affinity and the cgroup's CPU quota allow; at least 1. */
int processors_available(void);

/* The quota alone, rounded up to whole processors; 0 if there is none. MEMBERSHIP is a file like
 * /proc/self/cgroup, MOUNT a folder like /sys/fs/cgroup. Both cgroup v2 (cpu.max) and v1 (cpu.cfs_quota_us) are
 * looked up, in the process's own group and all groups above it. */
int processors_quota(const char *membership, const char *mount);

#endif
