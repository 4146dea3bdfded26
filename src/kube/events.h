/* SPDX-License-Identifier: Apache-2.0
 *
 * Events of a watch: a stream of JSON objects, one a line, which comes in pieces that end anywhere.
 *
 *     static void take(void *context, struct str line) { struct kube_event event = kube_event_read(&scratch, line); … }
 *     kube_events_cut(&line, piece, take, context);
 */
#ifndef PINTLE_KUBE_EVENTS_H
#define PINTLE_KUBE_EVENTS_H

#include "base/strbuf.h"
#include "value/value.h"

/* The longest event: etcd takes no object of more than 1.5 MiB. */
#define KUBE_EVENT_LIMIT ((size_t)64 << 20)

enum kube_event_type {
	KUBE_EVENT_OTHER, /* a bookmark, or what is not known yet */
	KUBE_EVENT_SEEN,  /* there, and how it is */
	KUBE_EVENT_GONE,
	KUBE_EVENT_END, /* an error (a version that is too old), or no event at all: the watch is of no more use */
};

struct kube_event {
	enum kube_event_type type;
	struct value object; /* null with KUBE_EVENT_END */
};

struct kube_event kube_event_read(struct arena *arena, struct str line);

/* Hands over the lines that the piece makes whole, but for empty ones; *line keeps what is not whole yet. False: it is
 * longer than an event can be, and forgotten. */
bool kube_events_cut(struct strbuf *line, struct str piece, void (*take)(void *context, struct str line),
                     void *context);

#endif
