// SPDX-License-Identifier: GPL-2.0-only
/*
 * nlfuzz - generic netlink messages to nf_mirror: right ones, ones that are
 * wrong in a place or two, and rubbish.
 *
 *   nlfuzz [-s SEED] [-n MESSAGES] [-f FIRST] [-c STEPS -k KEPT] DEV...
 *   nlfuzz -j WORKERS [-o SENT] ... DEV...
 *   nlfuzz -p FILE DEV...
 *
 * Every message is a matter of the seed and of its number, so that -f and -n
 * send a part of a run again. What it does in between is as well: a few frames
 * out of the DEVs, a DEV down or up, or in or out of the bridge "fbr".
 *
 * With -c, the kernel says which steps of the module's code each datagram takes
 * (kcov.c), and one that takes a new step is kept, in the file KEPT.
 *
 * Of several WORKERS each has its own seed, the first the one given; what they do
 * to each other is a matter of time. With -c, more than half of what they send are
 * datagrams that have been kept, by the one before or by themselves, with changes
 * (corpus.c). What each has sent last is in SENT-0, SENT-1 and so on, and before
 * that in SENT-0.old, for the case that nobody is left to ask; -p sends what is in
 * such a file.
 *
 * Each message must be answered, once. Replies are looked at (attributes
 * well-formed, no byte that nobody has written, errors that the contract knows),
 * and of some refused messages whether they have changed nothing.
 *
 * The seed and how far it is are in the kernel log.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "corpus.h"
#include "genl.h"
#include "kcov.h"
#include "message.h"
#include "random.h"
#include "spec.h"

#define BATCH_MAX	16
#define SOCKETS		3
#define ASKED_MAX	8192
#define RECEIVE_ROOM	(64 << 20)
#define SENT_MAX	(4 << 20)	/* bytes of a file of what was sent */

static const char *const cmd_names[__NFM_CMD_MAX] = {
	[NFM_CMD_SESSION_GET] = "session-get", [NFM_CMD_SESSION_NEW] = "session-new",
	[NFM_CMD_SESSION_DEL] = "session-del", [NFM_CMD_SESSION_FLUSH] = "session-flush",
	[NFM_CMD_SESSION_RESET] = "session-reset", [NFM_CMD_SOURCE_GET] = "source-get",
	[NFM_CMD_SOURCE_NEW] = "source-new", [NFM_CMD_SOURCE_DEL] = "source-del",
	[NFM_CMD_TARGET_GET] = "target-get", [NFM_CMD_TARGET_NEW] = "target-new",
	[NFM_CMD_TARGET_DEL] = "target-del", [NFM_CMD_RULE_GET] = "rule-get",
	[NFM_CMD_RULE_NEW] = "rule-new", [NFM_CMD_RULE_DEL] = "rule-del",
	[NFM_CMD_RULE_REPLACE] = "rule-replace", [NFM_CMD_RULE_FLUSH] = "rule-flush",
};

/* What was asked over a socket and is not answered yet. */
struct asked {
	uint32_t seq;
	uint8_t cmd, must;	/* be answered */
};

struct channel {
	int fd, may_miss, n_asked;
	struct asked asked[ASKED_MAX];
};

static unsigned long accepted[256], refused[256], said[256];
static unsigned long asked, answers, unchanged, expired, missed;
static int failed, family, workers = 1;
static const char *steps_file, *sent_file;
static struct datagram last;	/* that was sent, or is to be next */
static FILE *kept, *sent;

/* ---- what is between the messages ---- */

static int packets = -1;

static void some_frames(void)
{
	unsigned char frame[1514] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0, 0, 100 };
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_halen = 6 };
	int n;

	to.sll_ifindex = if_nametoindex(devs[rnd(n_devs)]);
	for (n = 0; n < 3; n++) {
		frame[22] = 64;
		frame[23] = chance(50) ? 6 : 17;
		frame[29] = rnd(4);
		frame[37] = rnd(255);
		sendto(packets, frame, 60 + rnd(1400), 0, (void *)&to, sizeof(to));
	}
}

static void move_device(void)
{
	struct ifreq ifr = {};

	strcpy(ifr.ifr_name, devs[rnd(n_devs)]);
	switch (rnd(4)) {
	case 0:
		/* A veth with both ends in a bridge is a storm, with a mirror and without: all that
		 * has been freed waits in KASAN's quarantine until someone who may sleep allocates,
		 * and nobody gets to.
		 */
		if (strpbrk(ifr.ifr_name, "03") && ifr.ifr_name[0] == 'v')
			break;
		ifr.ifr_ifindex = if_nametoindex(ifr.ifr_name);
		strcpy(ifr.ifr_name, "fbr");
		ioctl(packets, rnd(2) ? SIOCBRADDIF : SIOCBRDELIF, &ifr);
		break;
	case 1:
		if (!ioctl(packets, SIOCGIFFLAGS, &ifr)) {
			ifr.ifr_flags &= ~IFF_UP;
			ioctl(packets, SIOCSIFFLAGS, &ifr);
		}
		break;
	default:
		if (!ioctl(packets, SIOCGIFFLAGS, &ifr)) {
			ifr.ifr_flags |= IFF_UP;
			ioctl(packets, SIOCSIFFLAGS, &ifr);
		}
	}
}

/* ---- a run ---- */

static void klog(uint64_t seed, uint64_t index)
{
	int fd = open("/dev/kmsg", O_WRONLY);

	if (fd >= 0) {
		dprintf(fd, "nlfuzz: seed %#llx, message %llu\n", (unsigned long long)seed,
			(unsigned long long)index);
		close(fd);
	}
}

static void fail(uint64_t index, const char *text)
{
	if (failed++ >= 20)
		return;
	printf("# message %llu: %s\n", (unsigned long long)index, text);
	if (failed > 2)
		return;
	printf("# sent last: ");
	datagram_write(stdout, &last);
}

/* What the contract says may come. */
static int known_errno(int error)
{
	switch (error) {
	case 0: case EINVAL: case ERANGE: case ENOENT: case EEXIST: case ENOSPC: case ELOOP:
	case EOPNOTSUPP: case EBUSY:
		return 1;
	default:
		return 0;
	}
}

/* As netlink_rcv_skb() goes through a datagram: what has no right length ends it and is not answered. */
static void expect(struct channel *c, struct datagram *d)
{
	struct nlmsghdr *nlh;
	size_t at = 0;

	while ((nlh = datagram_next(d, &at))) {
		int ours = nlh->nlmsg_type == family && nlh->nlmsg_len > NLMSG_HDRLEN;

		if (c->n_asked == ASKED_MAX)
			errx(2, "too much is asked at a time");
		c->asked[c->n_asked++] = (struct asked) {
			.seq = nlh->nlmsg_seq,
			.cmd = ours ? *(uint8_t *)NLMSG_DATA(nlh) : 0,
			.must = !!(nlh->nlmsg_flags & NLM_F_ACK),
		};
		asked++;
	}
}

static void answered(struct channel *c, const struct nlmsghdr *nlh)
{
	int error = -*(const int *)NLMSG_DATA(nlh), i;
	char text[64];

	for (i = 0; i < c->n_asked && c->asked[i].seq != nlh->nlmsg_seq; i++)
		;
	if (i == c->n_asked) {
		fail(nlh->nlmsg_seq, "an answer to nothing that was asked, or a second one");
		return;
	}
	answers++;
	said[error & 255]++;
	if (error)
		refused[c->asked[i].cmd]++;
	else
		accepted[c->asked[i].cmd]++;
	c->asked[i] = c->asked[--c->n_asked];
	if (known_errno(error))
		return;
	snprintf(text, sizeof(text), "errno %d: %s", error, strerror(error));
	fail(nlh->nlmsg_seq, text);
}

static void look_at(struct channel *c, const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *g = NLMSG_DATA(nlh);
	const char *fault = reply_fault(nlh);

	if (fault)
		fail(nlh->nlmsg_seq, fault);
	if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE)
		answered(c, nlh);
	else if (nlh->nlmsg_type == family && g->cmd == NFM_CMD_SESSION_DEL_NTF)
		expired += reply_has(nlh, NFM_A_EXPIRED);
}

/* Take all that has come, and the rest of a dump, which goes on as its pieces are taken: then all is answered. */
static void take(struct channel *c)
{
	static unsigned char buf[1 << 17];
	const struct nlmsghdr *nlh;
	ssize_t len;
	int i;

	while ((len = genl_take(c->fd, buf, sizeof(buf))) > 0 || (c->may_miss && errno == ENOBUFS)) {
		missed += len < 0;
		for (nlh = (void *)buf; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len))
			look_at(c, nlh);
	}
	if (errno != EAGAIN)
		fail(asked, strerror(errno));
	for (i = 0; i < c->n_asked; i++)
		if (c->asked[i].must)
			fail(c->asked[i].seq, "not answered");
	c->n_asked = 0;
}

/* What is sent is on the disk of the host before that: the guest's does not outlive it. */
static void record(int worker)
{
	static char path[256], old[264];

	if (sent && ftell(sent) > SENT_MAX) {
		fclose(sent);
		sent = NULL;
		rename(path, old);
	}
	if (!sent) {
		snprintf(path, sizeof(path), "%s-%d", sent_file, worker);
		snprintf(old, sizeof(old), "%s.old", path);
		sent = fopen(path, "w");
		if (!sent)
			err(2, "%s", path);
	}
	datagram_write(sent, &last);
}

/* Keep what has led to a place where none has been. */
static void learn(void)
{
	if (!kcov_new(workers > 1 ? KCOV_GUIDED : KCOV_BLIND))
		return;
	if (workers > 1)
		corpus_keep(&last);
	else
		datagram_write(kept, &last);
}

static void deliver(struct channel *c, int worker, int wait)
{
	pattern_avoid(last.data, last.len);
	if (sent_file)
		record(worker);
	expect(c, &last);
	if (steps_file)
		kcov_clear();
	if (send(c->fd, last.data, last.len, 0) != (ssize_t)last.len)
		fail(asked, strerror(errno));
	if (wait)
		take(c);
	if (steps_file)
		learn();
}

/* Of what changes meanwhile another dump is to be asked for. */
static void look(int watch, struct snapshot *s)
{
	int error, n = 0;

	do {
		error = snapshot_take(watch, s);
	} while (error == -EINTR && ++n < 100);
	if (error)
		fail(asked, "no dump of what is configured");
}

/* One message, alone: refused, it changes nothing. */
static void deliver_watched(struct channel *c, struct channel *events, int watch)
{
	static struct snapshot before, after;
	uint8_t cmd = last.data[NLMSG_HDRLEN];
	unsigned long n, gone;

	take(c);
	take(events);
	gone = expired;
	n = refused[cmd];
	look(watch, &before);
	deliver(c, 0, 1);
	if (refused[cmd] == n)
		return;
	look(watch, &after);
	take(events);
	/* A session's time may be over just then. */
	if (expired != gone)
		return;
	unchanged++;
	if (snapshot_same(&before, &after))
		return;
	fail(asked, "refused, but the configuration is another");
	snapshot_print(&before);
	printf("# and then:\n");
	snapshot_print(&after);
}

/* A batch ends at a multiple of its length, so that any part of a run can be had again. */
static void make_batch(uint64_t seed, uint64_t *i, uint64_t end)
{
	static struct msg m;

	last.len = 0;
	do {
		message_make(&m, seed, *i);
		if (last.len + NLMSG_ALIGN(m.len) > DATAGRAM_MAX)
			return;
		memcpy(last.data + last.len, m.data, m.len);
		memset(last.data + last.len + m.len, 0, NLMSG_ALIGN(m.len) - m.len);
		last.len += NLMSG_ALIGN(m.len);
		++*i;
	} while (m.nlh.nlmsg_len == m.len && *i % BATCH_MAX && *i < end);
}

/* One that is kept, with changes, which are of @i and of what is kept. */
static void make_mutant(uint64_t *i)
{
	unsigned int n;

	corpus_mutate(&last);
	n = datagram_stamp(&last, family, *i);
	*i += n ?: 1;
}

static void between(struct channel *events)
{
	if (chance(30))
		take(events);
	if (chance(20))
		some_frames();
	if (chance(10))
		move_device();
}

static void channel_open(struct channel *c, int buffer)
{
	*c = (struct channel) { .fd = genl_open(buffer), .may_miss = !buffer };
}

/* Several messages in one datagram, and several sockets, of which some leave a dump half taken. */
static void run(uint64_t seed, uint64_t from, uint64_t count, int worker)
{
	static struct channel channels[SOCKETS], events, *c;
	uint64_t i = from, end = from + count;
	int watch = genl_open(RECEIVE_ROOM), n;

	for (n = 0; n < SOCKETS; n++)
		channel_open(&channels[n], RECEIVE_ROOM);
	channel_open(&events, 0);
	genl_join(events.fd);
	if (steps_file)
		kcov_enable();
	while (i < end) {
		if (i % 2048 < BATCH_MAX)
			klog(seed, i);
		rnd_seed(seed, i);
		c = &channels[rnd(SOCKETS)];
		if (workers == 1 && chance(20)) {
			make_batch(seed, &i, i + 1);
			deliver_watched(c, &events, watch);
		} else {
			if (workers > 1 && corpus_size() && chance(60))
				make_mutant(&i);
			else
				make_batch(seed, &i, end);
			deliver(c, worker, chance(90));
		}
		between(&events);
	}
	for (n = 0; n < SOCKETS; n++)
		take(&channels[n]);
}

static void play(const char *name)
{
	static struct channel c;
	FILE *f = fopen(name, "r");
	uint32_t seq = 1;

	if (!f)
		err(2, "%s", name);
	channel_open(&c, RECEIVE_ROOM);
	while (datagram_read(f, &last)) {
		seq += datagram_stamp(&last, family, seq);
		deliver(&c, 0, 1);
	}
	fclose(f);
}

static void report(uint64_t seed, uint64_t count)
{
	int cmd, e;

	printf("# seed %#llx: %llu messages, %lu of right length, %lu answers\n", (unsigned long long)seed,
	       (unsigned long long)count, asked, answers);
	printf("# %lu refused ones seen to change nothing, %lu sessions expired, events missed %lu times\n",
	       unchanged, expired, missed);
	for (cmd = 1; cmd < __NFM_CMD_MAX; cmd++)
		if (cmd_names[cmd])
			printf("# %-14s %7lu accepted %7lu refused\n", cmd_names[cmd], accepted[cmd],
			       refused[cmd]);
	for (e = 0; e < 256; e++)
		if (said[e])
			printf("# %7lu %s\n", said[e], strerror(e));
}

/* A fuzzer that is always refused, or does not look, finds nothing. */
static void check_enough(uint64_t count)
{
	int cmd;

	for (cmd = 1; cmd < __NFM_CMD_MAX && count >= 20000; cmd++)
		if (cmd_names[cmd] && !accepted[cmd])
			fail(0, cmd_names[cmd]);
	if (answers < count / 10 * 9)
		fail(0, "too few answers");
	if (workers == 1 && unchanged < count / 400)
		fail(0, "too few of the refused messages were looked at");
}

static int work(uint64_t seed, uint64_t from, uint64_t count, int worker)
{
	run(seed, from, count, worker);
	report(seed, count);
	check_enough(count);
	return failed != 0;
}

/* Several at a time, which go on with what the one before has kept. */
static int run_all(uint64_t seed, uint64_t from, uint64_t count)
{
	int i, status, bad = 0;

	while (kept && datagram_read(kept, &last)) {
		datagram_stamp(&last, family, 0);
		corpus_keep(&last);
	}
	fflush(stdout);
	for (i = 0; i < workers; i++)
		if (!fork())
			exit(work(seed + i, from, count / workers, i));
	while (wait(&status) > 0)
		bad |= status;
	return bad != 0;
}

int main(int argc, char **argv)
{
	unsigned long long seed = 0, count = 10000, from = 0;
	const char *kept_file = NULL, *played = NULL;
	int c, bad;

	if (getentropy(&seed, sizeof(seed)))
		err(2, "getentropy");
	while ((c = getopt(argc, argv, "s:n:f:j:c:k:o:p:")) != -1) {
		switch (c) {
		case 's': seed = strtoull(optarg, NULL, 0); break;
		case 'n': count = strtoull(optarg, NULL, 0); break;
		case 'f': from = strtoull(optarg, NULL, 0); break;
		case 'j': workers = atoi(optarg); break;
		case 'c': steps_file = optarg; break;
		case 'k': kept_file = optarg; break;
		case 'o': sent_file = optarg; break;
		case 'p': played = optarg; break;
		default: return 2;
		}
	}
	for (; optind < argc && n_devs < DEVS_MAX; optind++)
		devs[n_devs++] = argv[optind];
	if (!n_devs)
		errx(2, "which devices?");
	if (!steps_file != !kept_file)
		errx(2, "-c and -k go together");
	spec_check();
	family = genl_family();
	packets = socket(AF_PACKET, SOCK_RAW, 0);
	if (packets < 0)
		err(2, "packet socket");
	if (steps_file)
		kcov_open(steps_file);
	if (kept_file)
		kept = fopen(kept_file, workers > 1 ? "r" : "w");
	if (kept_file && !kept)
		err(2, "%s", kept_file);
	if (played) {
		play(played);
		printf("# %lu messages from %s, %lu answers\n", asked, played, answers);
		return failed || !answers;
	}
	printf("# nlfuzz: seed %#llx, from %llu, %llu messages, %d workers\n", seed, from, count,
	       workers);
	bad = workers > 1 ? run_all(seed, from, count) : work(seed, from, count, 0);
	if (steps_file)
		printf("# steps of the module's code: blind %u, guided %u, only guided %u\n",
		       kcov_count(KCOV_BLIND), kcov_count(KCOV_GUIDED),
		       kcov_count(KCOV_BLIND | KCOV_GUIDED) - kcov_count(KCOV_BLIND));
	return bad;
}
