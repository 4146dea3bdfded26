// SPDX-License-Identifier: Apache-2.0
#include "kube/diagnose.h"

#include "kube/logs.h"
#include "text/utf8.h"
#include "value/member.h"

enum { MOST_OBJECTS = 5, MOST_PODS = 3, MOST_EVENTS = 3, LOG_LINES = 10 };

struct diagnosis {
	struct arena *arena;
	struct kube_client *client;
	struct error *err;
};

// The answer to a question; null if there is none.
static struct value ask(const struct diagnosis *diagnosis, struct str path)
{
	struct kube_request request = { .arena = diagnosis->arena, .method = "GET", .path = path };
	struct error ignored = { .arena = diagnosis->arena };
	struct value answer;
	return kube_ask(diagnosis->client, &request, &ignored) &&
	                       kube_answer_read(diagnosis->arena, request.answer, &answer, &ignored)
	               ? answer
	               : value_null();
}

static struct str namespaced(const struct diagnosis *diagnosis, struct str namespace, const char *rest)
{
	return ARENA_CONCAT(diagnosis->arena, STR("/api/v1/namespaces/"), kube_escape(diagnosis->arena, namespace),
	                    str_of(rest));
}

// ---- events ----------------------------------------------------------------------------------------------------

// The newest Warnings about an object.
static void note_events(const struct diagnosis *diagnosis, struct str kind, struct str namespace, struct str name)
{
	struct str selector = ARENA_CONCAT(diagnosis->arena, STR("type=Warning,involvedObject.kind="), kind,
	                                   STR(",involvedObject.name="), name);
	struct str path = namespaced(diagnosis, namespace.len ? namespace : STR("default"), "/events");
	struct value items =
		member(ask(diagnosis, kube_query(diagnosis->arena, path, "fieldSelector", selector)), "items");
	size_t count = member_count(items);
	for (size_t i = count > MOST_EVENTS ? count - MOST_EVENTS : 0; i < count; i++) {
		struct value event = member_item(items, i);
		error_note(diagnosis->err, NOWHERE, "%.*s/%.*s: %.*s: %.*s", STR_FMT(kind), STR_FMT(name),
		           STR_FMT(member_text(event, "reason")),
		           STR_FMT(text_trim_space(member_text(event, "message"))));
	}
}

// ---- containers ------------------------------------------------------------------------------------------------

static struct str last_lines(struct str text)
{
	size_t at = text.len;
	text = text_trim_space(text);
	for (unsigned lines = 0; lines < LOG_LINES && at != STR_NPOS; lines++)
		at = str_rfind_char(str_slice(text, 0, at), '\n');
	return at == STR_NPOS ? text : str_from(text, at + 1);
}

static void note_log(const struct diagnosis *diagnosis, struct str namespace, struct str pod, struct str container)
{
	struct error ignored = { .arena = diagnosis->arena };
	struct str text;
	if (!kube_log(diagnosis->client, diagnosis->arena, namespace, pod, container, &text, &ignored) ||
	    !text_trim_space(text).len)
		return;
	struct str lines = last_lines(text);
	error_note(diagnosis->err, NOWHERE, "Pod/%.*s: the last lines of the container %.*s:", STR_FMT(pod),
	           STR_FMT(container));
	for (struct str line, rest = lines; str_next_field(&rest, '\n', &line);)
		error_note(diagnosis->err, NOWHERE, "  %.*s", STR_FMT(line));
}

static void note_container(const struct diagnosis *diagnosis, struct str namespace, struct str pod,
                           struct value container)
{
	struct str name = member_text(container, "name");
	struct value waiting = member_at(container, "state.waiting"), ended = member_at(container, "state.terminated");
	struct value before = member_at(container, "lastState.terminated");
	if (waiting.kind == VALUE_MAP)
		error_note(diagnosis->err, NOWHERE, "Pod/%.*s: the container %.*s waits: %.*s %.*s", STR_FMT(pod),
		           STR_FMT(name), STR_FMT(member_text(waiting, "reason")),
		           STR_FMT(member_text(waiting, "message")));
	ended = ended.kind == VALUE_MAP ? ended : before;
	int64_t code = member_int(ended, "exitCode", 0);
	if (ended.kind == VALUE_MAP && code)
		error_note(diagnosis->err, NOWHERE, "Pod/%.*s: the container %.*s ended with exit code %lld: %.*s",
		           STR_FMT(pod), STR_FMT(name), (long long)code, STR_FMT(member_text(ended, "reason")));
	if (ended.kind == VALUE_MAP && code)
		note_log(diagnosis, namespace, pod, name);
}

static bool is_ready(struct value pod)
{
	struct value conditions = member_at(pod, "status.conditions");
	for (size_t i = 0; i < member_count(conditions); i++)
		if (str_is(member_text(member_item(conditions, i), "type"), "Ready"))
			return str_is(member_text(member_item(conditions, i), "status"), "True");
	return false;
}

static void note_pod(const struct diagnosis *diagnosis, struct value pod)
{
	static const char *const lists[] = { "status.initContainerStatuses", "status.containerStatuses" };
	struct str name = member_text_at(pod, "metadata.name"), namespace = member_text_at(pod, "metadata.namespace");
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		struct value containers = member_at(pod, lists[i]);
		for (size_t j = 0; j < member_count(containers); j++)
			note_container(diagnosis, namespace, name, member_item(containers, j));
	}
	note_events(diagnosis, STR("Pod"), namespace, name);
}

// ---- objects ---------------------------------------------------------------------------------------------------

// The Pods of an object that are not ready.
static void note_pods(const struct diagnosis *diagnosis, const struct kube_object *object)
{
	struct kube_object live = *object;
	struct str selector;
	live.value = ask(diagnosis,
	                 kube_resource_path(diagnosis->arena, &object->resource, object->namespace, object->name));
	if (str_is(object->kind, "Pod") && live.value.kind == VALUE_MAP)
		note_pod(diagnosis, live.value);
	if (!kube_object_pods(diagnosis->arena, &live, &selector))
		return;
	struct str path = kube_query(diagnosis->arena, namespaced(diagnosis, object->namespace, "/pods"),
	                             "labelSelector", selector);
	struct value pods = member(ask(diagnosis, path), "items");
	size_t noted = 0;
	for (size_t i = 0; i < member_count(pods) && noted < MOST_PODS; i++) {
		struct value pod = member_item(pods, i);
		if (is_ready(pod) || str_is(member_text_at(pod, "status.phase"), "Succeeded"))
			continue;
		noted++;
		note_pod(diagnosis, pod);
	}
}

void kube_diagnose(struct kube_client *client, const struct kube_standing *standings, size_t len, struct error *err)
{
	struct diagnosis diagnosis = { err->arena, client, err };
	size_t noted = 0;
	for (size_t i = 0; i < len && noted < MOST_OBJECTS; i++) {
		const struct kube_object *object = standings[i].object;
		if (standings[i].status.state != KUBE_IN_PROGRESS && standings[i].status.state != KUBE_FAILED)
			continue;
		noted++;
		note_events(&diagnosis, object->kind, object->namespace, object->name);
		note_pods(&diagnosis, object);
	}
}
