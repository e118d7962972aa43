// SPDX-License-Identifier: GPL-2.0-only
/*
 * Masks: which rule stands for a key, whatever has come and gone.
 */
#include <kunit/test.h>
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
		if (mask->n_words) {
			/* One bit that counts is another key. */
			w = nfm_random_below(&r, mask->n_words);
			packet.w[mask->word[w]] ^= mask->bits[w] & -mask->bits[w];
			KUNIT_EXPECT_FALSE(test, nfm_entry_fits(entry, mask, &packet));
		}
		kfree(entry);
		nfm_mask_free(mask);
		if (!(i % 64))
			cond_resched();
	}
}

static struct kunit_case nfm_mask_cases[] = {
	KUNIT_CASE(nfm_mask_order),
	KUNIT_CASE(nfm_mask_identity),
	KUNIT_CASE(nfm_mask_hash),
	{}
};

struct kunit_suite nfm_mask_suite = {
	.name = "nfm_mask",
	.test_cases = nfm_mask_cases,
};
