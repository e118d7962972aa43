// SPDX-License-Identifier: GPL-2.0-only
/*
 * A QEMU plugin (TCG, API version 1) that counts how often each instruction runs.
 *
 *   -plugin plugin.so,out=PREFIX
 *
 * The guest says when: the program mark executes MARK_START (the counts go to
 * zero) and MARK_STOP (they are written to PREFIX.1, then PREFIX.2 and so on: an
 * address and a count a line). Needs one thread for all CPUs, as under -icount.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tools/mark.h"

/* What is used of qemu-plugin.h, which Debian has in no package. */
typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum { QEMU_PLUGIN_CB_NO_REGS };
enum { QEMU_PLUGIN_INLINE_ADD_U64 };
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
					   void (*cb)(qemu_plugin_id_t, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb, void (*cb)(unsigned int, void *), int flags,
					  void *data);
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *tb, int op, void *ptr, uint64_t value);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

/* A block of code: translated again, it goes on counting where it was. */
struct block {
	struct block *next;
	uint64_t count;
	size_t n;
	uint64_t addr[];
};

#define N_BUCKETS (1 << 16)
static struct block *buckets[N_BUCKETS];
static char prefix[4096];
static unsigned int windows;

static void on_start(unsigned int cpu, void *data)
{
	for (size_t i = 0; i < N_BUCKETS; i++)
		for (struct block *b = buckets[i]; b; b = b->next)
			b->count = 0;
}

static void on_stop(unsigned int cpu, void *data)
{
	char name[sizeof(prefix) + 16];
	FILE *file;

	snprintf(name, sizeof(name), "%s.%u", prefix, ++windows);
	file = fopen(name, "w");
	if (!file) {
		perror(name);
		return;
	}
	for (size_t i = 0; i < N_BUCKETS; i++)
		for (struct block *b = buckets[i]; b; b = b->next)
			for (size_t j = 0; b->count && j < b->n; j++)
				fprintf(file, "%" PRIx64 " %" PRIu64 "\n", b->addr[j], b->count);
	fclose(file);
}

static struct block *block_of(const struct qemu_plugin_tb *tb)
{
	uint64_t start = qemu_plugin_tb_vaddr(tb);
	size_t n = qemu_plugin_tb_n_insns(tb);
	struct block **bucket = &buckets[(start ^ start >> 16) % N_BUCKETS];
	struct block *b = malloc(sizeof(*b) + n * sizeof(b->addr[0]));

	if (!b)
		abort();
	for (size_t i = 0; i < n; i++)
		b->addr[i] = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, i));
	for (struct block *old = *bucket; old; old = old->next)
		if (old->n == n && !memcmp(old->addr, b->addr, n * sizeof(b->addr[0]))) {
			free(b);
			return old;
		}
	b->count = 0;
	b->n = n;
	b->next = *bucket;
	*bucket = b;
	return b;
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	qemu_plugin_register_vcpu_tb_exec_inline(tb, QEMU_PLUGIN_INLINE_ADD_U64, &block_of(tb)->count, 1);
	if (qemu_plugin_tb_vaddr(tb) == MARK_START)
		qemu_plugin_register_vcpu_tb_exec_cb(tb, on_start, QEMU_PLUGIN_CB_NO_REGS, NULL);
	if (qemu_plugin_tb_vaddr(tb) == MARK_STOP)
		qemu_plugin_register_vcpu_tb_exec_cb(tb, on_stop, QEMU_PLUGIN_CB_NO_REGS, NULL);
}

__attribute__((visibility("default"))) int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc,
							       char **argv)
{
	if (argc != 1 || strncmp(argv[0], "out=", 4) || strlen(argv[0]) >= sizeof(prefix)) {
		fputs("plugin.so: takes out=PREFIX\n", stderr);
		return -1;
	}
	strcpy(prefix, argv[0] + 4);
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
	return 0;
}
