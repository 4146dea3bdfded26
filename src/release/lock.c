// SPDX-License-Identifier: Apache-2.0
// Beside Helm's pending states a Lease keeps other runs of ours out, and tells the record of a run that was killed from
// one of a run that lives: who holds the Lease is alone, so that a revision which is pending and was begun under it is
// nobody's any more. Helm knows nothing of it: a pending revision without that mark may be a living Helm's.
#include "release/action.h"

#include "base/strbuf.h"
#include "kube/lease.h"

struct action_lock {
	struct kube_lease *lease;
	volatile sig_atomic_t is_lost; // where nobody else may cancel
};

static void tell_waiting(void *context, struct str holder, int seconds)
{
	const struct action *action = context;
	struct str time = arena_printf(action->arena, "%ds", seconds);
	log_tell(action->warnings, action->arena, LOG_LEVEL_WARN,
	         STR("another run seems to have been cut off: waiting whether it goes on"),
	         (struct log_field[]){
			 { "release", action->release }, { "holder", holder }, { "time", time }, { NULL, STR_NONE } });
}

static bool fail_taken(const struct action *action, struct str lease, struct error *err)
{
	struct str who = err->message;
	fail(err, NOWHERE, "another operation (install/upgrade/rollback) is in progress");
	error_note(err, NOWHERE,
	           "the release is being changed by %.*s (Lease %.*s/%.*s); try again once that run has ended, or has "
	           "been dead for %d "
	           "seconds",
	           STR_FMT(who), STR_FMT(action->target->storage.namespace), STR_FMT(lease), KUBE_LEASE_SECONDS);
	return false;
}

// Helm's states keep Helm out, and the next run of ours too; but what is pending when we are killed stays so.
static bool go_without(const struct action *action, int status, const struct error *why)
{
	enum { NOT_FOUND = 404 }; // the namespace, which the next request will tell
	if (status != NOT_FOUND)
		log_tell(action->warnings, action->arena, LOG_LEVEL_WARN,
		         STR("no Lease can be taken: only the record's state keeps other runs out"),
		         (struct log_field[]){
				 { "release", action->release }, { "error", why->message }, { NULL, STR_NONE } });
	return true;
}

bool action_lock(struct action *action, struct error *err)
{
	struct arena *arena = action->arena;
	if (action->lock || action->dry_run != DRY_RUN_NONE || !action->target->client)
		return true;
	struct action_lock *lock = ARENA_NEW(arena, struct action_lock);
	struct error problem = { .arena = arena };
	int status = 0;
	struct kube_lease_wanted wanted = {
		.client = action->target->client,
		.arena = arena,
		.namespace = action->target->storage.namespace,
		.name = ARENA_CONCAT(arena, STR("pintle."), action->release),
		.label = STR("pintle/release"),
		.label_value = action->release,
		.is_lost = action->is_cancelled ? action->is_cancelled : &lock->is_lost,
		.is_cancelled = action->is_cancelled,
		.tell = tell_waiting,
		.context = action,
	};
	switch (kube_lease_take(&wanted, &lock->lease, &status, &problem)) {
	case KUBE_LEASE_HELD:
		action->lock = lock;
		action->is_cancelled = wanted.is_lost;
		return true;
	case KUBE_LEASE_TAKEN: fail_text(err, NOWHERE, problem.message); return fail_taken(action, wanted.name, err);
	case KUBE_LEASE_REFUSED: return go_without(action, status, &problem);
	default:
		fail_text(err, NOWHERE, problem.message);
		return fail_in(err, "the Lease %.*s/%.*s, which keeps other runs out, cannot be taken",
		               STR_FMT(wanted.namespace), STR_FMT(wanted.name));
	}
}

bool action_unlock(const struct action *outer, const struct action *action, bool ok, struct error *err)
{
	struct error lost = { .arena = action->arena };
	if (action->lock == outer->lock || kube_lease_give_back(action->lock->lease, &lost) || ok)
		return ok;
	error_note(err, NOWHERE, "the Lease of the release was lost: %.*s", STR_FMT(lost.message));
	return false;
}

bool action_is_alone(const struct action *action)
{
	return !action->lock || !kube_lease_is_lost(action->lock->lease);
}

bool record_create(const struct action *action, struct release *release, struct error *err)
{
	release->holder = action->lock ? kube_lease_holder(action->lock->lease) : STR_NONE;
	return storage_create(&action->target->storage, release, err);
}

void record_mend(const struct action *action, struct release *release)
{
	struct str revision = arena_printf(action->arena, "%lld", (long long)release->version);
	if (!action->lock || !release_is_pending(release) || !release->holder.len)
		return;
	release->status = STR("failed");
	release->description = arena_printf(action->arena, RECORD_CUT_OFF, STR_FMT(release->name));
	log_tell(action->warnings, action->arena, LOG_LEVEL_WARN, STR("a run was cut off: its revision has failed"),
	         (struct log_field[]){ { "release", release->name }, { "revision", revision }, { NULL, STR_NONE } });
	record_update(action, release);
}

bool fail_pending(const struct action *action, const struct release *release, struct error *err)
{
	struct str name = action->release;
	fail(err, NOWHERE, "another operation (install/upgrade/rollback) is in progress");
	error_note(err, NOWHERE,
	           "revision %lld is \"%.*s\", and whether a run is still at work on it cannot be told%s; if none is, "
	           "%s%.*s ends it",
	           (long long)release->version, STR_FMT(release->status),
	           release->holder.len ? " without its Lease" : ": it is not one of pintle's with a Lease",
	           release->version > 1 ? "pintle rollback " : "pintle uninstall ", STR_FMT(name));
	return false;
}
