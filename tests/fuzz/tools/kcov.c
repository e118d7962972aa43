// SPDX-License-Identifier: GPL-2.0-only
/*
 * kcov - which steps of the module's code have been taken: a step leads from
 * one basic block to the next that has been instrumented. Nothing else of the
 * debug kernel is, so that every place that it records is one of the module's.
 * See Documentation/dev-tools/kcov.rst.
 */
#include "kcov.h"

#include <err.h>
#include <fcntl.h>
#include <linux/kcov.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define PLACES		(1 << 18)	/* of one clear to the next */
#define STEPS		(1 << 17)
#define WHO		(KCOV_BLIND | KCOV_GUIDED)

static uint64_t *places;	/* their number, then each */
static uint64_t *steps;		/* a hash table: of a step all bits but WHO, then who has taken it */
static int kcov = -1;

void kcov_open(const char *file)
{
	size_t size = STEPS * sizeof(*steps);
	int fd = open(file, O_RDWR | O_CREAT, 0600);

	if (fd < 0 || ftruncate(fd, size))
		err(2, "%s", file);
	steps = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (steps == MAP_FAILED)
		err(2, "%s", file);
	close(fd);
}

void kcov_enable(void)
{
	kcov = open("/sys/kernel/debug/kcov", O_RDWR);
	if (kcov < 0 || ioctl(kcov, KCOV_INIT_TRACE, PLACES))
		err(2, "kcov");
	places = mmap(NULL, PLACES * sizeof(*places), PROT_READ | PROT_WRITE, MAP_SHARED, kcov, 0);
	if (places == MAP_FAILED || ioctl(kcov, KCOV_ENABLE, KCOV_TRACE_PC))
		err(2, "kcov");
}

void kcov_clear(void)
{
	__atomic_store_n(&places[0], 0, __ATOMIC_RELAXED);
}

/* Is it new? Other processes may look for a place for theirs. */
static int note(uint64_t step, int who)
{
	uint32_t at = (step * 0x9e3779b97f4a7c15) >> 40, n;
	uint64_t was;

	step &= ~(uint64_t)WHO;
	for (n = 0; n < STEPS; n++, at++) {
		uint64_t *slot = &steps[at % STEPS];

		was = __atomic_load_n(slot, __ATOMIC_RELAXED);
		if (!was && __atomic_compare_exchange_n(slot, &was, step | who, 0, __ATOMIC_RELAXED,
							__ATOMIC_RELAXED))
			return 1;
		if ((was & ~(uint64_t)WHO) == step) {
			if (!(was & who))
				__atomic_fetch_or(slot, who, __ATOMIC_RELAXED);
			return 0;
		}
	}
	errx(2, "more steps than there is room for");
}

unsigned int kcov_new(int who)
{
	uint64_t n = __atomic_load_n(&places[0], __ATOMIC_RELAXED), last = 0, i;
	unsigned int found = 0;

	for (i = 1; i <= n; i++) {
		found += note(places[i] ^ (last << 32 | last >> 32), who);
		last = places[i];
	}
	return found;
}

unsigned int kcov_count(int who)
{
	unsigned int n = 0;
	int i;

	for (i = 0; i < STEPS; i++)
		n += (steps[i] & who) != 0;
	return n;
}
