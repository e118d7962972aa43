/* SPDX-License-Identifier: GPL-2.0-only */
/* genl - generic netlink to nf_mirror by hand: messages as wrong as one likes; described in genl.c. */
#ifndef NFM_FUZZ_GENL_H
#define NFM_FUZZ_GENL_H

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/nf_mirror.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MSG_MAX		60000

/* A message that is being made. */
struct msg {
	uint32_t len;
	int full;		/* something did not fit */
	union {
		unsigned char data[MSG_MAX];
		struct nlmsghdr nlh;
	};
};

int genl_family(void);
int genl_open(int buffer);
void genl_join(int fd);

void msg_begin(struct msg *m, int cmd, int flags);
void msg_end(struct msg *m, uint32_t seq);
void msg_put(struct msg *m, int type, const void *data, size_t len);
size_t msg_nest(struct msg *m, int type);
void msg_nest_end(struct msg *m, size_t at);

static inline void msg_u8(struct msg *m, int type, uint8_t n)
{
	msg_put(m, type, &n, sizeof(n));
}

static inline void msg_u16(struct msg *m, int type, uint16_t n)
{
	msg_put(m, type, &n, sizeof(n));
}

static inline void msg_u32(struct msg *m, int type, uint32_t n)
{
	msg_put(m, type, &n, sizeof(n));
}

static inline void msg_u64(struct msg *m, int type, uint64_t n)
{
	msg_put(m, type, &n, sizeof(n));
}

void msg_string(struct msg *m, int type, const char *text);

ssize_t genl_take(int fd, void *buf, size_t room);

/* So many bytes of a pattern count as memory that nobody has written; what is sent must not have as many less one. */
#define PATTERN_RUN	4
void pattern_avoid(unsigned char *data, size_t len);

/* What is wrong with a message of the kernel's, or NULL. */
const char *reply_fault(const struct nlmsghdr *nlh);
/* Has it an attribute of this type, not within another? */
int reply_has(const struct nlmsghdr *nlh, int type);

/* Makes a difference only where the configuration does: numbers that are given do not count, nor, but for @states, where
 * targets have their devices, nor, but for @stats, counters.
 */
struct snapshot {
	int states;
	int stats;
	char *text;
	size_t len, room;
};

/* Adds what a message of the family says. */
void snapshot_add(struct snapshot *s, const struct nlmsghdr *nlh);
void snapshot_clear(struct snapshot *s);
/* 0, or the errno with which one of the dumps ended. */
int snapshot_take(int fd, struct snapshot *s);
int snapshot_same(const struct snapshot *a, const struct snapshot *b);
void snapshot_print(const struct snapshot *s);

#endif
