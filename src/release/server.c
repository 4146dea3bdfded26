// SPDX-License-Identifier: Apache-2.0
// The target that is an API server: objects are read and changed there, those of a wave at once (Helm's
// pkg/kube/client.go).
#include <time.h>

#include "base/strbuf.h"
#include "kube/change.h"
#include "kube/diagnose.h"
#include "kube/look.h"
#include "kube/patch.h"
#include "release/conflicts.h"
#include "release/managers.h"
#include "release/target.h"
#include "value/json.h"
#include "value/member.h"

enum { MOST_TRIES = 5, FIRST_PAUSE_MILLISECONDS = 10 }; // client-go's retry.DefaultRetry

static bool server_read(struct target *target, struct str manifest, struct kube_objects *ret, struct error *err)
{
	return kube_objects_read(target->discovery, target->arena, manifest, target->storage.namespace, ret, err);
}

static bool server_look(struct target *target, const struct kube_objects *objects, bool whole, struct found *found,
                        struct error *err)
{
	struct kube_look look = { .arena = target->arena,
		                  .client = target->client,
		                  .objects = objects,
		                  .whole = whole,
		                  .selector = STR("app.kubernetes.io/managed-by=Helm") };
	look.seen = ARENA_ARRAY(target->arena, struct kube_seen, objects->len + 1);
	if (!kube_look(&look, err))
		return false;
	for (size_t i = 0; i < objects->len; i++)
		found[i] = (struct found){ look.seen[i].live, look.seen[i].problem };
	return true;
}

// ---- steps as requests -----------------------------------------------------------------------------------------

struct taking {
	struct target *target;
	const struct plan *plan;
	struct step **steps; /* still to be taken */
	size_t len;
	bool dry_run;
	struct error *err;
};

// The whole object, as it would replace the one that is there.
static struct kube_change replacement(struct arena *arena, const struct step *step, struct kube_object *object)
{
	*object = step->object;
	object->value = value_copy(arena, step->object.value);
	map_set(arena, member_table(arena, object->value.map, "metadata"), STR("resourceVersion"),
	        value_string(member_text_at(step->live, "metadata.resourceVersion")));
	return (struct kube_change){ .verb = KUBE_REPLACE, .object = object };
}

// What changes an object that is there on the client's side. An empty body: nothing does.
static bool client_patch(const struct taking *taking, const struct step *step, struct kube_change *ret,
                         struct error *err)
{
	struct kube_patch request = {
		.arena = taking->target->arena,
		.client = taking->target->client,
		.object = &step->object,
		.original = step->original,
		.modified = step->object.value,
		.current = step->live,
		.merges_three_ways = taking->plan->style.merges_three_ways,
	};
	*ret = (struct kube_change){ .object = &step->object, .dry_run = taking->dry_run };
	return kube_patch_make(&request, &ret->verb, &ret->body, err) || fail_in(err, "failed to create patch");
}

static bool change_of(const struct taking *taking, const struct step *step, struct kube_change *ret, struct error *err)
{
	const struct apply_style *style = &taking->plan->style;
	struct arena *arena = taking->target->arena;
	struct kube_change apply = { .verb = KUBE_APPLY,
		                     .object = &step->object,
		                     .force_conflicts = style->force_conflicts,
		                     .is_strict = true };
	if (step->action == STEP_DELETE)
		*ret = (struct kube_change){ .verb = KUBE_DELETE,
			                     .object = &step->object,
			                     .propagation = style->propagation ? style->propagation : "Background",
			                     .uid = member_text_at(step->live, "metadata.uid") };
	else if ((step->action == STEP_CREATE || step->action == STEP_RECREATE) &&
	         (!style->is_server_side || !object_is_named(&step->object)))
		*ret = (struct kube_change){ .verb = KUBE_CREATE, .object = &step->object };
	else if (step->action == STEP_UPDATE && style->force_replace)
		*ret = replacement(arena, step, ARENA_NEW(arena, struct kube_object));
	else if (step->action == STEP_UPDATE && !style->is_server_side)
		return client_patch(taking, step, ret, err);
	else
		*ret = apply;
	ret->dry_run = taking->dry_run;
	return true;
}

// ---- problems --------------------------------------------------------------------------------------------------

static struct str place(struct arena *arena, const struct kube_object *object)
{
	struct str gvk = kube_object_gvk(arena, object);
	return arena_printf(arena, "object %.*s/%.*s %.*s", STR_FMT(object->namespace), STR_FMT(object->name),
	                    STR_FMT(gvk));
}

static void set_problem(struct step *step, struct str text)
{
	step->problem = text.len ? text : STR("unknown");
}

static struct str problem_text(struct arena *arena, const struct plan *plan, const struct step *step,
                               const struct kube_request *request, enum kube_verb verb)
{
	const struct kube_object *object = &step->object;
	struct str why = request->problem;
	if (verb == KUBE_APPLY && request->status == 415)
		why = ARENA_CONCAT(arena, STR("server-side apply not available on the server: "), why);
	else if (verb == KUBE_APPLY)
		why = arena_printf(arena, "%s %.*s: %.*s",
		                   request->status == 409 ? "conflict occurred while applying"
		                                          : "server-side apply failed for",
		                   STR_FMT(place(arena, object)), STR_FMT(why));
	else if (verb == KUBE_REPLACE)
		why = ARENA_CONCAT(arena, STR("failed to replace object: "), why);
	else if (verb == KUBE_MERGE || verb == KUBE_STRATEGIC)
		why = arena_printf(arena, "cannot patch \"%.*s\" with kind %.*s: %.*s", STR_FMT(object->name),
		                   STR_FMT(object->kind), STR_FMT(why));
	else if (verb == KUBE_DELETE && plan->style.names_deletions)
		why = arena_printf(arena, "failed to delete resource namespace=%.*s, name=%.*s, kind=%.*s: %.*s",
		                   STR_FMT(object->namespace), STR_FMT(object->name), STR_FMT(object->kind),
		                   STR_FMT(why));
	return step->action == STEP_CREATE && plan->style.names_creations
	               ? ARENA_CONCAT(arena, STR("failed to create resource: "), why)
	               : why;
}

// Two changes of one thing at the same time: the server asks for another try.
static bool may_retry(const struct kube_request *request, enum kube_verb verb)
{
	if (request->status != 409 || str_is(request->reason, "AlreadyExists"))
		return false;
	if (verb == KUBE_APPLY)
		return str_contains(request->problem, STR("Operation cannot be fulfilled on resourcequotas")) &&
		       str_contains(request->problem, STR("the object has been modified"));
	return verb == KUBE_CREATE || verb == KUBE_DELETE || verb == KUBE_REPLACE;
}

// ---- what cannot be changed ------------------------------------------------------------------------------------

// No reason of a Status tells an immutable field from one that is wrong: these are the words of Kubernetes' validation,
// and of what people write into rules of their own.
static bool says_immutable(const struct kube_request *request)
{
	static const char *const words[] = { "immutable",
		                             "fields other than",
		                             "cannot change roleRef",
		                             "may not change once set",
		                             "updates to parameters are forbidden",
		                             "updates to provisioner are forbidden" };
	for (size_t i = 0; request->status == 422 && i < ARRAY_LEN(words); i++)
		if (str_contains(request->problem, str_of(words[i])))
			return true;
	return false;
}

static bool server_foresee(struct target *target, const struct plan *plan, struct step **steps, size_t len,
                           struct error *err)
{
	struct taking taking = { .target = target, .plan = plan, .dry_run = true, .err = err };
	struct kube_request *requests = ARENA_ARRAY(target->arena, struct kube_request, len);
	struct step **of = ARENA_ARRAY(target->arena, struct step *, len);
	size_t asked = 0;
	for (size_t i = 0; i < len; i++) {
		struct error ignored = { .arena = target->arena };
		struct kube_change change;
		bool is_patch = change_of(&taking, steps[i], &change, &ignored) &&
		                (change.verb == KUBE_MERGE || change.verb == KUBE_STRATEGIC);
		if (ignored.message.len || (is_patch && !change.body.len) ||
		    !kube_change_request(target->arena, &change, &requests[asked], &ignored))
			continue; // the step itself tells
		of[asked++] = steps[i];
	}
	if (!kube_run(target->client, requests, asked, err))
		return false;
	for (size_t i = 0; i < asked; i++)
		if (says_immutable(&requests[i])) {
			of[i]->action = STEP_RECREATE;
			of[i]->refusal = requests[i].problem;
		}
	return true;
}

// Deletes what is to be made anew, and waits until it is gone. A StatefulSet's Pods go on, and the new one adopts them.
static bool delete_recreated(const struct taking *taking)
{
	enum { MOST_SECONDS = 60 };
	struct arena *arena = taking->target->arena;
	struct kube_objects objects = { .items = ARENA_ARRAY(arena, struct kube_object, taking->len) };
	struct kube_request *requests = ARENA_ARRAY(arena, struct kube_request, taking->len);
	struct step **of = ARENA_ARRAY(arena, struct step *, taking->len);
	for (size_t i = 0; i < taking->len; i++) {
		struct step *step = taking->steps[i];
		struct kube_change change = { .verb = KUBE_DELETE,
			                      .object = &step->object,
			                      .uid = member_text_at(step->live, "metadata.uid"),
			                      .propagation = str_is(step->object.kind, "StatefulSet") ? "Orphan"
			                                                                              : "Background" };
		if (step->action != STEP_RECREATE ||
		    !kube_change_request(arena, &change, &requests[objects.len], taking->err))
			continue;
		of[objects.len] = step;
		objects.items[objects.len++] = step->object;
	}
	if (!objects.len)
		return true;
	if (!kube_run(taking->target->client, requests, objects.len, taking->err))
		return false;
	size_t gone = 0;
	for (size_t i = 0; i < objects.len; i++)
		if (requests[i].problem.len && requests[i].status != 404)
			set_problem(of[i], ARENA_CONCAT(arena, STR("cannot be deleted to be made anew: "),
			                                requests[i].problem));
		else
			objects.items[gone++] = objects.items[i];
	objects.len = gone;
	struct kube_wait wait = { .arena = arena,
		                  .client = taking->target->client,
		                  .objects = &objects,
		                  .until = KUBE_UNTIL_GONE,
		                  .timeout = MOST_SECONDS * 1000000000LL };
	return kube_wait(&wait, taking->err) || fail_in(taking->err, "what is to be made anew is not gone yet");
}

// ---- taking ----------------------------------------------------------------------------------------------------

// What has changed since it was looked at, as it is now.
static bool look_anew(const struct taking *taking, struct step **steps, size_t len)
{
	struct arena *arena = taking->target->arena;
	struct kube_objects objects = { .items = ARENA_ARRAY(arena, struct kube_object, len + 1) };
	struct found *found = ARENA_ARRAY(arena, struct found, len + 1);
	for (size_t i = 0; i < len; i++)
		objects.items[objects.len++] = steps[i]->object;
	if (!server_look(taking->target, &objects, true, found, taking->err))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!found[i].problem.len && !value_is_null(found[i].live))
			steps[i]->live = found[i].live;
	return true;
}

static void pause_shortly(void)
{
	nanosleep(&(struct timespec){ 0, FIRST_PAUSE_MILLISECONDS * 1000000L }, NULL);
}

// One try. Those in whose way somebody else came are left in `steps`; whose problem is set is not applied.
static bool try_migration(const struct taking *taking, struct step **steps, size_t *steps_len)
{
	struct arena *arena = taking->target->arena;
	struct kube_request *requests = ARENA_ARRAY(arena, struct kube_request, *steps_len);
	size_t len = 0, left = 0;
	for (size_t i = 0; i < *steps_len; i++) {
		struct step *step = steps[i];
		struct kube_change change = { .verb = KUBE_JSON_PATCH, .object = &step->object, .is_strict = true };
		step->problem = STR_NONE;
		if (step->action != STEP_UPDATE || !managers_migrate(arena, step->live, &change.body))
			continue;
		if (!kube_change_request(arena, &change, &requests[len], taking->err))
			return false;
		steps[len++] = step;
	}
	if (!kube_run(taking->target->client, requests, len, taking->err))
		return false;
	for (size_t i = 0; i < len; i++) {
		struct step *step = steps[i];
		if (!requests[i].problem.len)
			continue;
		set_problem(step,
		            arena_printf(arena,
		                         "failed to patch object to upgrade CSA field manager %.*s/%.*s %.*s: %.*s",
		                         STR_FMT(step->object.namespace), STR_FMT(step->object.name),
		                         STR_FMT(kube_object_gvk(arena, &step->object)), STR_FMT(requests[i].problem)));
		if (requests[i].status == 409)
			steps[left++] = step;
	}
	*steps_len = left;
	return true;
}

// Where objects were applied on the client's side, the field manager of that time is told to be the server's.
static bool migrate(const struct taking *taking)
{
	struct step **steps = ARENA_ARRAY(taking->target->arena, struct step *, taking->len);
	size_t len = taking->len;
	memcpy(steps, taking->steps, len * sizeof(*steps));
	for (int tries = 0; len && tries < MOST_TRIES; tries++) {
		if (tries) {
			pause_shortly();
			if (!look_anew(taking, steps, len))
				return false;
		}
		if (!try_migration(taking, steps, &len))
			return false;
	}
	return true;
}

// One try. What may be tried again is left in taking->steps.
static bool try_all(struct taking *taking)
{
	struct arena *arena = taking->target->arena;
	struct kube_request *requests = ARENA_ARRAY(arena, struct kube_request, taking->len);
	enum kube_verb *verbs = ARENA_ARRAY(arena, enum kube_verb, taking->len);
	size_t len = 0;
	for (size_t i = 0; i < taking->len; i++) {
		struct step *step = taking->steps[i];
		struct error problem = { .arena = arena };
		struct kube_change change;
		if (step->problem.len)
			continue;
		if (!change_of(taking, step, &change, &problem) ||
		    !kube_change_request(arena, &change, &requests[len], &problem)) {
			set_problem(step, problem.message);
			continue;
		}
		if ((change.verb == KUBE_MERGE || change.verb == KUBE_STRATEGIC) &&
		    (!change.body.len || str_is(change.body, "{}"))) {
			step->done = true;
			continue;
		}
		verbs[len] = change.verb;
		taking->steps[len++] = step;
	}
	if (!kube_run(taking->target->client, requests, len, taking->err))
		return false;
	taking->len = 0;
	for (size_t i = 0; i < len; i++) {
		struct step *step = taking->steps[i];
		step->problem = STR_NONE;
		step->done = !requests[i].problem.len || (step->action == STEP_DELETE && requests[i].status == 404);
		step->is_made = step->done && step->action == STEP_CREATE && requests[i].status == 201;
		if (step->done)
			continue;
		if (may_retry(&requests[i], verbs[i]))
			taking->steps[taking->len++] = step;
		set_problem(step, problem_text(arena, taking->plan, step, &requests[i], verbs[i]));
		if (verbs[i] == KUBE_APPLY && requests[i].status == 409)
			conflicts_note(arena, requests[i].answer, &step->object, step->live, &step->notes);
		if (step->action == STEP_UPDATE && says_immutable(&requests[i]))
			note_add(arena, &step->notes,
			         arena_printf(arena,
			                      "%.*s/%.*s: what cannot be changed can be made anew: "
			                      "--recreate-immutable, or the annotation "
			                      "pintle/immutable: recreate, deletes the object and makes it again",
			                      STR_FMT(step->object.kind), STR_FMT(step->object.name)));
	}
	return true;
}

// What is replaced must be known as it is now; what is deleted must be what was meant.
static bool try_again(struct taking *taking)
{
	struct step **updates = ARENA_ARRAY(taking->target->arena, struct step *, taking->len);
	size_t len = 0;
	pause_shortly();
	for (size_t i = 0; i < taking->len; i++) {
		taking->steps[i]->problem = STR_NONE;
		if (taking->steps[i]->action == STEP_UPDATE)
			updates[len++] = taking->steps[i];
	}
	return (!len || look_anew(taking, updates, len)) && try_all(taking);
}

static bool server_take(struct target *target, const struct plan *plan, struct step **steps, size_t len,
                        struct error *err)
{
	struct taking taking = { .target = target, .plan = plan, .steps = steps, .len = len, .err = err };
	if ((plan->style.migrates && plan->style.is_server_side && !migrate(&taking)) || !delete_recreated(&taking))
		return false;
	if (!try_all(&taking))
		return false;
	for (int tries = 1; taking.len && tries < MOST_TRIES; tries++)
		if (!try_again(&taking))
			return false;
	return true;
}

static bool server_wait(struct target *target, struct kube_wait *wait, struct error *err)
{
	wait->client = target->client;
	wait->arena = target->arena;
	if (kube_wait(wait, err))
		return true;
	if (wait->until != KUBE_UNTIL_GONE && (!wait->is_cancelled || !*wait->is_cancelled))
		kube_diagnose(target->client, wait->standings, wait->objects->len, err);
	return false;
}

static void server_forget_kinds(struct target *target)
{
	kube_discovery_forget(target->discovery);
}

static const struct target_ops server_ops = { server_read,    server_look, server_take,
	                                      server_foresee, server_wait, server_forget_kinds };

void target_server(struct target *target, struct arena *arena, struct kube_discovery *discovery,
                   const struct release_storage *storage)
{
	*target = (struct target){ .ops = &server_ops,
		                   .arena = arena,
		                   .storage = *storage,
		                   .client = storage->client,
		                   .discovery = discovery };
}
