// SPDX-License-Identifier: GPL-2.0-only
/*
 * Masks: which rule stands for a key, whatever has come and gone.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "mask.h"
#include "random.h"
#include "rule.h"
#include "suites.h"

#define NFM_SOME_RULES	64
#define NFM_SOME_KEYS	5

struct nfm_mask_ctx {
	struct nfm_mask *mask;
	struct nfm_rule rule[NFM_SOME_RULES];
	struct nfm_entry *entry[NFM_SOME_RULES];
	unsigned int key_of[NFM_SOME_RULES];
};

/* Keys that differ in bits that the mask pins, and in others. */
static void nfm_some_key(unsigned int n, struct nfm_key *key)
{
	memset(key, 0, sizeof(*key));
	key->protocol = htons(ETH_P_IP);
	key->ip4.src = htonl(0x0a000000 + n);
	key->src_port = htons(n * 77);
}

static void nfm_some_mask(struct nfm_key *mask)
{
	memset(mask, 0, sizeof(*mask));
	mask->protocol = htons(0xffff);
	mask->ip4.src = htonl(0xffffffff);
}

/* The rule that has to be found for a key. */
static const struct nfm_rule *nfm_mask_best(const struct nfm_mask_ctx *c, unsigned int key)
{
	const struct nfm_rule *best = NULL;
	unsigned int i;

	for (i = 0; i < NFM_SOME_RULES; i++)
		if (c->entry[i] && c->key_of[i] == key &&
		    (!best || c->rule[i].prio > best->prio ||
		     (c->rule[i].prio == best->prio && c->rule[i].id < best->id)))
			best = &c->rule[i];
	return best;
}

static void nfm_mask_check(struct kunit *test, struct nfm_mask_ctx *c)
{
	struct nfm_entry *entry;
	unsigned int i, n = 0;
	struct nfm_key key;

	for (i = 0; i < NFM_SOME_RULES; i++)
		n += !!c->entry[i];
	KUNIT_ASSERT_EQ(test, c->mask->n_entries, n);
	for (i = 0; i <= NFM_SOME_KEYS; i++) {
		nfm_some_key(i, &key);
		/* Bits that the mask does not pin mean nothing. */
		key.dst_port = htons(i);
		rcu_read_lock();
		entry = nfm_mask_lookup(c->mask, &key);
		rcu_read_unlock();
		KUNIT_ASSERT_PTR_EQ(test, entry ? (const struct nfm_rule *)entry->rule : NULL,
				    nfm_mask_best(c, i));
	}
}

static void nfm_mask_step(struct kunit *test, struct nfm_mask_ctx *c, struct nfm_random *r, u32 id)
{
	unsigned int i = nfm_random_below(r, NFM_SOME_RULES);
	struct nfm_key key;

	if (c->entry[i]) {
		nfm_mask_remove(c->mask, c->entry[i]);
		/* As a rule's entries go. */
		synchronize_rcu_expedited();
		kfree(c->entry[i]);
		c->entry[i] = NULL;
		return;
	}
	c->key_of[i] = nfm_random_below(r, NFM_SOME_KEYS);
	c->rule[i].prio = nfm_random_below(r, 3);
	c->rule[i].id = id;
	nfm_some_key(c->key_of[i], &key);
	c->entry[i] = nfm_entry_alloc(c->mask, &c->rule[i], &key);
	KUNIT_ASSERT_NOT_NULL(test, c->entry[i]);
	KUNIT_ASSERT_EQ(test, nfm_mask_insert(c->mask, c->entry[i]), 0);
}

static void nfm_mask_order(struct kunit *test)
{
	struct nfm_random r = nfm_random_part(3);
	struct nfm_mask_ctx *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	struct nfm_key bits;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, c);
	nfm_some_mask(&bits);
	c->mask = nfm_mask_alloc(&bits);
	KUNIT_ASSERT_FALSE(test, IS_ERR(c->mask));
	for (i = 1; i <= 2000; i++) {
		nfm_mask_step(test, c, &r, i);
		nfm_mask_check(test, c);
	}
	for (i = 0; i < NFM_SOME_RULES; i++) {
		if (!c->entry[i])
			continue;
		nfm_mask_remove(c->mask, c->entry[i]);
		synchronize_rcu_expedited();
		kfree(c->entry[i]);
		c->entry[i] = NULL;
		nfm_mask_check(test, c);
	}
	KUNIT_EXPECT_FALSE(test, c->mask->in_use);
	nfm_mask_free(c->mask);
}

/* A mask is known by its bits, all of them. */
static void nfm_mask_identity(struct kunit *test)
{
	struct nfm_random r = nfm_random_part(4);
	struct nfm_key a, b;
	unsigned int i, w;

	for (i = 0; i < 2000; i++) {
		struct nfm_mask *mask;

		for (w = 0; w < NFM_KEY_WORDS; w++)
			a.w[w] = nfm_random_one_in(&r, 2) ? nfm_random_u64(&r) : 0;
		mask = nfm_mask_alloc(&a);
		KUNIT_ASSERT_FALSE(test, IS_ERR(mask));
		KUNIT_EXPECT_TRUE(test, nfm_mask_is(mask, &a));
		b = a;
		b.w[nfm_random_below(&r, NFM_KEY_WORDS)] ^= BIT_ULL(nfm_random_below(&r, 64));
		KUNIT_EXPECT_FALSE(test, nfm_mask_is(mask, &b));
		nfm_mask_free(mask);
		if (!(i % 64))
			cond_resched();
	}
}

/* The hash of a packet is that of the entry it fits, whatever bits do not count. */
static void nfm_mask_hash(struct kunit *test)
{
	struct nfm_random r = nfm_random_part(5);
	unsigned int i, w;

	for (i = 0; i < 2000; i++) {
		struct nfm_key bits, value, packet;
		struct nfm_words words;
		struct nfm_entry *entry;
		struct nfm_mask *mask;
		u32 seed = nfm_random_u64(&r);

		for (w = 0; w < NFM_KEY_WORDS; w++) {
			bits.w[w] = nfm_random_one_in(&r, 2) ? nfm_random_u64(&r) : 0;
			value.w[w] = nfm_random_u64(&r);
			packet.w[w] = (value.w[w] & bits.w[w]) | (nfm_random_u64(&r) & ~bits.w[w]);
		}
		mask = nfm_mask_alloc(&bits);
		KUNIT_ASSERT_FALSE(test, IS_ERR(mask));
		entry = nfm_entry_alloc(mask, NULL, &value);
		KUNIT_ASSERT_NOT_NULL(test, entry);
		nfm_words_set(&words, mask, &packet);
		KUNIT_EXPECT_TRUE(test, nfm_entry_fits(entry, mask, &packet));
		KUNIT_EXPECT_EQ(test, nfm_entry_hash(entry, 0, seed),
				nfm_words_hash(&words, 0, seed));
		/* One bit that counts is another key. */
		w = nfm_random_below(&r, mask->n_words);
		packet.w[mask->word[w]] ^= mask->bits[w] & -mask->bits[w];
		KUNIT_EXPECT_EQ(test, nfm_entry_fits(entry, mask, &packet), !mask->bits[w]);
		kfree(entry);
		nfm_mask_free(mask);
		if (!(i % 64))
			cond_resched();
	}
}

/* Rules of one shape, as people and controllers make them, and the packets that a sender
 * makes of them: the other words are the same.
 */
static void nfm_shaped_key(unsigned int shape, u32 n, struct nfm_key *key)
{
	unsigned int i;

	memset(key, 0, sizeof(*key));
	key->protocol = htons(ETH_P_IP);
	key->ip_proto = 6;
	switch (shape) {
	case 0: /* hosts of a network */
		key->ip4.src = htonl(0x0a000000 + n);
		break;
	case 1: /* networks */
		key->ip4.dst = htonl(n << 8);
		break;
	case 2: /* ports of a few hosts */
		key->ip4.dst = htonl(0xc0a80000 + n % 16);
		key->dst_port = htons(n / 16);
		break;
	case 3: /* two ends that count against each other */
		key->ip4.src = htonl(0x0a000000 + n);
		key->ip4.dst = htonl(0x0affffff - n);
		key->src_port = htons(n);
		key->dst_port = htons(~n);
		break;
	case 4: /* bits of both ends, far apart */
		key->ip4.src = htonl((n & 127) << 24 | (n >> 7 & 127) << 1);
		key->src_port = htons(n & 0x3fff);
		break;
	case 5: /* networks of IPv6 */
		key->protocol = htons(ETH_P_IPV6);
		key->ip6.src.s6_addr32[1] = htonl(n);
		key->ip6.src.s6_addr32[3] = htonl(1);
		break;
	default: /* chosen: words that undo each other, whatever the seed, in a chain of rotate, XOR
		  * and multiply, which this hash once was
		  */
		for (i = 0; i + 1 < NFM_KEY_WORDS; i++, n /= 2) {
			if (!(n % 2))
				continue;
			key->w[i] ^= BIT_ULL(63);
			key->w[i + 1] ^= BIT_ULL(4);
		}
		key->w[0] ^= n << 8;
	}
}

#define NFM_SHAPES	7
#define NFM_SHAPED	12000

/* The longest chain, and in *@looks the entries that finding each one takes in all. */
static unsigned int nfm_mask_chains(struct nfm_mask *mask, u64 *looks)
{
	const struct bucket_table *tbl;
	unsigned int i, n, longest = 0;
	struct rhash_head *he;
	u64 sum = 0;

	rcu_read_lock();
	tbl = rht_dereference_rcu(mask->ht.tbl, &mask->ht);
	for (i = 0; i < tbl->size; i++) {
		n = 0;
		rht_for_each_rcu(he, tbl, i)
			sum += ++n;
		longest = max(longest, n);
	}
	rcu_read_unlock();
	*looks = sum;
	return longest;
}

/* Nothing that is regular in rules, or chosen to meet, makes long chains, which packets would
 * then be sent through: what fits a rule is found behind few others, what fits none at the
 * end of a chain that is not longer than chance makes it.
 */
static void nfm_mask_spreads(struct kunit *test)
{
	unsigned int shape, i, longest;
	struct nfm_rule rule = {};
	struct nfm_entry **entry;
	struct nfm_key key, bits;
	struct nfm_mask *mask;
	u64 looks;

	entry = kvcalloc(NFM_SHAPED, sizeof(*entry), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, entry);
	for (shape = 0; shape < NFM_SHAPES; shape++) {
		memset(&bits, 0xff, sizeof(bits));
		mask = nfm_mask_alloc(&bits);
		KUNIT_ASSERT_FALSE(test, IS_ERR(mask));
		for (i = 0; i < NFM_SHAPED; i++) {
			nfm_shaped_key(shape, i, &key);
			entry[i] = nfm_entry_alloc(mask, &rule, &key);
			KUNIT_ASSERT_NOT_NULL(test, entry[i]);
			KUNIT_ASSERT_EQ(test, nfm_mask_insert(mask, entry[i]), 0);
			if (!(i % 256))
				cond_resched();
		}
		/* Until the table has grown to its size. */
		flush_work(&mask->ht.run_work);
		longest = nfm_mask_chains(mask, &looks);
		kunit_info(test, "shape %u: the longest chain has %u of %u entries, %llu looks find all",
			   shape, longest, mask->n_entries, looks);
		/* Of three entries in four places. */
		KUNIT_EXPECT_LE(test, longest, 16);
		KUNIT_EXPECT_LE(test, looks, (u64)NFM_SHAPED * 3 / 2);
		for (i = 0; i < NFM_SHAPED; i++)
			nfm_mask_remove(mask, entry[i]);
		synchronize_rcu();
		for (i = 0; i < NFM_SHAPED; i++)
			kfree(entry[i]);
		nfm_mask_free(mask);
	}
	kvfree(entry);
}

static struct kunit_case nfm_mask_cases[] = {
	KUNIT_CASE(nfm_mask_order),
	KUNIT_CASE(nfm_mask_identity),
	KUNIT_CASE(nfm_mask_hash),
	KUNIT_CASE(nfm_mask_spreads),
	{}
};

struct kunit_suite nfm_mask_suite = {
	.name = "nfm_mask",
	.test_cases = nfm_mask_cases,
};
