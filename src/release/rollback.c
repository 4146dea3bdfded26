// SPDX-License-Identifier: Apache-2.0
// Rolling back (pkg/action/rollback.go): an old revision's manifest and hooks become those of a new one.
#include "base/strbuf.h"
#include "release/action.h"

static bool find_releases(const struct action *action, int64_t version, struct release *ret_current,
                          struct release *ret_previous, struct error *err)
{
	struct release_refs refs;
	bool exists = false;
	if (version < 0)
		return fail(err, NOWHERE, "invalid release revision");
	if (!storage_refs(&action->target->storage, action->release, &refs, err) ||
	    !storage_get(&action->target->storage, action->release, 0, ret_current, err))
		return false;
	record_mend(action, ret_current);
	version = version ? version : ret_current->version - 1;
	for (size_t i = 0; i < refs.len; i++)
		exists = exists || refs.items[i].version == version;
	if (!exists)
		return fail(err, NOWHERE, "release has no %lld version", (long long)version);
	return storage_get(&action->target->storage, action->release, version, ret_previous, err);
}

static struct release target_of(const struct action *action, const struct release *current,
                                const struct release *previous, bool is_server_side)
{
	struct release release = *previous;
	release.namespace = current->namespace;
	release.version = current->version + 1;
	release.first_deployed = current->first_deployed;
	release.last_deployed = (struct release_time){ gotime_now(), true };
	release.deleted = (struct release_time){ 0 };
	release.status = STR("pending-rollback");
	release.rollback_revision = previous->version;
	release.description = action->description.len
	                              ? action->description
	                              : arena_printf(action->arena, "Rollback to %lld", (long long)previous->version);
	release.apply_method = is_server_side ? STR("ssa") : STR("csa");
	return release;
}

static bool look(const struct action *action, const struct release *current, const struct release *release,
                 struct changes *changes, struct error *err)
{
	changes->owner = (struct release_owner){ release->name, release->namespace };
	if (!action_objects(action, current, false, &changes->originals, err))
		return fail_in(err, "unable to build kubernetes objects from current release manifest");
	if (!action_objects(action, release, action->no_hooks, &changes->targets, err))
		return fail_in(err, "unable to build kubernetes objects from new release manifest");
	ownership_mark(action->arena, &changes->targets, &changes->owner);
	ownership_mark(action->arena, &changes->originals, &changes->owner);
	if (!changes_look(action, changes, err))
		return false;
	for (size_t i = 0; i < changes->targets.len; i++)
		if (changes->found[i].problem.len)
			return fail(err, NOWHERE, "could not get information about the resource: %.*s",
			            STR_FMT(changes->found[i].problem));
	return true;
}

static bool fail_changes(const struct action *action, struct release *current, struct release *release,
                         const struct changes *changes, struct error *err)
{
	struct error ignored = { .arena = action->arena };
	struct str message = arena_printf(action->arena, "Rollback \"%.*s\" failed: %.*s", STR_FMT(release->name),
	                                  STR_FMT(err->message));
	log_tell(action->warnings, action->arena, LOG_LEVEL_WARN, message, NULL);
	current->status = STR("superseded");
	record_update(action, current);
	record_failure(action, release, "Rollback", err->message);
	if (action->cleanup_on_fail && action_is_alone(action) && !changes_undo(action, changes, &ignored))
		err->message = arena_printf(
			err->arena,
			"an error occurred while cleaning up resources. original rollback error: unable to cleanup "
			"resources: %.*s",
			STR_FMT(ignored.message));
	return false;
}

static bool fail_waiting(const struct action *action, struct release *current, struct release *release,
                         struct error *err)
{
	record_failure(action, release, "Release", err->message);
	record_update(action, current);
	return fail_in(err, "release %.*s failed", STR_FMT(release->name));
}

// All that are deployed become the past: of several at once (after a run that was cut off) none must stay.
static bool supersede(const struct action *action, struct error *err)
{
	struct release_refs refs;
	struct release release;
	if (!storage_refs(&action->target->storage, action->release, &refs, err))
		return false;
	for (size_t i = 0; i < refs.len; i++) {
		if (!str_is(refs.items[i].status, "deployed"))
			continue;
		if (!storage_get(&action->target->storage, action->release, refs.items[i].version, &release, err))
			return false;
		release.status = STR("superseded");
		record_update(action, &release);
	}
	return true;
}

static bool perform(const struct action *action, struct release *current, struct release *release,
                    struct changes *changes, struct error *err)
{
	if (!hooks_run(action, release, "pre-rollback", changes->is_server_side, err) ||
	    !changes_renew(action, release, "pre-rollback", changes, err) || !action_goes_on(action, err))
		return false;
	if (!changes_make(action, changes, err))
		return fail_changes(action, current, release, changes, err);
	if (!action_wait(action, &changes->targets, err))
		return fail_waiting(action, current, release, err);
	if (!hooks_run(action, release, "post-rollback", changes->is_server_side, err) || !supersede(action, err))
		return false;
	release->status = STR("deployed");
	return storage_close(&action->target->storage, release, err);
}

// A record that says "pending" would keep everybody out for ever: Helm leaves it so where a hook fails.
static bool end_record(const struct action *action, struct release *release, const struct error *err)
{
	if (release_is_pending(release))
		record_failure(action, release, "Rollback", err->message);
	return false;
}

static bool roll_back_locked(const struct action *action, int64_t version, struct str server_side, struct release *ret,
                             struct error *err)
{
	struct changes changes = { .is_upgrade = true, .migrates = true, .tells_unknown = true };
	struct release current, previous;
	if (!find_releases(action, version, &current, &previous, err) ||
	    !release_server_side(server_side, previous.apply_method, &changes.is_server_side, err))
		return false;
	*ret = target_of(action, &current, &previous, changes.is_server_side);
	if (action->dry_run != DRY_RUN_NONE)
		return true;
	if (!look(action, &current, ret, &changes, err) || !changes_plan(action, &changes, ret, err) ||
	    !record_create(action, ret, err))
		return false;
	return perform(action, &current, ret, &changes, err) || end_record(action, ret, err);
}

bool release_rollback(const struct action *given, int64_t version, struct str server_side, struct release *ret,
                      struct error *err)
{
	struct action action = *given;
	return action_lock(&action, err) &&
	       action_unlock(given, &action, roll_back_locked(&action, version, server_side, ret, err), err);
}
