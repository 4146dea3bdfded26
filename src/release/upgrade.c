// SPDX-License-Identifier: Apache-2.0
// Upgrading (pkg/action/upgrade.go).
#include "base/strbuf.h"
#include "release/action.h"
#include "value/member.h"

// ---- the release that is there ---------------------------------------------------------------------------------

static const struct release_ref *newest_with(const struct release_refs *refs, const char *status)
{
	for (size_t i = 0; i < refs->len; i++)
		if (str_is(refs->items[i].status, status))
			return &refs->items[i];
	return NULL;
}

static bool fail_undeployed(const struct action *action, struct error *err)
{
	return fail(err, NOWHERE, "\"%.*s\" has no deployed releases", STR_FMT(action->release));
}

// The newest revision, and the one whose objects are in the cluster: the deployed one, or the newest where none is.
static bool find_releases(const struct action *action, struct release_refs *ret_refs, struct release *ret_last,
                          struct release *ret_current, struct error *err)
{
	if (!storage_refs(&action->target->storage, action->release, ret_refs, err))
		return str_is(err->message, "release: not found") ? fail_undeployed(action, err) : false;
	if (!storage_get(&action->target->storage, action->release, 0, ret_last, err))
		return false;
	record_mend(action, ret_last);
	if (release_is_pending(ret_last))
		return fail_pending(action, ret_last, err);
	*ret_current = *ret_last;
	if (str_is(ret_last->status, "deployed"))
		return true;
	const struct release_ref *deployed = newest_with(ret_refs, "deployed");
	if (deployed)
		return storage_get(&action->target->storage, action->release, deployed->version, ret_current, err);
	return str_is(ret_last->status, "failed") || str_is(ret_last->status, "superseded") ||
	       fail_undeployed(action, err);
}

// ---- values ----------------------------------------------------------------------------------------------------

static bool reuse_values(const struct action *action, struct upgrade *upgrade, const struct release *current,
                         struct error *err)
{
	struct render_request *request = upgrade->request;
	struct map *config =
		current->config ? value_copy(action->arena, value_map(current->config)).map : map_new(action->arena);
	struct chart old = { .metadata = current->metadata, .values = current->chart_values };
	if (upgrade->reuse == REUSE_ALL &&
	    !chart_coalesce(action->arena, &old, config, false, action->warnings, &request->chart->values, err))
		return fail_in(err, "failed to rebuild old values");
	if (upgrade->reuse == REUSE_ALL || upgrade->reuse == REUSE_RESET_DEFAULTS)
		tables_coalesce(action->arena, request->values, config, STR_NONE, false, action->warnings);
	else if (upgrade->reuse == REUSE_IF_NONE && !request->values->len)
		request->values = config;
	return true;
}

// ---- before anything is changed --------------------------------------------------------------------------------

// Labels of the record: the old ones under the new ones; "null" takes one away.
static struct map *merge_labels(struct arena *arena, const struct map *old, const struct map *new)
{
	struct map *merged = map_new(arena);
	const struct map *both[] = { old, new };
	for (size_t i = 0; i < ARRAY_LEN(both); i++)
		for (size_t j = 0; both[i] && j < both[i]->len; j++)
			map_set(arena, merged, both[i]->entries[j].key, both[i]->entries[j].value);
	for (size_t i = merged->len; i-- > 0;)
		if (merged->entries[i].value.kind == VALUE_STRING && str_is(merged->entries[i].value.s, "null"))
			map_delete(merged, merged->entries[i].key);
	return merged;
}

static bool render(const struct action *action, struct upgrade *upgrade, const struct release *last,
                   const struct release *current, struct release *ret, struct error *err)
{
	struct render_request *request = upgrade->request;
	request->name = action->release;
	request->namespace = current->namespace;
	request->revision = last->version + 1;
	request->is_upgrade = true;
	if (!reuse_values(action, upgrade, current, err) ||
	    !chart_process_dependencies(action->arena, request->chart, request->values, request->warnings, err))
		return false;
	request->has_dependencies = true;
	struct release_source source = { request->chart,     request->values, request->name,
		                         request->namespace, &upgrade->text,  upgrade->hides_secrets };
	if ((upgrade->look_around && !upgrade->look_around(upgrade->context, request, err)) ||
	    !render_release(request, &upgrade->text, err) || !release_make(action->arena, &source, ret, err))
		return false;
	ret->version = request->revision;
	ret->first_deployed = current->first_deployed;
	ret->last_deployed = (struct release_time){ gotime_now(), true };
	ret->status = STR("pending-upgrade");
	ret->description = STR("Preparing upgrade");
	ret->labels = merge_labels(action->arena, last->labels, upgrade->labels);
	return true;
}

// What failed revisions since the one that is deployed have made stays nobody's if nobody remembers it. A manifest that
// cannot be read made nothing.
static void add_leftovers(const struct action *action, const struct release *current, struct changes *changes)
{
	struct error ignored = { .arena = action->arena };
	struct release_refs refs = { 0 };
	struct release failed;
	struct kube_objects objects;
	storage_refs(&action->target->storage, action->release, &refs, &ignored);
	for (size_t i = 0; i < refs.len && refs.items[i].version > current->version; i++)
		if (str_is(refs.items[i].status, "failed") &&
		    storage_get(&action->target->storage, action->release, refs.items[i].version, &failed, &ignored) &&
		    action_objects(action, &failed, false, &objects, &ignored))
			for (size_t j = 0; j < objects.len; j++)
				if (!object_keeps_data(&objects.items[j])) // nobody has said that these shall go
					kube_objects_append(action->arena, &changes->leftovers,
					                    &(struct kube_objects){ &objects.items[j], 1, 1 });
}

static bool look(const struct action *action, const struct release *original, const struct release *upgraded,
                 struct changes *changes, struct error *err)
{
	changes->owner = (struct release_owner){ upgraded->name, upgraded->namespace };
	changes->is_upgrade = true;
	if (!action_objects(action, upgraded, action->no_hooks, &changes->targets, err))
		return false;
	if (!action_objects(action, original, false, &changes->originals, err)) {
		if (str_contains(err->message, STR("unable to recognize \"\": no matches for kind")))
			return fail_in(err, "current release manifest contains removed kubernetes api(s) for this "
			                    "kubernetes version and it is therefore "
			                    "unable to build the kubernetes objects for performing the diff. error "
			                    "from kubernetes");
		return fail_in(err, "unable to build kubernetes objects from current release manifest");
	}
	ownership_mark(action->arena, &changes->targets, &changes->owner);
	ownership_mark(action->arena, &changes->originals, &changes->owner);
	return changes_look(action, changes, err);
}

// What the release did not have must not be somebody else's.
static bool check_new(const struct action *action, const struct changes *changes, struct error *err)
{
	struct arena *arena = action->arena;
	struct map *index = kube_objects_index(arena, &changes->originals);
	struct kube_objects added = { .items = ARENA_ARRAY(arena, struct kube_object, changes->targets.len + 1) };
	struct found *found = ARENA_ARRAY(arena, struct found, changes->targets.len + 1);
	for (size_t i = 0; i < changes->targets.len; i++) {
		const struct kube_object *object = &changes->targets.items[i];
		const struct value *at = map_get(index, kube_object_key(arena, object));
		if (at && str_eq(changes->originals.items[at->i].api_version, object->api_version))
			continue;
		found[added.len] = changes->found[i];
		added.items[added.len++] = *object;
	}
	if (!ownership_check_found(&added, found, action->take_ownership ? NULL : &changes->owner, err))
		return fail_in(err, "unable to continue with update");
	for (size_t i = 0; i < changes->targets.len; i++)
		if (changes->found[i].problem.len)
			return fail(err, NOWHERE, "could not get information about the resource: %.*s",
			            STR_FMT(changes->found[i].problem));
	return true;
}

// ---- changing --------------------------------------------------------------------------------------------------

static bool perform(const struct action *action, struct release *release, struct changes *changes, struct error *err)
{
	if (!hooks_run(action, release, "pre-upgrade", changes->is_server_side, err))
		return fail_in(err, "pre-upgrade hooks failed");
	if (!changes_renew(action, release, "pre-upgrade", changes, err) || !action_goes_on(action, err) ||
	    !changes_make(action, changes, err) || !action_wait(action, &changes->targets, err))
		return false;
	if (!hooks_run(action, release, "post-upgrade", changes->is_server_side, err))
		return fail_in(err, "post-upgrade hooks failed");
	return true;
}

// New objects go again.
static bool clean_up(const struct action *action, const struct changes *changes, struct error *err)
{
	struct error problem = { .arena = action->arena };
	if (changes_undo(action, changes, &problem))
		return true;
	err->message = arena_printf(
		err->arena,
		"an error occurred while cleaning up resources. original upgrade error: %.*s: unable to cleanup "
		"resources: %.*s",
		STR_FMT(err->message), STR_FMT(problem.message));
	return false;
}

// Back to the newest revision that went well.
static bool roll_back(const struct action *action, const struct upgrade *upgrade, struct error *err)
{
	struct action rolling = *action;
	struct release_refs refs;
	struct release release;
	struct error problem = { .arena = action->arena };
	int64_t version = 0;
	rolling.is_cancelled = NULL;
	rolling.cleanup_on_fail = rolling.rollback_on_failure = false;
	rolling.description = STR_NONE;
	bool ok = storage_refs(&action->target->storage, action->release, &refs, &problem);
	if (!ok) {
		err->message = arena_printf(
			err->arena,
			"an error occurred while finding last successful release. original upgrade error: %.*s: %.*s",
			STR_FMT(err->message), STR_FMT(problem.message));
		return false;
	}
	for (size_t i = 0; i < refs.len && !version; i++)
		if (str_is(refs.items[i].status, "superseded") || str_is(refs.items[i].status, "deployed"))
			version = refs.items[i].version;
	if (!version)
		return fail_in(err, "unable to find a previously successful release when attempting to rollback. "
		                    "original upgrade error");
	if (release_rollback(&rolling, version, upgrade->server_side, &release, &problem))
		return fail_in(err,
		               "release %.*s failed, and has been rolled back due to rollback-on-failure being set",
		               STR_FMT(action->release));
	err->message = arena_printf(
		err->arena, "an error occurred while rolling back the release. original upgrade error: %.*s: %.*s",
		STR_FMT(err->message), STR_FMT(problem.message));
	return false;
}

static bool give_up(const struct action *action, const struct upgrade *upgrade, struct release *release,
                    const struct changes *changes, struct error *err)
{
	log_tell(action->warnings, action->arena, LOG_LEVEL_WARN, STR("upgrade failed"),
	         (struct log_field[]){ { "name", release->name }, { "error", err->message }, { NULL, STR_NONE } });
	record_failure(action, release, "Upgrade", err->message);
	if (action->cleanup_on_fail && action_is_alone(action) && !clean_up(action, changes, err))
		return false;
	return action->rollback_on_failure && action_is_alone(action) ? roll_back(action, upgrade, err) : false;
}

// The new revision first: of what a cut between the two leaves, the newest that is deployed counts. Older ones may be
// left from then.
static bool conclude(const struct action *action, const struct release_refs *refs, struct release *current,
                     struct release *release, struct error *err)
{
	const struct release_storage *storage = &action->target->storage;
	struct error ignored = { .arena = action->arena };
	release->status = STR("deployed");
	release->description = action->description.len ? action->description : STR("Upgrade complete");
	if (!storage_close(storage, release, err))
		return false;
	current->status = STR("superseded");
	record_update(action, current);
	for (size_t i = 0; i < refs->len; i++) {
		struct release older;
		if (!str_is(refs->items[i].status, "deployed") || refs->items[i].version == current->version ||
		    !storage_get(storage, action->release, refs->items[i].version, &older, &ignored))
			continue;
		older.status = STR("superseded");
		record_update(action, &older);
	}
	return true;
}

static bool upgrade_locked(const struct action *action, struct upgrade *upgrade, struct release *ret, struct error *err)
{
	struct changes changes = { .is_upgrade = true };
	struct release_refs refs;
	struct release last, current;
	if (!find_releases(action, &refs, &last, &current, err) ||
	    !render(action, upgrade, &last, &current, ret, err) ||
	    !release_server_side(upgrade->server_side, last.apply_method, &changes.is_server_side, err))
		return false;
	changes.migrates = changes.is_server_side && !str_is(current.apply_method, "ssa");
	ret->apply_method = changes.is_server_side ? STR("ssa") : STR("csa");
	if (last.version != current.version)
		add_leftovers(action, &current, &changes);
	if (!look(action, &current, ret, &changes, err) || !check_new(action, &changes, err))
		return false;
	if (action->dry_run != DRY_RUN_NONE) {
		ret->description = action->description.len ? action->description : STR("Dry run complete");
		return true;
	}
	if (!changes_plan(action, &changes, ret, err) || !record_create(action, ret, err))
		return false;
	return perform(action, ret, &changes, err) ? conclude(action, &refs, &current, ret, err)
	                                           : give_up(action, upgrade, ret, &changes, err);
}

bool release_upgrade(const struct action *given, struct upgrade *upgrade, struct release *ret, struct error *err)
{
	struct action action = *given;
	if (action.wait == WAIT_HOOKS_ONLY && action.rollback_on_failure)
		action.wait = WAIT_WATCHER;
	if (upgrade->hides_secrets && action.dry_run == DRY_RUN_NONE)
		return fail(err, NOWHERE, "hiding Kubernetes secrets requires a dry-run mode");
	return action_lock(&action, err) &&
	       action_unlock(given, &action, upgrade_locked(&action, upgrade, ret, err), err);
}
