// SPDX-License-Identifier: Apache-2.0
// Hooks (pkg/action/hooks.go): each is made, waited for and recorded before the next one is. One that is there from the
// last time is deleted first, and its deletion waited for.
#include <stdlib.h>

#include "kube/logs.h"
#include "release/action.h"
#include "value/member.h"

static bool has_word(const struct strs *words, const char *word)
{
	for (size_t i = 0; i < words->len; i++)
		if (str_is(words->items[i], word))
			return true;
	return false;
}

static bool deletes(const struct release_hook *hook, const char *policy)
{
	bool is_default = !hook->delete_policies.len && strcmp(policy, "before-hook-creation") == 0;
	return is_default || has_word(&hook->delete_policies, policy);
}

// By weight, then by name; what is equal keeps its place.
static int compare(const void *a, const void *b)
{
	const struct release_hook *first = *(struct release_hook *const *)a, *second = *(struct release_hook *const *)b;
	if (first->weight != second->weight)
		return first->weight < second->weight ? -1 : 1;
	int order = str_cmp(first->name, second->name);
	return order ? order : first < second ? -1 : first > second;
}

void hooks_sort(struct release_hook **hooks, size_t len)
{
	qsort(hooks, len, sizeof(*hooks), compare);
}

static void select_hooks(struct arena *arena, struct release *release, const char *event, struct hooks *ret)
{
	*ret = (struct hooks){ .items = ARENA_ARRAY(arena, struct release_hook *, release->hooks_len + 1) };
	for (size_t i = 0; i < release->hooks_len; i++)
		if (!release->hooks[i].is_null && has_word(&release->hooks[i].events, event))
			ret->items[ret->len++] = &release->hooks[i];
	hooks_sort(ret->items, ret->len);
}

// ---- deletion --------------------------------------------------------------------------------------------------

static bool wait_until(const struct action *action, const struct kube_objects *objects, enum kube_until until,
                       struct error *err)
{
	struct kube_wait wait = {
		.objects = objects, .until = until, .timeout = action->timeout, .is_cancelled = action->is_cancelled
	};
	return action->target->ops->wait(action->target, &wait, err);
}

static bool delete_objects(const struct action *action, const struct kube_objects *objects, struct error *err)
{
	struct plan plan = { .arena = action->arena };
	for (size_t i = 0; i < objects->len; i++)
		plan_deletion(&plan, &objects->items[i], value_null());
	return plan_execute(&plan, action->target, NULL, "; ", err) &&
	       (action->wait == WAIT_HOOKS_ONLY || wait_until(action, objects, KUBE_UNTIL_GONE, err));
}

// What is on its way out, whoever deleted it, could be changed still, and would go nonetheless: so it is waited for.
static bool let_old_go(const struct action *action, const struct kube_objects *objects, struct error *err)
{
	struct found *found = ARENA_ARRAY(action->arena, struct found, objects->len + 1);
	struct kube_objects going = { .items = ARENA_ARRAY(action->arena, struct kube_object, objects->len + 1) };
	if (!action->target->ops->look(action->target, objects, false, found, err))
		return false;
	for (size_t i = 0; i < objects->len; i++)
		if (member_text_at(found[i].live, "metadata.deletionTimestamp").len)
			going.items[going.len++] = objects->items[i];
	return !going.len || wait_until(action, &going, KUBE_UNTIL_GONE, err);
}

// CRDs stay: all objects of their kind would go with them.
static bool delete_by_policy(const struct action *action, const struct release_hook *hook, const char *policy,
                             struct error *err)
{
	struct kube_objects objects;
	if (str_is(hook->kind, "CustomResourceDefinition") || !deletes(hook, policy))
		return true;
	if (!action->target->ops->read(action->target, hook->manifest, &objects, err))
		return fail_in(err, "unable to build kubernetes object for deleting hook %.*s", STR_FMT(hook->path));
	return delete_objects(action, &objects, err);
}

// ---- logs ------------------------------------------------------------------------------------------------------

static bool print_logs(const struct action *action, const struct release_hook *hook, const struct kube_objects *objects,
                       struct error *err)
{
	struct kube_logs logs = { .arena = action->arena,
		                  .client = action->target->client,
		                  .print = action->print,
		                  .context = action->context };
	struct str namespace = objects->len ? objects->items[0].namespace : action->target->storage.namespace;
	logs.namespace = namespace;
	if (str_is(hook->kind, "Job"))
		logs.labels = ARENA_CONCAT(action->arena, STR("job-name="), hook->name);
	else if (str_is(hook->kind, "Pod"))
		logs.fields = ARENA_CONCAT(action->arena, STR("metadata.name="), hook->name);
	else
		return true;
	return kube_logs_of_pods(&logs, err);
}

// Trouble with logs does not change what became of the hook.
static void log_by_policy(const struct action *action, const struct release_hook *hook, const char *policy)
{
	struct error err = { .arena = action->arena };
	struct kube_objects objects;
	if (!has_word(&hook->output_log_policies, policy) || !action->print || !action->target->client)
		return;
	if (!action->target->ops->read(action->target, hook->manifest, &objects, &err) ||
	    !print_logs(action, hook, &objects, &err))
		log_tell(action->warnings, action->arena, LOG_LEVEL_WARN, STR("error outputting logs for hook failure"),
		         (struct log_field[]){ { "hook", hook->path }, { "error", err.message }, { NULL, STR_NONE } });
}

// ---- running ---------------------------------------------------------------------------------------------------

static struct release_time now(void)
{
	return (struct release_time){ gotime_now(), true };
}

static bool create(const struct action *action, const struct kube_objects *objects, bool is_server_side,
                   struct error *err)
{
	struct plan plan = { .arena = action->arena, .style = { .is_server_side = is_server_side } };
	struct found *found = ARENA_ARRAY(action->arena, struct found, objects->len + 1);
	for (size_t i = 0; i < objects->len; i++)
		found[i] = (struct found){ value_null(), STR_NONE };
	plan_changes(&plan, NULL, objects, found);
	return plan_execute(&plan, action->target, NULL, "\n", err);
}

static bool run_hook(const struct action *action, struct release *release, struct release_hook *hook, const char *event,
                     bool is_server_side, struct error *err)
{
	struct error ignored = { .arena = action->arena };
	struct kube_objects objects;
	if (!action_goes_on(action, err) || !delete_by_policy(action, hook, "before-hook-creation", err))
		return false;
	if (!action->target->ops->read(action->target, hook->manifest, &objects, err))
		return fail_in(err, "unable to build kubernetes object for %s hook %.*s", event, STR_FMT(hook->path));
	if (!let_old_go(action, &objects, err))
		return false;
	hook->started = now();
	hook->completed = (struct release_time){ 0 };
	hook->phase = STR("Running");
	record_hooks(action, release, &ignored);
	bool is_made = create(action, &objects, is_server_side, err);
	bool ok = is_made ? wait_until(action, &objects, KUBE_UNTIL_THROUGH, err)
	                  : fail_in(err, "warning: Hook %s %.*s failed", event, STR_FMT(hook->path));
	hook->completed = now();
	hook->phase = ok ? STR("Succeeded") : STR("Failed");
	return ok;
}

// A hook without a policy is deleted before it is made: Helm writes that into the record.
static void set_default_policy(struct arena *arena, struct release_hook *hook)
{
	if (hook->delete_policies.len)
		return;
	hook->delete_policies = (struct strs){ ARENA_NEW(arena, struct str), 1, 1 };
	hook->delete_policies.items[0] = STR("before-hook-creation");
}

bool hooks_begin(const struct action *action, struct release *release, const char *event, bool is_server_side,
                 struct hooks *ret, struct error *err)
{
	select_hooks(action->arena, release, event, ret);
	for (size_t i = 0; i < ret->len; i++) {
		set_default_policy(action->arena, ret->items[i]);
		ret->run = i + 1;
		if (run_hook(action, release, ret->items[i], event, is_server_side, err))
			continue;
		ret->has_failed = true;
		if (str_is(ret->items[i]->phase, "Failed"))
			log_by_policy(action, ret->items[i], "hook-failed");
		return false;
	}
	return true;
}

static bool end_failed(const struct action *action, const struct hooks *hooks, struct error *err)
{
	struct error problem = { .arena = action->arena };
	const struct release_hook *failed = hooks->items[hooks->run - 1];
	if (!str_is(failed->phase, "Failed"))
		return true;
	if (!delete_by_policy(action, failed, "hook-failed", &problem))
		log_tell(action->warnings, action->arena, LOG_LEVEL_WARN,
		         STR("error deleting the hook resource on hook failure"),
		         (struct log_field[]){
				 { "hook", failed->path }, { "error", problem.message }, { NULL, STR_NONE } });
	for (size_t i = 0; i + 1 < hooks->run; i++)
		if (!delete_by_policy(action, hooks->items[i], "hook-succeeded", err))
			return false;
	return true;
}

bool hooks_end(const struct action *action, const struct hooks *hooks, struct error *err)
{
	if (hooks->has_failed)
		return end_failed(action, hooks, err);
	for (size_t i = hooks->run; i-- > 0;) {
		log_by_policy(action, hooks->items[i], "hook-succeeded");
		if (!delete_by_policy(action, hooks->items[i], "hook-succeeded", err))
			return false;
	}
	return true;
}

bool hooks_are_due(const struct action *action, const struct release *release, const char *event)
{
	bool is_due = false;
	for (size_t i = 0; i < release->hooks_len; i++)
		is_due = is_due || (!release->hooks[i].is_null && has_word(&release->hooks[i].events, event));
	return is_due && !action->no_hooks && !action->target->keeps_hooks;
}

bool hooks_run(const struct action *action, struct release *release, const char *event, bool is_server_side,
               struct error *err)
{
	struct hooks hooks;
	if (!hooks_are_due(action, release, event))
		return true;
	bool ok = hooks_begin(action, release, event, is_server_side, &hooks, err);
	struct error problem = { .arena = action->arena };
	if (hooks_end(action, &hooks, &problem) || !ok)
		return ok;
	*err = problem;
	return false;
}
