/* SPDX-License-Identifier: Apache-2.0
 *
 * Waiting for objects, by watching them: until they are ready, a hook's are through, or they are gone. What an object's
 * state is follows the rules of kstatus (kube/status.h), as for Helm's watcher.
 *
 *     struct kube_wait wait = { .client = client, .objects = &objects, .until = KUBE_UNTIL_READY, .timeout = 300 *
 * NANOSECONDS }; if (!kube_wait(&wait, &err)) ... // "resource Deployment/ns/web not ready. status: InProgress,
 * message: …"
 */
#ifndef PINTLE_KUBE_WAIT_H
#define PINTLE_KUBE_WAIT_H

#include <signal.h>

#include "kube/objects.h"
#include "kube/status.h"

enum kube_until {
	KUBE_UNTIL_READY,      /* Jobs: once they are started */
	KUBE_UNTIL_READY_JOBS, /* Jobs: complete, too */
	KUBE_UNTIL_THROUGH,    /* of hooks: Jobs complete, Pods succeeded; all else at once */
	KUBE_UNTIL_GONE,
};

/* Where one of the objects stands. */
struct kube_standing {
	const struct kube_object *object;
	struct kube_status status;
};

struct kube_wait {
	struct arena *arena;
	struct kube_client *client;
	const struct kube_objects *objects;
	enum kube_until until;
	int64_t timeout; /* nanoseconds; <= 0: Helm's 30 seconds */
	int silence;     /* seconds after which a watch that brings nothing is begun anew; 0: 90, as a server sends
	                    bookmarks every minute */
	bool fails_fast; /* ends with the first object that has failed, where Helm waits for the others */
	const volatile sig_atomic_t *is_cancelled; /* ends it with "context canceled" once it is set; may be NULL */
	/* Called when one's status or message has changed; may be NULL. */
	void (*tell)(void *context, const struct kube_standing *standing);
	void *context;
	struct kube_standing *standings; /* out: where each stood at the end; in the arena, in the objects' order */
};

/* False if not all came to where they should, with Helm's error: a line for each that did not, and "context deadline
 * exceeded" if the time was over. */
bool kube_wait(struct kube_wait *wait, struct error *err);

#endif
