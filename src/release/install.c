// SPDX-License-Identifier: Apache-2.0
// Installing (pkg/action/install.go).
#include "base/strbuf.h"
#include "release/action.h"
#include "value/member.h"

#define SECOND INT64_C(1000000000)

// ---- names -----------------------------------------------------------------------------------------------------

// Is the name free, or may it be taken again? *ret_last: the newest revision there is; its version is 0 if there is
// none.
static bool check_name(const struct action *action, const struct install *install, struct release_ref *ret_last,
                       struct error *err)
{
	struct release_refs refs;
	*ret_last = (struct release_ref){ .version = 0 };
	if (action->dry_run != DRY_RUN_NONE)
		return true;
	if (!storage_refs(&action->target->storage, action->release, &refs, err)) {
		// Helm takes any error for a free name; but a new first revision would take over what a later one has.
		if (!str_is(err->message, "release: not found") && !str_contains(err->message, STR(" is forbidden: ")))
			return fail_in(err, "release name check failed");
		error_clear(err);
		return true;
	}
	const struct release_ref *last = &refs.items[0];
	if (!install->replace || (!str_is(last->status, "uninstalled") && !str_is(last->status, "failed")))
		return fail(err, NOWHERE, "release name check failed: cannot reuse a name that is still in use");
	*ret_last = *last;
	return true;
}

// A revision that was uninstalled becomes one of the new release's past; one that failed stays what it is.
static bool supersede(const struct action *action, const struct release_ref *last, struct error *err)
{
	struct release release;
	if (str_is(last->status, "failed"))
		return true;
	if (!storage_get(&action->target->storage, action->release, last->version, &release, err))
		return false;
	release.status = STR("superseded");
	release.description = STR("superseded by new release");
	return storage_update(&action->target->storage, &release, err);
}

// ---- CRDs ------------------------------------------------------------------------------------------------------

static bool read_crds(const struct action *action, struct chart *chart, struct kube_objects *ret, struct error *err)
{
	struct chart_files files = { 0 };
	chart_crds(action->arena, chart, &files);
	for (size_t i = 0; i < files.len; i++) {
		struct kube_objects objects;
		struct str text, name = files.items[i].name;
		if (!chart_file_data(action->arena, &files.items[i], &text, err) ||
		    !action->target->ops->read(action->target, text, &objects, err))
			return fail_in(err, "failed to install CRD %.*s", STR_FMT(name));
		if (!objects.len)
			return fail(err, NOWHERE, "failed to install CRD %.*s: resources are empty", STR_FMT(name));
		for (size_t j = 0; j < objects.len; j++) {
			ret->items = arena_grow(action->arena, ret->items, &ret->cap, ret->len + 1,
			                        sizeof(struct kube_object));
			ret->items[ret->len++] = objects.items[j];
		}
	}
	return true;
}

// Those that are there already are left alone, unless all are to be applied.
static bool make_crds(const struct action *action, const struct install *install, const struct kube_objects *crds,
                      struct error *err)
{
	struct plan plan = { .arena = action->arena, .style = action->style };
	struct found *found = ARENA_ARRAY(action->arena, struct found, crds->len + 1);
	struct kube_objects due = { .items = ARENA_ARRAY(action->arena, struct kube_object, crds->len + 1) };
	if (!action->target->ops->look(action->target, crds, install->crds == CRDS_APPLY, found, err))
		return false;
	for (size_t i = 0; i < crds->len; i++) {
		if (found[i].problem.len)
			return fail(err, NOWHERE, "failed to install CRD %.*s: %.*s", STR_FMT(crds->items[i].name),
			            STR_FMT(found[i].problem));
		if (!value_is_null(found[i].live) && install->crds != CRDS_APPLY)
			continue;
		found[due.len] = found[i];
		due.items[due.len++] = crds->items[i];
	}
	plan_changes(&plan, NULL, &due, found);
	if (!plan_execute(&plan, action->target, NULL, "\n", err))
		return fail_in(err, "failed to install CRD");
	struct kube_wait wait = {
		.objects = crds, .until = KUBE_UNTIL_READY, .timeout = 60 * SECOND, .is_cancelled = action->is_cancelled
	};
	action->target->ops->forget_kinds(action->target);
	return action->target->ops->wait(action->target, &wait, err);
}

static bool install_crds(const struct action *action, const struct install *install, struct error *err)
{
	struct kube_objects crds = { 0 };
	if (install->crds == CRDS_SKIP || action->dry_run != DRY_RUN_NONE)
		return true;
	return read_crds(action, install->request->chart, &crds, err) &&
	       (!crds.len || make_crds(action, install, &crds, err));
}

// ---- before anything is changed --------------------------------------------------------------------------------

static bool render(const struct action *action, struct install *install, struct release *ret, struct error *err)
{
	struct render_request *request = install->request;
	struct release_source source = { request->chart,     request->values, request->name,
		                         request->namespace, &install->text,  install->hides_secrets };
	bool ok = render_release(request, &install->text, err);
	if (!ok && !install->text.is_begun)
		return false;
	struct error ignored = { .arena = action->arena };
	install->has_release = release_make(action->arena, &source, ret, ok ? err : &ignored);
	if (!ok || !install->has_release)
		return false;
	ret->labels = install->labels;
	ret->apply_method = action->style.is_server_side ? STR("ssa") : STR("csa");
	ret->first_deployed = ret->last_deployed = (struct release_time){ gotime_now(), true };
	ret->status = STR("pending-install");
	ret->description = STR("Initial install underway");
	return true;
}

static bool look(const struct action *action, const struct release *release, struct changes *changes, struct error *err)
{
	changes->owner = (struct release_owner){ release->name, release->namespace };
	changes->is_server_side = action->style.is_server_side;
	if (!action_objects(action, release, action->no_hooks, &changes->targets, err))
		return fail_in(err, "unable to build kubernetes objects from release manifest");
	ownership_mark(action->arena, &changes->targets, &changes->owner);
	if (!changes_look(action, changes, err) ||
	    !ownership_check_found(&changes->targets, changes->found, action->take_ownership ? NULL : &changes->owner,
	                           err))
		return fail_in(err, "unable to continue with install");
	for (size_t i = 0; i < changes->targets.len; i++)
		changes->migrates = changes->migrates || !value_is_null(changes->found[i].live);
	changes->merges_three_ways = action->take_ownership && !changes->is_server_side;
	return true;
}

// Helm labels the namespaces that it makes.
static bool create_namespace(const struct action *action, struct error *err)
{
	struct str name = action->target->storage.namespace;
	struct str text =
		arena_printf(action->arena,
	                     "apiVersion: v1\nkind: Namespace\nmetadata: {name: \"%.*s\", labels: {name: \"%.*s\"}}\n",
	                     STR_FMT(name), STR_FMT(name));
	struct plan plan = { .arena = action->arena, .style = action->style };
	struct kube_objects objects;
	struct found found;
	if (!action->target->ops->read(action->target, text, &objects, err) ||
	    !action->target->ops->look(action->target, &objects, false, &found, err))
		return false;
	if (!value_is_null(found.live))
		return true;
	plan_changes(&plan, NULL, &objects, &found);
	return plan_execute(&plan, action->target, NULL, "\n", err);
}

// ---- changing --------------------------------------------------------------------------------------------------

static bool perform(const struct action *action, struct release *release, struct changes *changes, struct error *err)
{
	bool is_server_side = action->style.is_server_side;
	if (!hooks_run(action, release, "pre-install", is_server_side, err))
		return fail_in(err, "failed pre-install");
	if (!changes_renew(action, release, "pre-install", changes, err) || !action_goes_on(action, err) ||
	    !changes_make(action, changes, err) || !action_wait(action, &changes->targets, err))
		return false;
	if (!hooks_run(action, release, "post-install", is_server_side, err))
		return fail_in(err, "failed post-install");
	return true;
}

static bool undo(const struct action *action, struct error *err)
{
	struct action undoing = *action;
	struct uninstall uninstall = { .name = action->release };
	struct error problem = { .arena = action->arena };
	if (undoing.wait == WAIT_HOOKS_ONLY)
		undoing.wait = WAIT_WATCHER;
	undoing.is_cancelled = NULL;
	undoing.description = STR_NONE;
	if (release_uninstall(&undoing, &uninstall, &problem))
		return fail_in(err,
		               "release %.*s failed, and has been uninstalled due to rollback-on-failure being set",
		               STR_FMT(action->release));
	err->message = arena_printf(
		err->arena, "an error occurred while uninstalling the release. original install error: %.*s: %.*s",
		STR_FMT(err->message), STR_FMT(problem.message));
	return false;
}

// Helm tells here that the record could not be closed, and says that all is well: but nobody could upgrade a release
// that is pending.
static bool conclude(const struct action *action, struct release *release, struct error *err)
{
	release->status = STR("deployed");
	release->description = action->description.len ? action->description : STR("Install complete");
	return storage_close(&action->target->storage, release, err) ||
	       fail_in(err, "its objects are there, but the release could not be recorded");
}

static bool change_locked(const struct action *action, const struct release_ref *last, struct changes *changes,
                          struct release *release, struct error *err)
{
	if (last->version && !supersede(action, last, err))
		return false;
	release->version = last->version + 1;
	if (!record_create(action, release, err))
		return false;
	if (perform(action, release, changes, err))
		return conclude(action, release, err);
	if (action->rollback_on_failure && action_is_alone(action))
		return undo(action, err);
	record_failure(action, release, "Release", err->message);
	return false;
}

// The Lease must have a namespace, so it is taken only now.
static bool install_changes(const struct action *given, struct install *install, const struct release_ref *last,
                            struct release *release, struct error *err)
{
	struct changes changes = { .is_upgrade = false };
	struct action action = *given;
	if (!look(given, release, &changes, err) || !changes_plan(given, &changes, release, err) ||
	    (install->create_namespace && !create_namespace(given, err)) || !action_lock(&action, err))
		return false;
	return action_unlock(given, &action, change_locked(&action, last, &changes, release, err), err);
}

bool release_install(const struct action *given, struct install *install, struct release *ret, struct error *err)
{
	struct action with_wait = *given;
	const struct action *action = &with_wait;
	struct render_request *request = install->request;
	struct release_ref last;
	install->has_release = false;
	if (with_wait.wait == WAIT_HOOKS_ONLY && with_wait.rollback_on_failure)
		with_wait.wait = WAIT_WATCHER;
	if (install->hides_secrets && action->dry_run == DRY_RUN_NONE)
		return fail(err, NOWHERE, "hiding Kubernetes secrets requires a dry-run mode");
	if (!check_name(action, install, &last, err))
		return false;
	if (!render_dependencies(request, err))
		return false;
	request->has_dependencies = true;
	if (!install_crds(action, install, err) ||
	    (install->look_around && !install->look_around(install->context, request, err)) ||
	    !render(action, install, ret, err))
		return false;
	if (action->dry_run == DRY_RUN_NONE)
		return install_changes(action, install, &last, ret, err);
	ret->description = STR("Dry run complete");
	return action->dry_run == DRY_RUN_CLIENT || look(action, ret, &(struct changes){ .is_upgrade = false }, err);
}
