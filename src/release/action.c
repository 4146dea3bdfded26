// SPDX-License-Identifier: Apache-2.0
// What the actions share.
#include "release/action.h"

#include "base/strbuf.h"
#include "release/managers.h"
#include "value/member.h"

bool action_objects(const struct action *action, const struct release *release, bool without_hooks,
                    struct kube_objects *ret, struct error *err)
{
	struct target *target = action->target;
	struct kube_objects objects, more;
	if (!target->ops->read(target, release->manifest, &objects, err))
		return false;
	for (size_t i = 0; target->keeps_hooks && !without_hooks && i < release->hooks_len; i++) {
		const struct release_hook *hook = &release->hooks[i];
		if (hook->is_null || (hook->events.len == 1 && str_is(hook->events.items[0], "test")))
			continue;
		if (!target->ops->read(target, hook->manifest, &more, err))
			return false;
		kube_objects_append(action->arena, &objects, &more);
	}
	*ret = objects;
	return true;
}

bool release_is_pending(const struct release *release)
{
	return str_has_prefix(release->status, STR("pending-"));
}

bool release_server_side(struct str option, struct str previous, bool *ret, struct error *err)
{
	if (str_is(option, "auto"))
		*ret = str_is(previous, "ssa");
	else if (str_is(option, "true") || str_is(option, "false"))
		*ret = str_is(option, "true");
	else
		return fail(err, NOWHERE, "invalid/unknown release server-side apply method: %.*s", STR_FMT(option));
	return true;
}

bool action_goes_on(const struct action *action, struct error *err)
{
	return !action->is_cancelled || !*action->is_cancelled || fail(err, NOWHERE, "context canceled");
}

bool action_wait(const struct action *action, const struct kube_objects *objects, struct error *err)
{
	struct kube_wait wait = {
		.objects = objects,
		.until = action->wait_for_jobs ? KUBE_UNTIL_READY_JOBS : KUBE_UNTIL_READY,
		.timeout = action->timeout,
		.fails_fast = action->fails_fast,
		.is_cancelled = action->is_cancelled,
		.tell = action->tell,
		.context = action->context,
	};
	return action->wait == WAIT_HOOKS_ONLY || action->target->ops->wait(action->target, &wait, err);
}

// ---- deletions -------------------------------------------------------------------------------------------------

static void tell_kept(const struct action *action, const struct kube_object *object, struct str message, struct str why)
{
	const struct log_field fields[] = { { "kind", object->kind },           { "name", object->name },
		                            { "namespace", object->namespace }, { "release", action->release },
		                            { why.len ? "error" : NULL, why },  { NULL, STR_NONE } };
	log_tell(action->warnings, action->arena, LOG_LEVEL_WARN, message, fields);
}

enum deletion { DELETION_GONE, DELETION_OWN, DELETION_FOREIGN, DELETION_UNKNOWN };

static enum deletion judge(const struct found *found, const struct release_owner *owner, struct error *err)
{
	if (found->problem.len) {
		error_set_text(err, NOWHERE, found->problem);
		return DELETION_UNKNOWN;
	}
	if (value_is_null(found->live))
		return DELETION_GONE;
	return ownership_check(found->live, owner, err) ? DELETION_OWN : DELETION_FOREIGN;
}

void deletions_judge(const struct action *action, const struct kube_objects *objects, const struct found *found,
                     const struct release_owner *owner, struct deletions *ret)
{
	*ret = (struct deletions){ 0 };
	for (size_t i = 0; i < objects->len; i++) {
		const struct kube_object *object = &objects->items[i];
		struct error why = { .arena = action->arena };
		enum deletion deletion = judge(&found[i], owner, &why);
		struct kube_objects *to = deletion == DELETION_OWN       ? &ret->own
		                          : deletion == DELETION_FOREIGN ? &ret->foreign
		                                                         : &ret->unknown;
		if (deletion == DELETION_GONE)
			continue;
		if (deletion == DELETION_FOREIGN)
			tell_kept(action, object, STR("skipping delete of resource not owned by this release"),
			          STR_NONE);
		if (deletion == DELETION_UNKNOWN) {
			tell_kept(action, object,
			          STR("skipping delete of resource because ownership could not be verified"),
			          why.message);
			ret->why = arena_grow(action->arena, ret->why, &ret->why_cap, ret->unknown.len + 1,
			                      sizeof(struct str));
			ret->why[ret->unknown.len] = why.message;
		}
		if (deletion == DELETION_OWN) {
			ret->live = arena_grow(action->arena, ret->live, &ret->live_cap, ret->own.len + 1,
			                       sizeof(struct value));
			ret->live[ret->own.len] = found[i].live;
		}
		kube_objects_append(action->arena, to, &(struct kube_objects){ (struct kube_object *)object, 1, 1 });
	}
}

// ---- changes ---------------------------------------------------------------------------------------------------

// An autoscaler that owns the number of replicas keeps it: a chart's number would be undone at once, or undo its work.
// On the server's side the field is not applied; anywhere else an object without it would get one replica, so it is
// what it is there.
static void leave_replicas(const struct action *action, const struct changes *changes)
{
	for (size_t i = 0; i < changes->targets.len; i++) {
		const struct kube_object *object = &changes->targets.items[i];
		struct value spec = member(object->value, "spec"),
			     there = member_at(changes->found[i].live, "spec.replicas");
		struct str manager;
		if (value_is_null(member(spec, "replicas")) || !managers_scaled(changes->found[i].live, &manager))
			continue;
		if (changes->is_server_side)
			map_delete(spec.map, STR("replicas"));
		else
			map_set(action->arena, spec.map, STR("replicas"), there);
		log_tell(action->warnings, action->arena, LOG_LEVEL_INFO,
		         STR("replicas are left to what scales the resource"),
		         (struct log_field[]){ { "kind", object->kind },
		                               { "name", object->name },
		                               { "namespace", object->namespace },
		                               { "manager", manager },
		                               { NULL, STR_NONE } });
	}
}

struct deleting {
	const struct action *action;
	struct release_owner owner;
};

static bool is_kept(struct value live)
{
	return str_is(member_text(member_at(live, "metadata.annotations"), "helm.sh/resource-policy"), "keep");
}

// Those of `from` that are not wanted, each once.
static void add_unwanted(struct arena *arena, const struct kube_objects *from, struct map *wanted,
                         struct kube_objects *to)
{
	for (size_t i = 0; i < from->len; i++) {
		struct str key = kube_object_key(arena, &from->items[i]);
		if (map_get(wanted, key))
			continue;
		map_set(arena, wanted, key, value_null());
		kube_objects_append(arena, to, &(struct kube_objects){ &from->items[i], 1, 1 });
	}
}

// What the release had and has no more.
static bool plan_deletions(const struct action *action, struct changes *changes, struct error *err)
{
	struct arena *arena = action->arena;
	struct kube_objects gone = { 0 };
	struct deletions deletions;
	struct map *wanted = kube_objects_index(arena, &changes->targets);
	add_unwanted(arena, &changes->originals, wanted, &gone);
	add_unwanted(arena, &changes->leftovers, wanted, &gone);
	struct found *found = ARENA_ARRAY(arena, struct found, gone.len + 1);
	if (!action->target->ops->look(action->target, &gone, false, found, err))
		return false;
	size_t kept = 0;
	for (size_t i = 0; i < gone.len; i++)
		if (!is_kept(found[i].live)) {
			found[kept] = found[i];
			gone.items[kept++] = gone.items[i];
		}
	gone.len = kept;
	deletions_judge(action, &gone, found, &changes->owner, &deletions);
	if (deletions.unknown.len) // no later revision would remember it
		return fail(err, NOWHERE,
		            "could not get information about the resource %.*s \"%.*s\", which is to be deleted: %.*s",
		            STR_FMT(deletions.unknown.items[0].kind), STR_FMT(deletions.unknown.items[0].name),
		            STR_FMT(deletions.why[0]));
	for (size_t i = 0; i < deletions.own.len; i++)
		plan_deletion(&changes->plan, &deletions.own.items[i], value_null());
	return true;
}

// Asked before each deletion, with the object as it is now.
static bool may_delete(void *context, const struct step *step)
{
	const struct deleting *deleting = context;
	struct error why = { .arena = deleting->action->arena };
	if (is_kept(step->live))
		return false;
	if (ownership_check(step->live, &deleting->owner, &why))
		return true;
	tell_kept(deleting->action, &step->object, STR("skipping delete of resource not owned by this release"),
	          STR_NONE);
	return false;
}

static void guard_deletions(const struct action *action, const struct release_owner *owner, struct plan *plan)
{
	struct deleting *deleting = ARENA_NEW(action->arena, struct deleting);
	*deleting = (struct deleting){ action, *owner };
	plan->may_delete = may_delete;
	plan->context = deleting;
}

static void tell_unknown(const struct action *action, const struct plan *plan)
{
	for (size_t i = 0; i < plan->len; i++) {
		const struct kube_object *object = &plan->steps[i].object;
		if (!plan->steps[i].is_known && !value_is_null(plan->steps[i].live))
			log_tell(action->warnings, action->arena, LOG_LEVEL_WARN,
			         STR("resource exists on cluster but not in original release, using cluster state as "
			             "baseline"),
			         (struct log_field[]){ { "namespace", object->namespace },
			                               { "name", object->name },
			                               { "kind", object->kind },
			                               { NULL, STR_NONE } });
	}
}

static void tell_recreations(const struct action *action, const struct plan *plan)
{
	for (size_t i = 0; i < plan->len; i++) {
		const struct step *step = &plan->steps[i];
		if (step->action == STEP_RECREATE)
			log_tell(action->warnings, action->arena, LOG_LEVEL_WARN,
			         STR("this object will be deleted and made anew, as it cannot be changed"),
			         (struct log_field[]){ { "kind", step->object.kind },
			                               { "name", step->object.name },
			                               { "namespace", step->object.namespace },
			                               { "reason", step->refusal },
			                               { NULL, STR_NONE } });
	}
}

bool changes_look(const struct action *action, struct changes *changes, struct error *err)
{
	struct target *target = action->target;
	bool is_there = changes->is_upgrade; // most of a new release is not, and lists of metadata tell so
	changes->found = ARENA_ARRAY(action->arena, struct found, changes->targets.len + 1);
	if (!is_there && !target->ops->look(target, &changes->targets, false, changes->found, err))
		return false;
	for (size_t i = 0; !changes->is_upgrade && i < changes->targets.len; i++)
		is_there = is_there || !value_is_null(changes->found[i].live);
	return !is_there || target->ops->look(target, &changes->targets, true, changes->found, err);
}

bool changes_plan(const struct action *action, struct changes *changes, struct release *release, struct error *err)
{
	struct arena *arena = action->arena;
	changes->plan = (struct plan){ .arena = arena, .style = action->style };
	guard_deletions(action, &changes->owner, &changes->plan);
	changes->plan.style.is_server_side = changes->is_server_side;
	changes->plan.style.migrates = changes->migrates;
	changes->plan.style.starts_from_live = changes->tells_unknown;
	changes->plan.style.merges_three_ways = changes->merges_three_ways;
	changes->plan.style.names_creations = changes->plan.style.names_deletions = changes->is_upgrade;
	leave_replicas(action, changes);
	plan_changes(&changes->plan, changes->is_upgrade ? &changes->originals : NULL, &changes->targets,
	             changes->found);
	if (changes->tells_unknown)
		tell_unknown(action, &changes->plan);
	if (!plan_foresee(&changes->plan, action->target, err))
		return false;
	if (!changes->is_renewed)
		tell_recreations(action, &changes->plan);
	return (!changes->is_upgrade || plan_deletions(action, changes, err)) &&
	       plan_json(arena, &changes->plan, &release->plan, err);
}

bool changes_renew(const struct action *action, struct release *release, const char *event, struct changes *changes,
                   struct error *err)
{
	if (!hooks_are_due(action, release, event))
		return true;
	changes->is_renewed = true;
	if (!changes_look(action, changes, err))
		return false;
	for (size_t i = 0; i < changes->targets.len; i++)
		if (changes->found[i].problem.len)
			return fail(err, NOWHERE, "could not get information about the resource: %.*s",
			            STR_FMT(changes->found[i].problem));
	if (!changes_plan(action, changes, release, err))
		return false;
	struct error ignored = { .arena = action->arena };
	storage_update(&action->target->storage, release, &ignored);
	return true;
}

bool changes_undo(const struct action *action, const struct changes *changes, struct error *err)
{
	struct plan plan = { .arena = action->arena };
	guard_deletions(action, &changes->owner, &plan);
	for (size_t i = 0; i < changes->plan.len; i++)
		if (changes->plan.steps[i].is_made && object_is_named(&changes->plan.steps[i].object))
			plan_deletion(&plan, &changes->plan.steps[i].object, value_null());
	return plan_execute(&plan, action->target, NULL, ", ", err);
}

bool changes_make(const struct action *action, struct changes *changes, struct error *err)
{
	changes->plan.is_cancelled = action->is_cancelled;
	return plan_execute(&changes->plan, action->target, action->gates, changes->is_upgrade ? " && " : "\n", err);
}

// ---- records ---------------------------------------------------------------------------------------------------

void record_update(const struct action *action, const struct release *release)
{
	struct error problem = { .arena = action->arena };
	struct str revision = arena_printf(action->arena, "%lld", (long long)release->version);
	if (storage_close(&action->target->storage, release, &problem))
		return;
	log_tell(action->warnings, action->arena, LOG_LEVEL_WARN, STR("the record of the release could not be updated"),
	         (struct log_field[]){ { "name", release->name },
	                               { "revision", revision },
	                               { "status", release->status },
	                               { "error", problem.message },
	                               { NULL, STR_NONE } });
}

bool record_hooks(const struct action *action, struct release *release, struct error *err)
{
	const struct release_storage *storage = &action->target->storage;
	struct error ignored = { .arena = action->arena };
	struct release now;
	bool is_ours = release_is_pending(release) || str_is(release->status, "uninstalling");
	if (!is_ours && storage_get(storage, release->name, release->version, &now, &ignored)) {
		release->status = now.status;
		release->description = now.description;
		release->deleted = now.deleted;
	}
	return storage_update(storage, release, err);
}

void record_failure(const struct action *action, struct release *release, const char *what, struct str why)
{
	release->status = STR("failed");
	release->description =
		arena_printf(action->arena, "%s \"%.*s\" failed: %.*s", what, STR_FMT(release->name), STR_FMT(why));
	record_update(action, release);
}
