// SPDX-License-Identifier: Apache-2.0
// Objects of one kind in one namespace are watched together: a list tells where they stand, and a watch from there on
// what changes. Whenever a watch ends or has long been silent, all begins anew with the lists. Where listing is
// forbidden each object is read every other second instead. A server that does not answer for a while (it starts anew,
// or is overloaded) is asked until the time is over.
#include "kube/wait.h"

#include <time.h>

#include "base/strbuf.h"
#include "kube/change.h"
#include "kube/events.h"
#include "value/json.h"
#include "value/member.h"

#define NANOS INT64_C(1000000000)

enum {
	DEFAULT_SECONDS = 30,
	INTERVAL_MILLISECONDS = 200,
	PAUSE_MILLISECONDS = 1000,
	WATCH_SECONDS = 300,
	POLL_SECONDS = 2,
	SILENCE_SECONDS = 90
};

// One of the objects.
struct waited {
	struct kube_standing *standing;
	struct strbuf live; /* its JSON as last seen, which time alone may judge otherwise */
	bool is_settled;    /* nothing is to be waited for: it is not looked at */
};

// Objects that one list and one watch show.
struct watched {
	struct waiting *waiting;
	struct kube_object *first;
	struct map *by_name; /* positions of its objects */
	struct str version;  /* of the list */
	struct strbuf line;  /* the watch's event that is not whole yet */
	int64_t heard;       /* when the list was read, or the watch brought something */
	bool is_polled;      /* it cannot be listed */
};

struct waiting {
	struct kube_wait *wait;
	struct arena *arena;
	struct waited *objects;
	struct watched *groups;
	size_t groups_len;
	int64_t deadline, polled; /* monotonic nanoseconds */
	bool is_stale;            /* a watch has told that it cannot go on */
	struct str problem;       /* why the server could not be asked the last time; empty: it could */
};

static int64_t now_monotonic(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NANOS + now.tv_nsec;
}

// ---- where each stands -----------------------------------------------------------------------------------------

static void set_status(struct waiting *waiting, struct waited *waited, struct kube_status status)
{
	struct kube_standing *standing = waited->standing;
	bool is_same = standing->status.state == status.state && str_eq(standing->status.message, status.message);
	if (is_same)
		return;
	standing->status = (struct kube_status){ status.state, arena_str(waiting->arena, status.message) };
	if (waiting->wait->tell)
		waiting->wait->tell(waiting->wait->context, standing);
}

static enum kube_rules rules_of(const struct kube_wait *wait)
{
	return wait->until == KUBE_UNTIL_THROUGH      ? KUBE_RULES_HOOK
	       : wait->until == KUBE_UNTIL_READY_JOBS ? KUBE_RULES_JOBS
	                                              : KUBE_RULES_PLAIN;
}

static bool is_paused(struct value live)
{
	struct value paused = member_at(live, "spec.paused");
	return paused.kind == VALUE_BOOL && paused.b;
}

static void judge(struct waiting *waiting, struct waited *waited, struct arena *scratch, struct value live)
{
	bool waits_for_it = waiting->wait->until != KUBE_UNTIL_GONE && is_paused(live) &&
	                    str_is(waited->standing->object->kind, "Deployment");
	struct kube_status status = kube_status_of(scratch, live, rules_of(waiting->wait), (int64_t)time(NULL));
	set_status(waiting, waited,
	           waits_for_it ? (struct kube_status){ KUBE_CURRENT, STR("Deployment is paused") } : status);
}

static void judge_text(struct waiting *waiting, struct waited *waited)
{
	struct arena scratch = { 0 };
	struct error ignored = { .arena = &scratch };
	struct value live;
	if (json_read_integers(&scratch, strbuf_peek(&waited->live), &live, &ignored))
		judge(waiting, waited, &scratch, live);
	arena_done(&scratch);
}

static void see(struct waiting *waiting, struct waited *waited, struct arena *scratch, struct value live)
{
	struct error ignored = { .arena = scratch };
	strbuf_truncate(&waited->live, 0);
	json_write(scratch, &waited->live, live, (struct json_style){ 0 }, &ignored);
	judge(waiting, waited, scratch, live);
}

static void miss(struct waiting *waiting, struct waited *waited)
{
	strbuf_truncate(&waited->live, 0);
	set_status(waiting, waited, (struct kube_status){ KUBE_NOT_FOUND, STR("Resource not found") });
}

static struct waited *find(const struct watched *group, struct value object)
{
	const struct value *at = map_get(group->by_name, member_text_at(object, "metadata.name"));
	return at ? &group->waiting->objects[at->i] : NULL;
}

static bool is_reached(const struct kube_wait *wait, enum kube_state state)
{
	return state == (wait->until == KUBE_UNTIL_GONE ? KUBE_NOT_FOUND : KUBE_CURRENT);
}

// Is there nothing more to wait for? What has failed will not become ready by itself, so the others are waited for
// without it.
static bool is_over(const struct waiting *waiting)
{
	const struct kube_wait *wait = waiting->wait;
	bool all = true;
	for (size_t i = 0; i < wait->objects->len; i++) {
		enum kube_state state = wait->standings[i].status.state;
		bool has_failed = wait->until != KUBE_UNTIL_GONE && state == KUBE_FAILED;
		if (has_failed && wait->fails_fast)
			return true;
		all = all && (has_failed || waiting->objects[i].is_settled || is_reached(wait, state));
	}
	return all;
}

static bool is_cancelled(const struct kube_wait *wait)
{
	return wait->is_cancelled && *wait->is_cancelled;
}

// ---- lists -----------------------------------------------------------------------------------------------------

static bool is_settled_at_once(const struct kube_wait *wait, const struct kube_object *object)
{
	bool runs = (str_is(object->kind, "Job") && str_is(object->resource.group, "batch")) ||
	            (str_is(object->kind, "Pod") && !object->resource.group.len);
	return (wait->until == KUBE_UNTIL_THROUGH && !runs) || !object->name.len;
}

static struct watched *group_of(struct waiting *waiting, struct kube_object *object)
{
	for (size_t i = 0; i < waiting->groups_len; i++)
		if (kube_objects_share_list(waiting->groups[i].first, object))
			return &waiting->groups[i];
	struct watched *group = &waiting->groups[waiting->groups_len++];
	*group = (struct watched){ .waiting = waiting, .first = object, .by_name = map_new(waiting->arena) };
	return group;
}

static void make_groups(struct waiting *waiting)
{
	const struct kube_objects *objects = waiting->wait->objects;
	waiting->groups = ARENA_ARRAY(waiting->arena, struct watched, objects->len + 1);
	for (size_t i = 0; i < objects->len; i++) {
		struct kube_object *object = &objects->items[i];
		struct waited *waited = &waiting->objects[i];
		waited->standing = &waiting->wait->standings[i];
		waited->standing->object = object;
		waited->is_settled = is_settled_at_once(waiting->wait, object);
		struct map *by_name = waited->is_settled ? NULL : group_of(waiting, object)->by_name;
		if (waited->is_settled || map_get(by_name, object->name)) { // or there twice
			waited->is_settled = true;
			waited->standing->status.state = KUBE_CURRENT;
		} else {
			map_set(waiting->arena, by_name, object->name, value_int((int64_t)i));
		}
	}
}

// One object alone is asked for by its name: a Role may allow no more.
static struct str group_path(struct arena *arena, const struct watched *group)
{
	struct str path = kube_resource_path(arena, &group->first->resource, group->first->namespace, STR_NONE);
	if (group->by_name->len > 1)
		return path;
	return kube_query(arena, path, "fieldSelector", ARENA_CONCAT(arena, STR("metadata.name="), group->first->name));
}

// What may be otherwise the next time: there was no answer, or the server could not give one.
static bool is_passing(const struct kube_request *request)
{
	return !request->status || request->status == 408 || request->status == 410 || request->status == 429 ||
	       request->status >= 500;
}

// Trouble that passes is remembered, and tried again; any other ends the wait.
static bool set_problem(struct waiting *waiting, const struct kube_request *request, struct str text, struct error *err)
{
	if (request->problem.len && !is_passing(request))
		return fail_text(err, NOWHERE, text);
	waiting->problem = arena_str(waiting->arena, text);
	return true;
}

static bool take_list(struct watched *group, struct arena *scratch, const struct kube_request *request,
                      struct error *err)
{
	struct waiting *waiting = group->waiting;
	struct error problem = { .arena = scratch };
	struct str name = group->first->resource.name;
	struct value list = value_null();
	if (request->status == 403 || request->status == 405) {
		group->is_polled = true;
		return true;
	}
	bool is_gone = request->status == 404; // the kind itself, and all of its objects with it
	if (request->problem.len && !is_gone)
		return set_problem(
			waiting, request,
			arena_printf(scratch, "failed to list %.*s: %.*s", STR_FMT(name), STR_FMT(request->problem)),
			err);
	if (!is_gone && !kube_list_read(scratch, request->answer, &list, &problem))
		return set_problem(
			waiting, request,
			arena_printf(scratch, "failed to list %.*s: %.*s", STR_FMT(name), STR_FMT(problem.message)),
			err);
	struct value items = member(list, "items");
	struct map *seen = map_new(scratch);
	for (size_t i = 0; i < member_count(items); i++) {
		struct waited *waited = find(group, member_item(items, i));
		if (waited)
			see(waiting, waited, scratch, member_item(items, i));
		map_set(scratch, seen, member_text_at(member_item(items, i), "metadata.name"), value_null());
	}
	for (size_t i = 0; i < group->by_name->len; i++)
		if (!map_get(seen, group->by_name->entries[i].key))
			miss(waiting, &waiting->objects[group->by_name->entries[i].value.i]);
	group->version = arena_str(waiting->arena, member_text_at(list, "metadata.resourceVersion"));
	group->heard = now_monotonic();
	return true;
}

// No answer is waited for longer than for the objects.
static unsigned time_left(const struct waiting *waiting)
{
	int64_t left = (waiting->deadline - now_monotonic()) / (NANOS / 1000);
	return left < PAUSE_MILLISECONDS ? PAUSE_MILLISECONDS : left < INT32_MAX ? (unsigned)left : INT32_MAX;
}

static bool list_groups(struct waiting *waiting, struct error *err)
{
	struct arena scratch = { 0 };
	unsigned timeout = time_left(waiting);
	struct kube_request *requests = ARENA_ARRAY(&scratch, struct kube_request, waiting->groups_len + 1);
	for (size_t i = 0; i < waiting->groups_len; i++)
		requests[i] = (struct kube_request){ .arena = &scratch,
			                             .method = "GET",
			                             .path = group_path(&scratch, &waiting->groups[i]),
			                             .timeout = timeout };
	bool ok = kube_run(waiting->wait->client, requests, waiting->groups_len, err);
	for (size_t i = 0; ok && i < waiting->groups_len; i++)
		ok = take_list(&waiting->groups[i], &scratch, &requests[i], err);
	arena_done(&scratch);
	return ok;
}

// ---- reading one by one ----------------------------------------------------------------------------------------

static bool poll_group(struct watched *group, struct error *err)
{
	struct waiting *waiting = group->waiting;
	struct arena scratch = { 0 };
	size_t len = group->by_name->len;
	struct kube_request *requests = ARENA_ARRAY(&scratch, struct kube_request, len + 1);
	for (size_t i = 0; i < len; i++)
		requests[i] = (struct kube_request){
			.arena = &scratch,
			.method = "GET",
			.timeout = time_left(waiting),
			.path = kube_resource_path(&scratch, &group->first->resource, group->first->namespace,
			                           group->by_name->entries[i].key),
		};
	bool ok = kube_run(waiting->wait->client, requests, len, err);
	for (size_t i = 0; ok && i < len; i++) {
		struct waited *waited = &waiting->objects[group->by_name->entries[i].value.i];
		struct error problem = { .arena = &scratch, .message = requests[i].problem };
		struct value live;
		if (requests[i].status == 404)
			miss(waiting, waited);
		else if (!requests[i].problem.len && kube_answer_read(&scratch, requests[i].answer, &live, &problem))
			see(waiting, waited, &scratch, live);
		else
			ok = set_problem(
				waiting, &requests[i],
				arena_printf(&scratch, "could not get information about the resource %.*s/%.*s: %.*s",
			                     STR_FMT(group->first->kind), STR_FMT(group->by_name->entries[i].key),
			                     STR_FMT(problem.message)),
				err);
	}
	arena_done(&scratch);
	return ok;
}

static bool poll_groups(struct waiting *waiting, struct error *err)
{
	waiting->polled = now_monotonic();
	for (size_t i = 0; i < waiting->groups_len; i++)
		if (waiting->groups[i].is_polled && !poll_group(&waiting->groups[i], err))
			return false;
	return true;
}

// ---- watches ---------------------------------------------------------------------------------------------------

static void take_event(void *context, struct str line)
{
	struct watched *group = context;
	struct arena scratch = { 0 };
	struct kube_event event = kube_event_read(&scratch, line);
	struct waited *waited = find(group, event.object);
	if (event.type == KUBE_EVENT_END)
		group->waiting->is_stale = true;
	else if (waited && event.type == KUBE_EVENT_GONE)
		miss(group->waiting, waited);
	else if (waited && event.type == KUBE_EVENT_SEEN)
		see(group->waiting, waited, &scratch, event.object);
	arena_done(&scratch);
}

static void on_data(void *context, struct str piece)
{
	struct watched *group = context;
	group->heard = now_monotonic();
	if (!kube_events_cut(&group->line, piece, take_event, group))
		group->waiting->is_stale = true;
}

static bool goes_on(void *context)
{
	struct waiting *waiting = context;
	int64_t now = now_monotonic();
	bool is_due = false;
	for (size_t i = 0; i < waiting->groups_len; i++) {
		const struct watched *group = &waiting->groups[i];
		int silence = waiting->wait->silence ? waiting->wait->silence : SILENCE_SECONDS;
		is_due = is_due || now - (group->is_polled ? waiting->polled : group->heard) >=
		                           (group->is_polled ? POLL_SECONDS : silence) * NANOS;
	}
	// A Pod that cannot be scheduled fails when its time is over, without any event.
	for (size_t i = 0; i < waiting->wait->objects->len; i++)
		if (waiting->objects[i].live.len && str_is(waiting->wait->objects->items[i].kind, "Pod") &&
		    waiting->wait->standings[i].status.state == KUBE_IN_PROGRESS)
			judge_text(waiting, &waiting->objects[i]);
	return !is_due && !waiting->is_stale && !is_over(waiting) && now < waiting->deadline &&
	       !is_cancelled(waiting->wait);
}

static struct str watch_path(struct arena *arena, const struct watched *group)
{
	struct str path = kube_query(arena, group_path(arena, group), "watch", STR("true"));
	path = kube_query(arena, path, "allowWatchBookmarks", STR("true"));
	path = kube_query(arena, path, "timeoutSeconds", arena_printf(arena, "%d", WATCH_SECONDS));
	return kube_query(arena, path, "resourceVersion", group->version);
}

static void pause_shortly(void)
{
	struct timespec pause = { 0, PAUSE_MILLISECONDS * 1000000L - 1 };
	nanosleep(&pause, NULL);
}

static bool watch_groups(struct waiting *waiting, struct error *err)
{
	struct arena scratch = { 0 };
	struct kube_request *requests = ARENA_ARRAY(&scratch, struct kube_request, waiting->groups_len + 1);
	struct http_streaming streaming = { goes_on, waiting, INTERVAL_MILLISECONDS };
	int64_t begun = now_monotonic();
	size_t len = 0;
	for (size_t i = 0; i < waiting->groups_len; i++) {
		struct watched *group = &waiting->groups[i];
		strbuf_truncate(&group->line, 0);
		if (!group->is_polled)
			requests[len++] = (struct kube_request){ .arena = &scratch,
				                                 .method = "GET",
				                                 .path = watch_path(&scratch, group),
				                                 .on_data = on_data,
				                                 .context = group };
	}
	bool ok = kube_stream(waiting->wait->client, requests, len, &streaming, err);
	for (size_t i = 0; ok && i < len; i++)
		if (requests[i].status == 403 || requests[i].status == 405)
			((struct watched *)requests[i].context)->is_polled = true;
	arena_done(&scratch);
	waiting->is_stale = false;
	if (ok && goes_on(waiting) && now_monotonic() - begun < NANOS) // a server that ends watches at once
		pause_shortly();
	return ok;
}

// ---- the wait --------------------------------------------------------------------------------------------------

static bool conclude(const struct waiting *waiting, bool is_late, struct error *err)
{
	const struct kube_wait *wait = waiting->wait;
	struct strbuf out = strbuf_in(err->arena);
	for (size_t i = 0; i < wait->objects->len; i++) {
		const struct kube_standing *standing = &wait->standings[i];
		const struct kube_object *object = standing->object;
		if (waiting->objects[i].is_settled || is_reached(wait, standing->status.state))
			continue;
		strbuf_printf(&out, "%sresource %.*s/%.*s/%.*s %s. status: %.*s, message: %.*s", out.len ? "\n" : "",
		              STR_FMT(object->kind), STR_FMT(object->namespace), STR_FMT(object->name),
		              wait->until == KUBE_UNTIL_GONE ? "still exists" : "not ready",
		              STR_FMT(kube_state_name(standing->status.state)), STR_FMT(standing->status.message));
	}
	if (waiting->problem.len && (out.len || is_late))
		strbuf_printf(&out, "%s%.*s", out.len ? "\n" : "", STR_FMT(waiting->problem));
	if (is_cancelled(wait))
		strbuf_printf(&out, "%scontext canceled", out.len ? "\n" : "");
	else if (is_late)
		strbuf_printf(&out, "%scontext deadline exceeded", out.len ? "\n" : "");
	return !out.len || fail_text(err, NOWHERE, strbuf_str(&out, err->arena));
}

// A StatefulSet is told as failed if Pods of it are. Helm looks at them whenever the StatefulSet itself changes, and
// gives it up then, although a Pod that crashes may come up yet; here the time that there is is waited for, and then
// they are looked at.
static void look_at_pods(struct waiting *waiting, struct waited *waited)
{
	enum { ANSWER_MILLISECONDS = 5000 };
	struct arena scratch = { 0 };
	struct error ignored = { .arena = &scratch };
	struct kube_object object = *waited->standing->object;
	struct value list;
	struct str selector;
	if (waited->standing->status.state == KUBE_IN_PROGRESS &&
	    json_read_integers(&scratch, strbuf_peek(&waited->live), &object.value, &ignored) &&
	    kube_status_needs_pods(object.value) && kube_object_pods(&scratch, &object, &selector)) {
		struct kube_request request = { .arena = &scratch, .method = "GET", .timeout = ANSWER_MILLISECONDS };
		request.path = ARENA_CONCAT(&scratch, STR("/api/v1/namespaces/"),
		                            kube_escape(&scratch, object.namespace), STR("/pods"));
		request.path = kube_query(&scratch, request.path, "labelSelector", selector);
		if (kube_run(waiting->wait->client, &request, 1, &ignored) && !request.problem.len &&
		    kube_list_read(&scratch, request.answer, &list, &ignored))
			set_status(waiting, waited,
			           kube_status_with_pods(&scratch, object.value, waited->standing->status,
			                                 member(list, "items"), (int64_t)time(NULL)));
	}
	arena_done(&scratch);
}

static void free_texts(struct waiting *waiting)
{
	for (size_t i = 0; i < waiting->wait->objects->len; i++)
		strbuf_done(&waiting->objects[i].live);
	for (size_t i = 0; i < waiting->groups_len; i++)
		strbuf_done(&waiting->groups[i].line);
}

bool kube_wait(struct kube_wait *wait, struct error *err)
{
	int64_t timeout = wait->timeout > 0 ? wait->timeout : DEFAULT_SECONDS * NANOS;
	struct waiting waiting = { .wait = wait, .arena = wait->arena, .deadline = now_monotonic() + timeout };
	wait->standings = ARENA_ARRAY(wait->arena, struct kube_standing, wait->objects->len + 1);
	waiting.objects = ARENA_ARRAY(wait->arena, struct waited, wait->objects->len + 1);
	make_groups(&waiting);
	bool ok = true;
	while (ok && !is_over(&waiting) && now_monotonic() < waiting.deadline && !is_cancelled(wait)) {
		waiting.problem = STR_NONE;
		ok = list_groups(&waiting, err) && poll_groups(&waiting, err);
		if (ok && waiting.problem.len)
			pause_shortly();
		else if (ok && goes_on(&waiting))
			ok = watch_groups(&waiting, err);
	}
	bool is_late = !is_over(&waiting);
	for (size_t i = 0; ok && wait->until != KUBE_UNTIL_GONE && rules_of(wait) != KUBE_RULES_HOOK &&
	                   !is_cancelled(wait) && i < wait->objects->len;
	     i++)
		look_at_pods(&waiting, &waiting.objects[i]);
	ok = ok && conclude(&waiting, is_late, err);
	free_texts(&waiting);
	return ok;
}
