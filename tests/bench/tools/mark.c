// SPDX-License-Identifier: GPL-2.0-only
/*
 * mark FILE TEXT - write TEXT to FILE, and tell the profiler right before and right after
 *
 * Without a C library, so that next to nothing else is counted.
 */
#include <asm/unistd.h>
#include <fcntl.h>

#include "mark.h"

__attribute__((section(".mark_start"), used, noinline)) static void at_start(void) {}
__attribute__((section(".mark_stop"), used, noinline)) static void at_stop(void) {}

static long call(long nr, long a, long b, long c)
{
	long ret;

	asm volatile("syscall" : "=a"(ret) : "a"(nr), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
	return ret;
}

__attribute__((used)) static void run(const long *stack)
{
	const char *const *argv = (const char *const *)(stack + 1);
	long fd, len = 0, ret;

	if (*stack != 3)
		call(__NR_exit, 2, 0, 0);
	fd = call(__NR_open, (long)argv[1], O_WRONLY, 0);
	while (argv[2][len])
		len++;
	((void (*)(void))MARK_START)();
	ret = call(__NR_write, fd, (long)argv[2], len);
	((void (*)(void))MARK_STOP)();
	call(__NR_exit, ret != len, 0, 0);
}

asm(".globl _start\n_start:\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall run\n");
