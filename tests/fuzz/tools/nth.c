// SPDX-License-Identifier: GPL-2.0-only
/*
 * nth - the Nth allocation of this thread, or copy to or from user space, is refused
 * (/proc/thread-self/fail-nth): of what it does itself, and not of interrupts that
 * come in between.
 */
#include "nth.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int nth = -1;

static void setting(const char *what, const char *name, const char *value)
{
	char path[128];
	int f;

	snprintf(path, sizeof(path), "/sys/kernel/debug/%s/%s", what, name);
	f = open(path, O_WRONLY);
	if (f < 0 || write(f, value, strlen(value)) < 0)
		err(2, "%s", path);
	close(f);
}

/* Not all at a time: a page is had for many objects, now by this one and now by that, and some of the kernel's own
 * are not asked for each time, so that the Nth is now this one and now another, and some never are the Nth. What
 * is charged to a control group (GFP_KERNEL_ACCOUNT, caches kmalloc-cg-*) is always the same: that is most of the
 * module's, and little else. Which caches these are the kernel is told on its command line:
 * slub_debug=A,kmalloc-cg-*. What is per CPU is cut from pages that are there, and is a kind of its own.
 */
void nth_of(enum nth_kind kind)
{
	setting("failslab", "cache-filter", kind == NTH_OBJECTS ? "N" : "Y");
	setting("failslab", "ignore-gfp-wait", kind == NTH_PERCPU ? "Y" : "N");
	setting("fail_page_alloc", "min-order", kind == NTH_PAGES ? "0" : "99");
	setting("fail_percpu", "ignore-gfp-wait", kind == NTH_PERCPU ? "N" : "Y");
}

void nth_open(void)
{
	static const char *const faults[] = { "failslab", "fail_page_alloc", "fail_percpu", "fail_usercopy" };
	size_t i;

	for (i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		setting(faults[i], "verbose", "0");
	setting("fail_page_alloc", "ignore-gfp-wait", "N");
	nth_of(NTH_OBJECTS);
	nth = open("/proc/thread-self/fail-nth", O_RDWR);
	if (nth < 0)
		err(2, "/proc/thread-self/fail-nth");
}

void nth_begin(unsigned int n)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", n);
	if (pwrite(nth, text, strlen(text), 0) < 0)
		err(2, "fail-nth");
}

/* How many more it would have been; 0: one was refused. What reads and clears this copies to and from user space, which
 * may fail as well.
 */
unsigned int nth_end(void)
{
	char text[16] = "";
	ssize_t len = pread(nth, text, sizeof(text) - 1, 0);

	while (pwrite(nth, "0", 1, 0) < 0)
		if (errno != EFAULT)
			err(2, "fail-nth");
	return len > 0 ? strtoul(text, NULL, 10) : 1;
}
