/* SPDX-License-Identifier: Apache-2.0
 *
 * A Lease (coordination.k8s.io/v1) that this process holds: who else wants it is told by whom it is held, and takes it
 * over once the holder is dead. It is renewed by a thread, as nothing else of a process goes on whatever the process
 * does.
 *
 *     struct kube_lease_wanted wanted = { .client = client, .arena = arena, .namespace = STR("default"), .name =
 * STR("pintle.web"), … }; if (kube_lease_take(&wanted, &lease, &err) == KUBE_LEASE_HELD) ...
 *     kube_lease_give_back(lease, &err);
 *
 * A holder is dead if it is a process of this machine that is no more, or if it has not renewed the Lease while it was
 * looked at for as long as it is valid: clocks of different machines are not compared for that.
 */
#ifndef PINTLE_KUBE_LEASE_H
#define PINTLE_KUBE_LEASE_H

#include <signal.h>

#include "kube/client.h"

enum { KUBE_LEASE_SECONDS = 15 };

struct kube_lease;

struct kube_lease_wanted {
	struct kube_client *client;
	struct arena *arena;
	struct str namespace, name;
	struct str label, label_value;             /* beside app.kubernetes.io/managed-by: pintle */
	volatile sig_atomic_t *is_lost;            /* set once another has taken it over */
	const volatile sig_atomic_t *is_cancelled; /* ends the waiting for a holder that may be dead; may be NULL */
	/* Called before such a waiting; may be NULL. */
	void (*tell)(void *context, struct str holder, int seconds);
	void *context;
};

/* TAKEN: the error says by whom, as "HOST, process 123, since TIME". REFUSED: the server does not allow Leases here, or
 * does not know the namespace; the error says why, and *ret_status is HTTP's. FAILED: it could not be asked, or the
 * waiting was cancelled. */
enum kube_lease_verdict { KUBE_LEASE_HELD, KUBE_LEASE_TAKEN, KUBE_LEASE_REFUSED, KUBE_LEASE_FAILED };
enum kube_lease_verdict kube_lease_take(const struct kube_lease_wanted *wanted, struct kube_lease **ret,
                                        int *ret_status, struct error *err);

/* Who holds it: us. */
struct str kube_lease_holder(const struct kube_lease *lease);

/* Has another taken it over, as far as is known? */
bool kube_lease_is_lost(const struct kube_lease *lease);

/* False if it was lost in the meantime; the error says how. Closed without the server's knowledge by the arena, if it
 * must be. */
bool kube_lease_give_back(struct kube_lease *lease, struct error *err);

/* What a holder is called; and whether one of that name is a process of this machine that is no more. */
struct str kube_lease_identity(struct arena *arena);
bool kube_lease_is_dead(struct str holder);

#endif
