/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A flow table, what is in it in words, and packets to ask it about.
 */
#ifndef _NFM_TEST_WORLD_H
#define _NFM_TEST_WORLD_H

#include <kunit/test.h>

#include "frame.h"
#include "rules.h"
#include "table.h"
#include "view.h"

#define NFM_WORLD_RULES		256
#define NFM_WORLD_PACKETS	128
#define NFM_WORLD_DEVS		3

/**
 * struct nfm_some_packet - a packet
 * @desc: in words
 * @key: what its key has to be
 * @pieces: how it lies in @skb
 * @skb: the packet
 * @pkt: as a hook would have it
 */
struct nfm_some_packet {
	struct nfm_desc desc;
	struct nfm_key key;
	struct nfm_pieces pieces;
	struct sk_buff *skb;
	struct nfm_pkt pkt;
};

/**
 * struct nfm_world - all of it
 * @test: the test
 * @r: random numbers
 * @table: the table
 * @n: rules in it
 * @wish: these
 * @last_id: the youngest rule's id
 * @dev: devices that receive packets
 * @packet: packets
 * @refused: rules that the table had no room for
 * @msg: room for a message
 * @match: room for a match
 * @frame: room for a frame
 * @group: of each of the view's masks, the group it is in
 * @entries: and how many entries it has
 */
struct nfm_world {
	struct kunit *test;
	struct nfm_random r;
	struct nfm_table *table;
	unsigned int n;
	struct nfm_wish wish[NFM_WORLD_RULES];
	u32 last_id;
	struct net_device *dev[NFM_WORLD_DEVS];
	struct nfm_some_packet packet[NFM_WORLD_PACKETS];
	unsigned int refused;
	struct nfm_msg msg;
	struct nfm_match match;
	struct nfm_frame frame;
	const struct nfm_view_group *group[NFM_MASKS_MAX];
	unsigned int entries[NFM_MASKS_MAX];
};

struct nfm_world *nfm_world_alloc(struct kunit *test);
void nfm_world_free(struct nfm_world *w);
void nfm_world_start(struct nfm_world *w, u64 part);
void nfm_world_end(struct nfm_world *w);

bool nfm_world_add(struct nfm_world *w);
void nfm_world_del(struct nfm_world *w);
void nfm_world_set_action(struct nfm_world *w);
bool nfm_world_replace(struct nfm_world *w, unsigned int n);

const struct nfm_wish *nfm_world_decide(const struct nfm_world *w, const struct nfm_key *key,
					u8 *action);
bool nfm_world_ask(struct nfm_world *w, struct nfm_some_packet *p);
bool nfm_world_whole(struct nfm_world *w);

#endif /* _NFM_TEST_WORLD_H */
