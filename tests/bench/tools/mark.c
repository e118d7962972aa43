// SPDX-License-Identifier: GPL-2.0-only
/*
 * mark FILE TEXT [WORD WAIT...]  - write TEXT to FILE, and tell the profiler right before and right after; wait until
 *                                  each file WAIT has WORD in it before that
 * mark -- PROGRAM ...            - the same around a program, which is given by its path
 *
 * Without a C library, so that next to nothing else is counted.
 */
#include <asm/unistd.h>
#include <fcntl.h>
#include <linux/time_types.h>

#include "mark.h"

__attribute__((section(".mark_start"), used, noinline)) static void at_start(void) {}
__attribute__((section(".mark_stop"), used, noinline)) static void at_stop(void) {}

static long call(long nr, long a, long b, long c)
{
	long ret;

	asm volatile("syscall" : "=a"(ret) : "a"(nr), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
	return ret;
}

static long run_program(const char *const *argv, const char *const *envp)
{
	long nr = __NR_wait4, status = 0;
	long pid = call(__NR_fork, 0, 0, 0);

	if (!pid) {
		call(__NR_execve, (long)argv[0], (long)argv, (long)envp);
		call(__NR_exit, 127, 0, 0);
	}
	/* The fourth argument, struct rusage, is whatever is in r10: it has to be NULL. */
	asm volatile("xor %%r10d, %%r10d\n\tsyscall"
		     : "+a"(nr)
		     : "D"(pid), "S"(&status), "d"(0L)
		     : "rcx", "r10", "r11", "memory");
	return status != 0;
}

static long write_text(const char *file, const char *text)
{
	long fd = call(__NR_open, (long)file, O_WRONLY, 0), len = 0;

	while (text[len])
		len++;
	return call(__NR_write, fd, (long)text, len) != len;
}

static int has_word(const char *text, const char *word)
{
	for (; *text; text++) {
		long i = 0;

		while (word[i] && text[i] == word[i])
			i++;
		if (!word[i])
			return 1;
	}
	return 0;
}

static void wait_for(const char *word, const char *file)
{
	const struct __kernel_timespec moment = { .tv_nsec = 20000000 };
	static char text[4096];

	for (;;) {
		long fd = call(__NR_open, (long)file, O_RDONLY, 0);
		long n = call(__NR_read, fd, (long)text, sizeof(text) - 1);

		call(__NR_close, fd, 0, 0);
		if (n < 0)
			call(__NR_exit, 1, 0, 0);
		text[n] = '\0';
		if (has_word(text, word))
			return;
		call(__NR_nanosleep, (long)&moment, 0, 0);
	}
}

__attribute__((used)) static void run(const long *stack)
{
	const char *const *argv = (const char *const *)(stack + 1);
	int is_program = *stack >= 3 && argv[1][0] == '-' && argv[1][1] == '-' && !argv[1][2];
	long failed;

	if (*stack < 3)
		call(__NR_exit, 2, 0, 0);
	((void (*)(void))MARK_START)();
	failed = is_program ? run_program(argv + 2, argv + *stack + 1) : write_text(argv[1], argv[2]);
	for (long i = 4; !is_program && i < *stack; i++)
		wait_for(argv[3], argv[i]);
	((void (*)(void))MARK_STOP)();
	call(__NR_exit, failed, 0, 0);
}

asm(".globl _start\n_start:\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall run\n");
