// SPDX-License-Identifier: Apache-2.0
// Uninstalling (pkg/action/uninstall.go).
#include "base/strbuf.h"
#include "release/action.h"
#include "text/utf8.h"

// ---- what goes and what stays ----------------------------------------------------------------------------------

// "[Service] web", a line each.
static void list_objects(struct strbuf *out, const struct kube_objects *objects, const struct str *why)
{
	for (size_t i = 0; i < objects->len; i++) {
		strbuf_printf(out, "[%.*s] %.*s", STR_FMT(objects->items[i].kind), STR_FMT(objects->items[i].name));
		if (why)
			strbuf_printf(out, ": %.*s", STR_FMT(why[i]));
		strbuf_add_char(out, '\n');
	}
}

static void tell_deletions(struct strbuf *kept, const struct deletions *deletions)
{
	if (deletions->foreign.len) {
		strbuf_printf(kept, "%s%zu resource(s) were not deleted because they are not owned by this release:\n",
		              kept->len ? "\n" : "", deletions->foreign.len);
		list_objects(kept, &deletions->foreign, NULL);
	}
	if (deletions->unknown.len) {
		strbuf_printf(kept,
		              "%s%zu resource(s) were not deleted because their ownership could not be verified:\n",
		              kept->len ? "\n" : "", deletions->unknown.len);
		list_objects(kept, &deletions->unknown, deletions->why);
	}
}

static bool is_kept(struct arena *arena, const struct manifest *manifest)
{
	const struct value *policy = map_get(manifest->annotations, STR("helm.sh/resource-policy"));
	return policy && str_is(text_to_lower(arena, text_trim_space(policy->s)), "keep");
}

// Helm drops documents with a policy that it does not know from both lists: they stay, unsaid.
static bool is_dropped(const struct manifest *manifest)
{
	return map_get(manifest->annotations, STR("helm.sh/resource-policy"));
}

// The documents to delete, in the order of deletion.
static bool sort_documents(const struct action *action, const struct release *release, struct strbuf *kept,
                           struct str *ret, struct error *err)
{
	struct rendered_file file = { STR("manifest"), release->manifest };
	struct rendered files = { &file, 1, 1 };
	struct manifests hooks = { 0 }, resources = { 0 };
	struct strbuf out = strbuf_in(action->arena);
	if (!manifests_sort(action->arena, &files, action->warnings, &hooks, &resources, err))
		return fail_in(err, "corrupted release record. You must manually delete the resources");
	manifests_order_uninstall(action->arena, &resources);
	for (size_t i = 0; i < resources.len; i++) {
		const struct manifest *manifest = &resources.items[i];
		if (is_kept(action->arena, manifest))
			strbuf_printf(kept, "%s[%.*s] %.*s\n",
			              kept->len ? "" : "These resources were kept due to the resource policy:\n",
			              STR_FMT(manifest->kind), STR_FMT(manifest->name));
		else if (!is_dropped(manifest))
			strbuf_printf(&out, "\n---\n%.*s", STR_FMT(manifest->content));
	}
	for (size_t i = 0; action->target->keeps_hooks && i < release->hooks_len; i++)
		strbuf_printf(&out, "\n---\n%.*s", STR_FMT(release->hooks[i].manifest));
	*ret = strbuf_str(&out, action->arena);
	return true;
}

struct deleting {
	struct deletions deletions;
	struct strbuf kept;
};

static bool look(const struct action *action, const struct release *release, struct deleting *ret, struct error *err)
{
	struct release_owner owner = { release->name, release->namespace };
	struct kube_objects objects;
	struct str text;
	*ret = (struct deleting){ .kept = strbuf_in(action->arena) };
	if (!sort_documents(action, release, &ret->kept, &text, err))
		return false;
	if (!action->target->ops->read(action->target, text, &objects, err))
		return fail_in(err, "unable to build kubernetes objects for delete");
	struct found *found = ARENA_ARRAY(action->arena, struct found, objects.len + 1);
	if (!action->target->ops->look(action->target, &objects, false, found, err))
		return fail_in(err, "unable to verify resource ownership");
	deletions_judge(action, &objects, found, &owner, &ret->deletions);
	tell_deletions(&ret->kept, &ret->deletions);
	return true;
}

// ---- the deletion ----------------------------------------------------------------------------------------------

static bool delete_objects(const struct action *action, const struct release *release, struct deleting *deleting,
                           struct error *err)
{
	struct error why = { .arena = action->arena };
	struct plan plan = { .arena = action->arena, .style = action->style };
	bool ok = look(action, release, deleting, &why);
	for (size_t i = 0; ok && i < deleting->deletions.own.len; i++)
		plan_deletion(&plan, &deleting->deletions.own.items[i], deleting->deletions.live[i]);
	ok = ok && plan_execute(&plan, action->target, action->gates, "; ", &why);
	if (ok)
		return true;
	// Helm says no more than the name here; why it failed is what the user needs.
	fail(err, NOWHERE, "failed to delete release: %.*s", STR_FMT(release->name));
	error_note(err, NOWHERE, "%.*s", STR_FMT(why.message));
	return false;
}

static bool purge(const struct action *action, const struct release_refs *refs, struct error *err)
{
	const struct release_ref **all = ARENA_ARRAY(action->arena, const struct release_ref *, refs->len + 1);
	for (size_t i = 0; i < refs->len; i++) // oldest first: what is left of a broken purge is the newest
		all[i] = &refs->items[refs->len - 1 - i];
	return storage_delete(&action->target->storage, all, refs->len, err) ||
	       fail_in(err, "uninstall: Failed to purge the release");
}

static bool wait_until_gone(const struct action *action, const struct deletions *deletions, struct error *err)
{
	struct kube_wait wait = { .objects = &deletions->own,
		                  .until = KUBE_UNTIL_GONE,
		                  .timeout = action->timeout,
		                  .is_cancelled = action->is_cancelled,
		                  .tell = action->tell,
		                  .context = action->context };
	return action->wait == WAIT_HOOKS_ONLY || action->target->ops->wait(action->target, &wait, err);
}

static void supersede(const struct action *action, const struct release_refs *refs, int64_t newest)
{
	for (size_t i = 0; i < refs->len; i++) {
		struct error ignored = { .arena = action->arena };
		struct release release;
		if (!str_is(refs->items[i].status, "deployed") || refs->items[i].version == newest ||
		    !storage_get(&action->target->storage, refs->items[i].name, refs->items[i].version, &release,
		                 &ignored))
			continue;
		release.status = STR("superseded");
		record_update(action, &release);
	}
}

struct ending {
	size_t count;
	struct strbuf texts;
};

static void add_problem(struct ending *ending, const struct error *problem)
{
	strbuf_add(&ending->texts, ending->count++ ? STR("; ") : STR_NONE);
	strbuf_add(&ending->texts, problem->message);
}

// What is left to do once the objects are on their way out: all of it is tried.
static bool finish(const struct action *action, const struct uninstall *uninstall, struct release *release,
                   const struct release_refs *refs, const struct deletions *deletions, struct error *err)
{
	struct ending ending = { .texts = strbuf_in(action->arena) };
	struct error problem = { .arena = action->arena };
	if (!wait_until_gone(action, deletions, &problem))
		add_problem(&ending, &problem);
	if (!hooks_run(action, release, "post-delete", true, &problem))
		add_problem(&ending, &problem);
	release->status = STR("uninstalled");
	release->description = action->description.len ? action->description : STR("Uninstallation complete");
	if (!uninstall->keep_history && !purge(action, refs, &problem))
		add_problem(&ending, &problem);
	if (uninstall->keep_history) {
		record_update(action, release);
		supersede(action, refs, release->version);
	}
	return !ending.count || fail(err, NOWHERE, "uninstallation completed with %zu error(s): %.*s", ending.count,
	                             STR_FMT(strbuf_peek(&ending.texts)));
}

static bool simulate(const struct action *action, struct uninstall *uninstall, struct error *err)
{
	struct error ignored = { .arena = action->arena };
	struct release release;
	struct deleting deleting;
	if (!storage_get(&action->target->storage, uninstall->name, 0, &release, err)) {
		uninstall->is_not_found = uninstall->ignore_not_found && str_is(err->message, "release: not found");
		return uninstall->is_not_found;
	}
	if (look(action, &release, &deleting, &ignored))
		uninstall->kept = strbuf_str(&deleting.kept, action->arena);
	return true;
}

static bool uninstall_locked(const struct action *action, struct uninstall *uninstall, struct error *err)
{
	struct error ignored = { .arena = action->arena };
	struct release_refs refs;
	struct release release;
	struct deleting deleting;
	if (!storage_refs(&action->target->storage, uninstall->name, &refs, err)) {
		uninstall->is_not_found = uninstall->ignore_not_found && str_is(err->message, "release: not found");
		return uninstall->is_not_found ||
		       fail_in(err, "uninstall: Release not loaded: %.*s", STR_FMT(uninstall->name));
	}
	if (!storage_get(&action->target->storage, uninstall->name, 0, &release, err))
		return fail_in(err, "uninstall: Release not loaded: %.*s", STR_FMT(uninstall->name));
	if (str_is(release.status, "uninstalled"))
		return uninstall->keep_history ? fail(err, NOWHERE, "the release named \"%.*s\" is already deleted",
		                                      STR_FMT(uninstall->name))
		                               : purge(action, &refs, err);
	release.status = STR("uninstalling");
	release.deleted = (struct release_time){ gotime_now(), true };
	release.description = STR("Deletion in progress (or silently failed)");
	if (!hooks_run(action, &release, "pre-delete", true, err))
		return false;
	storage_update(&action->target->storage, &release, &ignored);
	if (!delete_objects(action, &release, &deleting, err))
		return false;
	uninstall->kept = strbuf_str(&deleting.kept, action->arena);
	return finish(action, uninstall, &release, &refs, &deleting.deletions, err);
}

bool release_uninstall(const struct action *given, struct uninstall *uninstall, struct error *err)
{
	struct action action = *given;
	uninstall->kept = STR_NONE;
	if (action.dry_run != DRY_RUN_NONE)
		return simulate(&action, uninstall, err);
	return action_lock(&action, err) &&
	       action_unlock(given, &action, uninstall_locked(&action, uninstall, err), err);
}
