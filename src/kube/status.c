// SPDX-License-Identifier: Apache-2.0
// The rules are kstatus' (fluxcd/cli-utils, pkg/kstatus/status: generic.go, core.go) and Helm's
// (internal/statusreaders), in their order.
#include "kube/status.h"

#include "text/gotime.h"
#include "value/member.h"

enum { SCHEDULE_SECONDS = 15 }; /* a Pod may be unschedulable that long */

struct judging {
	struct arena *arena;
	struct value live, spec, status;
	struct str kind;
	int64_t now;
};

struct str kube_state_name(enum kube_state state)
{
	static const struct str names[] = {
		[KUBE_UNKNOWN] = STR_INIT("Unknown"),         [KUBE_IN_PROGRESS] = STR_INIT("InProgress"),
		[KUBE_FAILED] = STR_INIT("Failed"),           [KUBE_CURRENT] = STR_INIT("Current"),
		[KUBE_TERMINATING] = STR_INIT("Terminating"), [KUBE_NOT_FOUND] = STR_INIT("NotFound"),
	};
	return names[state];
}

static struct kube_status state(enum kube_state state, struct str message)
{
	return (struct kube_status){ state, message };
}

#define CURRENT(text) state(KUBE_CURRENT, STR(text))
#define PROGRESS(text) state(KUBE_IN_PROGRESS, STR(text))

// "Ready: 1/3"
static struct kube_status progress_of(const struct judging *judging, const char *what, int64_t is, int64_t wanted)
{
	return state(KUBE_IN_PROGRESS,
	             arena_printf(judging->arena, "%s: %lld/%lld", what, (long long)is, (long long)wanted));
}

static struct kube_status pending_termination(const struct judging *judging, int64_t count)
{
	return state(KUBE_IN_PROGRESS, arena_printf(judging->arena, "Pending termination: %lld", (long long)count));
}

// What the library cannot read, as it is not of the kind that it should be.
static struct kube_status unreadable(void)
{
	return state(KUBE_UNKNOWN, STR_NONE);
}

// What is there by this name, or null; false: it is unreadable.
static bool read(struct value table, const char *name, enum value_kind kind, struct value *ret)
{
	const struct value *found = table.kind == VALUE_MAP ? map_get(table.map, str_of(name)) : NULL;
	*ret = found ? *found : value_null();
	return found ? found->kind == kind : table.kind == VALUE_MAP || value_is_null(table);
}

// A number, where one is; anything else counts as not there.
static int64_t number(struct value table, const char *name, int64_t fallback)
{
	struct value found = member(table, name);
	return found.kind == VALUE_INT ? found.i : fallback;
}

static bool is_or_null(struct value v, enum value_kind kind)
{
	return v.kind == kind || value_is_null(v);
}

static bool are_conditions_readable(const struct judging *judging)
{
	static const char *const names[] = { "type", "status", "reason", "message" };
	struct value conditions = member(judging->status, "conditions");
	if (!is_or_null(judging->status, VALUE_MAP) || !is_or_null(conditions, VALUE_LIST))
		return false;
	for (size_t i = 0; i < member_count(conditions); i++) {
		if (!is_or_null(member_item(conditions, i), VALUE_MAP))
			return false;
		for (size_t n = 0; n < ARRAY_LEN(names); n++)
			if (!is_or_null(member(member_item(conditions, i), names[n]), VALUE_STRING))
				return false;
	}
	return true;
}

static bool is_or_any(struct value one, const char *name, const char *wanted)
{
	return !wanted || str_is(member_text(one, name), wanted);
}

// The first condition of a type, with this status and reason (NULL: any); null: there is none. A type may be there more
// than once.
static struct value condition(const struct judging *judging, const char *type, const char *status, const char *reason)
{
	struct value conditions = member(judging->status, "conditions");
	for (size_t i = 0; i < member_count(conditions); i++) {
		struct value one = member_item(conditions, i);
		if (str_is(member_text(one, "type"), type) && is_or_any(one, "status", status) &&
		    is_or_any(one, "reason", reason))
			return one;
	}
	return value_null();
}

static bool is_condition(const struct judging *judging, const char *type, const char *status)
{
	return !value_is_null(condition(judging, type, status, NULL));
}

// ---- what holds for every kind ---------------------------------------------------------------------------------

// Whichever of the two stands first.
static bool judge_standard_conditions(const struct judging *judging, struct kube_status *ret)
{
	struct value conditions = member(judging->status, "conditions");
	for (size_t i = 0; i < member_count(conditions); i++) {
		struct value one = member_item(conditions, i);
		struct str type = member_text(one, "type");
		if (!str_is(member_text(one, "status"), "True") ||
		    (!str_is(type, "Reconciling") && !str_is(type, "Stalled")))
			continue;
		*ret = state(str_is(type, "Stalled") ? KUBE_FAILED : KUBE_IN_PROGRESS, member_text(one, "message"));
		return true;
	}
	return false;
}

static bool judge_generally(const struct judging *judging, struct kube_status *ret)
{
	struct value metadata = member(judging->live, "metadata"), deletion, generation, observed = value_null();
	*ret = unreadable();
	if (!read(metadata, "deletionTimestamp", VALUE_STRING, &deletion))
		return true;
	if (deletion.kind == VALUE_STRING && deletion.s.len) {
		*ret = state(KUBE_TERMINATING, STR("Resource scheduled for deletion"));
		return true;
	}
	if (!read(metadata, "generation", VALUE_INT, &generation) ||
	    (generation.kind == VALUE_INT && !read(judging->status, "observedGeneration", VALUE_INT, &observed)))
		return true;
	if (observed.kind == VALUE_INT && observed.i != generation.i) {
		*ret = state(KUBE_IN_PROGRESS,
		             arena_printf(judging->arena,
		                          "%.*s generation is %lld, but latest observed generation is %lld",
		                          STR_FMT(judging->kind), (long long)generation.i, (long long)observed.i));
		return true;
	}
	return !are_conditions_readable(judging) || judge_standard_conditions(judging, ret);
}

// A kind without rules of its own.
static struct kube_status judge_ready(const struct judging *judging)
{
	struct value conditions = member(judging->status, "conditions");
	for (size_t i = 0; i < member_count(conditions); i++) {
		struct value one = member_item(conditions, i);
		struct str status = member_text(one, "status");
		if (!str_is(member_text(one, "type"), "Ready"))
			continue;
		if (str_is(status, "True"))
			return CURRENT("Resource is Ready");
		if (str_is(status, "False") || str_is(status, "Unknown"))
			return state(KUBE_IN_PROGRESS, member_text(one, "message"));
	}
	return CURRENT("Resource is current");
}

// ---- kinds -----------------------------------------------------------------------------------------------------

static struct kube_status always_ready(const struct judging *judging)
{
	(void)judging;
	return CURRENT("Resource is always ready");
}

static struct kube_status judge_stateful_set(const struct judging *judging)
{
	struct value strategy = member(judging->spec, "updateStrategy");
	int64_t wanted = number(judging->spec, "replicas", 1), there = number(judging->status, "replicas", 0);
	int64_t ready = number(judging->status, "readyReplicas", 0),
		current = number(judging->status, "currentReplicas", 0);
	int64_t updated = number(judging->status, "updatedReplicas", 0);
	int64_t partition = number(member(strategy, "rollingUpdate"), "partition", -1);
	if (str_is(member_text(strategy, "type"), "OnDelete"))
		return CURRENT("StatefulSet is using the ondelete update strategy");
	if (wanted > there)
		return progress_of(judging, "Replicas", there, wanted);
	if (wanted > ready)
		return progress_of(judging, "Ready", ready, wanted);
	if (there > wanted)
		return pending_termination(judging, there - wanted);
	if (partition != -1 && updated < wanted - partition)
		return progress_of(judging, "updated", updated, wanted - partition);
	if (partition != -1)
		return state(KUBE_CURRENT, arena_printf(judging->arena, "Partition rollout complete. updated: %lld",
		                                        (long long)updated));
	if (wanted > current)
		return progress_of(judging, "current", current, wanted);
	if (!str_eq(member_text(judging->status, "currentRevision"), member_text(judging->status, "updateRevision")))
		return PROGRESS("Waiting for updated revision to match current");
	return state(KUBE_CURRENT, arena_printf(judging->arena, "All replicas scheduled as expected. Replicas: %lld",
	                                        (long long)there));
}

static struct kube_status judge_deployment(const struct judging *judging)
{
	int64_t wanted = number(judging->spec, "replicas", 1), there = number(judging->status, "replicas", 0);
	int64_t updated = number(judging->status, "updatedReplicas", 0),
		ready = number(judging->status, "readyReplicas", 0);
	int64_t available = number(judging->status, "availableReplicas", 0);
	bool has_deadline = number(judging->spec, "progressDeadlineSeconds", INT32_MAX) != INT32_MAX;
	if (!value_is_null(condition(judging, "Progressing", NULL, "ProgressDeadlineExceeded")))
		return state(KUBE_FAILED, STR("Progress deadline exceeded"));
	if (wanted > there)
		return progress_of(judging, "Replicas", there, wanted);
	if (wanted > updated)
		return progress_of(judging, "Updated", updated, wanted);
	if (there > wanted)
		return pending_termination(judging, there - wanted);
	if (updated > available)
		return progress_of(judging, "Available", available, updated);
	if (wanted > ready)
		return progress_of(judging, "Ready", ready, wanted);
	if (has_deadline && value_is_null(condition(judging, "Progressing", "True", "NewReplicaSetAvailable")))
		return PROGRESS("ReplicaSet not Available");
	if (!is_condition(judging, "Available", "True"))
		return PROGRESS("Deployment not Available");
	return state(KUBE_CURRENT,
	             arena_printf(judging->arena, "Deployment is available. Replicas: %lld", (long long)there));
}

static struct kube_status judge_replica_set(const struct judging *judging)
{
	int64_t wanted = number(judging->spec, "replicas", 1), there = number(judging->status, "replicas", 0);
	int64_t ready = number(judging->status, "readyReplicas", 0),
		available = number(judging->status, "availableReplicas", 0);
	int64_t labelled = number(judging->status, "fullyLabeledReplicas", 0);
	if (is_condition(judging, "ReplicaFailure", "True"))
		return PROGRESS("Replica Failure condition. Check Pods");
	if (wanted > labelled)
		return progress_of(judging, "Labelled", labelled, wanted);
	if (wanted > available)
		return progress_of(judging, "Available", available, wanted);
	if (wanted > ready)
		return progress_of(judging, "Ready", ready, wanted);
	if (there > wanted)
		return pending_termination(judging, there - wanted);
	return state(KUBE_CURRENT,
	             arena_printf(judging->arena, "ReplicaSet is available. Replicas: %lld", (long long)there));
}

static struct kube_status judge_daemon_set(const struct judging *judging)
{
	int64_t wanted = number(judging->status, "desiredNumberScheduled", -1),
		current = number(judging->status, "currentNumberScheduled", 0);
	int64_t updated = number(judging->status, "updatedNumberScheduled", 0),
		available = number(judging->status, "numberAvailable", 0);
	int64_t ready = number(judging->status, "numberReady", 0);
	if (value_is_null(member_at(judging->live, "metadata.generation")))
		return state(KUBE_IN_PROGRESS,
		             ARENA_CONCAT(judging->arena, judging->kind, STR(" metadata.generation not found")));
	if (value_is_null(member(judging->status, "observedGeneration")))
		return state(KUBE_IN_PROGRESS,
		             ARENA_CONCAT(judging->arena, judging->kind, STR(" status.observedGeneration not found")));
	if (wanted == -1)
		return PROGRESS("Missing .status.desiredNumberScheduled");
	if (wanted > current)
		return progress_of(judging, "Current", current, wanted);
	if (wanted > updated)
		return progress_of(judging, "Updated", updated, wanted);
	if (wanted > available)
		return progress_of(judging, "Available", available, wanted);
	if (wanted > ready)
		return progress_of(judging, "Ready", ready, wanted);
	return state(KUBE_CURRENT, arena_printf(judging->arena, "All replicas scheduled as expected. Replicas: %lld",
	                                        (long long)wanted));
}

static struct kube_status judge_claim(const struct judging *judging)
{
	struct value phase = member(judging->status, "phase");
	struct str text = phase.kind == VALUE_STRING ? phase.s : STR("unknown");
	if (str_is(text, "Bound"))
		return CURRENT("PVC is Bound");
	return state(KUBE_IN_PROGRESS, ARENA_CONCAT(judging->arena, STR("PVC is not Bound. phase: "), text));
}

// Names of containers that crash again and again, with commas; empty: none does.
static struct str crashing_containers(struct arena *arena, struct value containers)
{
	struct str names = STR_NONE;
	for (size_t i = 0; i < member_count(containers); i++) {
		struct value container = member_item(containers, i);
		struct str name = member_text(container, "name");
		if (name.len && str_is(member_text_at(container, "state.waiting.reason"), "CrashLoopBackOff"))
			names = ARENA_CONCAT(arena, names, names.len ? STR(",") : STR_NONE, name);
	}
	return names;
}

static struct kube_status judge_running_pod(const struct judging *judging)
{
	struct value containers;
	if (is_condition(judging, "Ready", "True"))
		return CURRENT("Pod is Ready");
	if (!read(judging->status, "containerStatuses", VALUE_LIST, &containers))
		return unreadable();
	struct str crashing = crashing_containers(judging->arena, containers);
	if (crashing.len)
		return state(KUBE_FAILED,
		             ARENA_CONCAT(judging->arena, STR("Containers in CrashLoop state: "), crashing));
	return PROGRESS("Pod is running but is not Ready");
}

static struct kube_status judge_pending_pod(const struct judging *judging)
{
	struct error ignored = { .arena = judging->arena };
	struct gotime created = { 0 };
	if (!str_is(member_text(condition(judging, "PodScheduled", "False", NULL), "reason"), "Unschedulable"))
		return PROGRESS("Pod is in the Pending phase");
	gotime_parse(judging->arena, STR("2006-01-02T15:04:05Z07:00"),
	             member_text_at(judging->live, "metadata.creationTimestamp"), NULL, &created, &ignored);
	if (judging->now - SCHEDULE_SECONDS < created.seconds)
		return PROGRESS("Pod has not been scheduled");
	return state(KUBE_FAILED, STR("Pod could not be scheduled"));
}

static struct kube_status judge_pod(const struct judging *judging)
{
	struct str phase = member_text(judging->status, "phase");
	if (str_is(phase, "Succeeded"))
		return CURRENT("Pod has completed successfully");
	if (str_is(phase, "Failed"))
		return CURRENT("Pod has completed, but not successfully");
	if (str_is(phase, "Running"))
		return judge_running_pod(judging);
	if (str_is(phase, "Pending"))
		return judge_pending_pod(judging);
	if (!phase.len)
		return PROGRESS("Pod phase not available");
	return unreadable();
}

static bool judge_ended_job(const struct judging *judging, struct kube_status *ret)
{
	int64_t completions = number(judging->spec, "completions", number(judging->spec, "parallelism", 1));
	struct value conditions = member(judging->status, "conditions");
	for (size_t i = 0; i < member_count(conditions); i++) {
		struct value one = member_item(conditions, i);
		struct str type = member_text(one, "type");
		bool is_complete = str_is(type, "Complete");
		if (!str_is(member_text(one, "status"), "True") || (!is_complete && !str_is(type, "Failed")))
			continue;
		*ret = state(is_complete ? KUBE_CURRENT : KUBE_FAILED,
		             arena_printf(judging->arena,
		                          is_complete ? "Job Completed. succeeded: %lld/%lld"
		                                      : "Job Failed. failed: %lld/%lld",
		                          (long long)number(judging->status, is_complete ? "succeeded" : "failed", 0),
		                          (long long)completions));
		return true;
	}
	return false;
}

static struct kube_status judge_job(const struct judging *judging)
{
	struct kube_status ended;
	if (judge_ended_job(judging, &ended))
		return ended;
	if (!member_text(judging->status, "startTime").len)
		return PROGRESS("Job not started");
	return state(KUBE_CURRENT,
	             arena_printf(judging->arena, "Job in progress. success:%lld, active: %lld, failed: %lld",
	                          (long long)number(judging->status, "succeeded", 0),
	                          (long long)number(judging->status, "active", 0),
	                          (long long)number(judging->status, "failed", 0)));
}

static struct kube_status judge_service(const struct judging *judging)
{
	if (str_is(member_text(judging->spec, "type"), "LoadBalancer") && !member_text(judging->spec, "clusterIP").len)
		return PROGRESS("ClusterIP not set. Service type: LoadBalancer");
	return CURRENT("Service is ready");
}

static struct kube_status judge_budget(const struct judging *judging)
{
	(void)judging;
	return CURRENT("AllowedDisruptions has been computed.");
}

static struct kube_status judge_definition(const struct judging *judging)
{
	struct value conditions = member(judging->status, "conditions");
	for (size_t i = 0; i < member_count(conditions); i++) {
		struct value one = member_item(conditions, i);
		struct str type = member_text(one, "type"), status = member_text(one, "status");
		bool is_established = str_is(type, "Established");
		if (str_is(status, "False") && (str_is(type, "NamesAccepted") ||
		                                (is_established && !str_is(member_text(one, "reason"), "Installing"))))
			return state(KUBE_FAILED, member_text(one, "message"));
		if (is_established && str_is(status, "True"))
			return CURRENT("CRD is established");
	}
	return PROGRESS("Install in progress");
}

// Kubernetes' own kinds, with their groups: "/Pod".
static const struct {
	const char *kind;
	struct kube_status (*judge)(const struct judging *judging);
} kinds[] = {
	{ "/Service", judge_service },
	{ "/Pod", judge_pod },
	{ "/Secret", always_ready },
	{ "/ConfigMap", always_ready },
	{ "/PersistentVolumeClaim", judge_claim },
	{ "apps/StatefulSet", judge_stateful_set },
	{ "apps/DaemonSet", judge_daemon_set },
	{ "extensions/DaemonSet", judge_daemon_set },
	{ "apps/Deployment", judge_deployment },
	{ "extensions/Deployment", judge_deployment },
	{ "apps/ReplicaSet", judge_replica_set },
	{ "extensions/ReplicaSet", judge_replica_set },
	{ "policy/PodDisruptionBudget", judge_budget },
	{ "batch/CronJob", always_ready },
	{ "batch/Job", judge_job },
	{ "apiextensions.k8s.io/CustomResourceDefinition", judge_definition },
};

// ---- hooks and Jobs, as Helm sees them -------------------------------------------------------------------------

static struct kube_status judge_job_end(const struct judging *judging)
{
	struct kube_status ended;
	if (!are_conditions_readable(judging))
		return unreadable();
	return judge_ended_job(judging, &ended) ? ended : PROGRESS("Job in progress");
}

static struct kube_status judge_pod_end(const struct judging *judging)
{
	struct str phase = member_text(judging->status, "phase"), name = member_text_at(judging->live, "metadata.name");
	if (str_is(phase, "Succeeded"))
		return state(KUBE_CURRENT, ARENA_CONCAT(judging->arena, STR("pod "), name, STR(" succeeded")));
	if (str_is(phase, "Failed"))
		return state(KUBE_FAILED, ARENA_CONCAT(judging->arena, STR("pod "), name, STR(" failed")));
	return PROGRESS("Pod in progress");
}

// ---- all -------------------------------------------------------------------------------------------------------

static struct str group_and_kind(struct arena *arena, struct value live)
{
	struct str version = member_text(live, "apiVersion");
	size_t slash = str_find_char(version, '/');
	return ARENA_CONCAT(arena, slash == STR_NPOS ? STR_NONE : str_slice(version, 0, slash), STR("/"),
	                    member_text(live, "kind"));
}

struct kube_status kube_status_of(struct arena *arena, struct value live, enum kube_rules rules, int64_t now)
{
	struct judging judging = { arena, live, member(live, "spec"), member(live, "status"), member_text(live, "kind"),
		                   now };
	struct str kind = group_and_kind(arena, live);
	struct kube_status status;
	if (rules != KUBE_RULES_PLAIN && str_is(kind, "batch/Job"))
		return judge_job_end(&judging);
	if (rules == KUBE_RULES_HOOK)
		return str_is(kind, "/Pod") ? judge_pod_end(&judging) : CURRENT("Resource is current");
	if (judge_generally(&judging, &status))
		return status;
	status = judge_ready(&judging);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_is(kind, kinds[i].kind))
			status = kinds[i].judge(&judging);
	return status;
}

// ---- controllers and their Pods --------------------------------------------------------------------------------

bool kube_status_needs_pods(struct value live)
{
	return str_has_prefix(member_text(live, "apiVersion"), STR("apps/")) &&
	       (str_is(member_text(live, "kind"), "StatefulSet") || str_is(member_text(live, "kind"), "ReplicaSet"));
}

// One that waits for a node may get one, and one that is being deleted is replaced.
static bool is_transient(struct value pod)
{
	struct value conditions = member_at(pod, "status.conditions");
	if (member_text_at(pod, "metadata.deletionTimestamp").len)
		return true;
	for (size_t i = 0; i < member_count(conditions); i++) {
		struct value condition = member_item(conditions, i);
		if (str_is(member_text(condition, "type"), "PodScheduled") &&
		    str_is(member_text(condition, "status"), "False") &&
		    str_is(member_text(condition, "reason"), "Unschedulable"))
			return true;
	}
	return false;
}

struct kube_status kube_status_with_pods(struct arena *arena, struct value live, struct kube_status own,
                                         struct value pods, int64_t now)
{
	size_t failed = 0;
	for (size_t i = 0; own.state == KUBE_IN_PROGRESS && kube_status_needs_pods(live) && i < member_count(pods); i++)
		failed += kube_status_of(arena, member_item(pods, i), KUBE_RULES_PLAIN, now).state == KUBE_FAILED &&
		          !is_transient(member_item(pods, i));
	return failed ? (struct kube_status){ KUBE_FAILED, arena_printf(arena, "%zu pods have failed", failed) } : own;
}
