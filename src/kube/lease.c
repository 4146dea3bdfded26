// SPDX-License-Identifier: Apache-2.0
#include "kube/lease.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/stack.h"
#include "base/strbuf.h"
#include "text/gotime.h"
#include "text/strconv.h"
#include "value/json.h"
#include "value/member.h"

enum { RENEW_SECONDS = 5, AGAIN_SECONDS = 1, ANSWER_MILLISECONDS = 4000, MOST_TRIES = 5, LONGEST_SECONDS = 300 };
enum { STACK_SIZE = 2 << 20 };

#define TIME_LAYOUT "2006-01-02T15:04:05.000000Z07:00" // metav1.MicroTime

struct kube_lease {
	struct kube_lease_wanted wanted;
	struct str holder, acquired;
	int64_t transitions;
	char version[64]; // of the object, as we left it
	struct arena own; // of the thread
	struct kube_client *client;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t ends;
	bool is_running, is_ending;
	_Atomic bool is_lost;
	char why[256]; // it is lost
};

// ---- who ---------------------------------------------------------------------------------------------------------

// The state of a process and when it began, from /proc/PID/stat: behind the name, which may hold anything.
static bool read_process(const char *path, char *ret_state, unsigned long long *ret_start)
{
	struct arena scratch = { 0 };
	struct error ignored = { .arena = &scratch };
	struct str text;
	enum { FIELDS_BETWEEN = 18 };
	bool ok = fs_read(path, &scratch, &text, &ignored);
	const char *at = ok ? strrchr(arena_cstr(&scratch, text), ')') : NULL;
	ok = at && at[1] == ' ' && at[2];
	if (ok)
		*ret_state = at[2];
	for (int i = 0; ok && i <= FIELDS_BETWEEN; i++)
		ok = (at = strchr(at + 2, ' ')) != NULL;
	if (ok)
		*ret_start = strtoull(at, NULL, 10);
	arena_done(&scratch);
	return ok;
}

// " ns=… boot=…": where a process' number means anything; empty if that cannot be known.
static struct str own_realm(struct arena *arena)
{
	struct error ignored = { .arena = arena };
	struct str boot;
	char link[64];
	ssize_t len = readlink("/proc/self/ns/pid", link, sizeof(link));
	if (len <= 0 || !fs_read("/proc/sys/kernel/random/boot_id", arena, &boot, &ignored) ||
	    !str_trim_set(boot, "\n").len)
		return STR_NONE;
	struct str space = str_trim_set((struct str){ link, (size_t)len }, "pid:[]");
	return arena_printf(arena, " ns=%.*s boot=%.*s", STR_FMT(space), STR_FMT(str_trim_set(boot, "\n")));
}

static struct str own_host(struct arena *arena)
{
	char name[256] = "";
	gethostname(name, sizeof(name) - 1);
	return arena_str(arena, *name ? str_of(name) : STR("?"));
}

struct str kube_lease_identity(struct arena *arena)
{
	unsigned long long start = 0;
	char state;
	read_process("/proc/self/stat", &state, &start);
	struct str host = own_host(arena), realm = own_realm(arena);
	return arena_printf(arena, "%.*s pid=%d start=%llu%.*s", STR_FMT(host), (int)getpid(), start, STR_FMT(realm));
}

static bool is_gone(pid_t pid, unsigned long long start)
{
	unsigned long long found = 0;
	char path[64], state = 0;
	if (kill(pid, 0) != 0 && errno == ESRCH)
		return true;
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	return read_process(path, &state, &found) &&
	       (state == 'Z' || state == 'X' || found != start); // another has its number by now
}

bool kube_lease_is_dead(struct str holder)
{
	struct arena scratch = { 0 };
	struct str host = ARENA_CONCAT(&scratch, own_host(&scratch), STR(" pid=")), realm = own_realm(&scratch);
	int64_t pid = 0, start = 0;
	bool is_here = realm.len && str_has_prefix(holder, host) && str_has_suffix(holder, realm) &&
	               holder.len > host.len + realm.len;
	struct str process = is_here ? str_slice(holder, host.len, holder.len - realm.len) : STR_NONE;
	size_t at = str_find(process, STR(" start="));
	is_here = is_here && at != STR_NPOS && parse_int(str_slice(process, 0, at), 10, 32, &pid) == PARSE_OK &&
	          pid > 0 && parse_int(str_from(process, at + strlen(" start=")), 10, 64, &start) == PARSE_OK;
	bool dead = is_here && is_gone((pid_t)pid, (unsigned long long)start);
	arena_done(&scratch);
	return dead;
}

// ---- the object --------------------------------------------------------------------------------------------------

static struct str leases_path(struct arena *arena, const struct kube_lease_wanted *wanted, bool of_one)
{
	struct str all = ARENA_CONCAT(arena, STR("/apis/coordination.k8s.io/v1/namespaces/"),
	                              kube_escape(arena, wanted->namespace), STR("/leases"));
	return of_one ? ARENA_CONCAT(arena, all, STR("/"), kube_escape(arena, wanted->name)) : all;
}

static struct str now_text(struct arena *arena)
{
	struct strbuf out = strbuf_in(arena);
	struct gotime now = gotime_now();
	now.zone = NULL;
	gotime_format(&out, now, STR(TIME_LAYOUT));
	return strbuf_str(&out, arena);
}

static void set(struct arena *arena, struct map *map, const char *key, struct str text)
{
	map_set(arena, map, str_of(key), value_string(text));
}

static struct str body_of(const struct kube_lease *lease, struct arena *arena)
{
	struct error ignored = { .arena = arena };
	struct map *object = map_new(arena), *metadata = map_new(arena), *labels = map_new(arena),
		   *spec = map_new(arena);
	struct strbuf out = strbuf_in(arena);
	set(arena, object, "apiVersion", STR("coordination.k8s.io/v1"));
	set(arena, object, "kind", STR("Lease"));
	map_set(arena, object, STR("metadata"), value_map(metadata));
	set(arena, metadata, "name", lease->wanted.name);
	set(arena, metadata, "namespace", lease->wanted.namespace);
	if (*lease->version)
		set(arena, metadata, "resourceVersion", str_of(lease->version));
	map_set(arena, metadata, STR("labels"), value_map(labels));
	set(arena, labels, "app.kubernetes.io/managed-by", STR("pintle"));
	map_set(arena, labels, lease->wanted.label, value_string(lease->wanted.label_value));
	map_set(arena, object, STR("spec"), value_map(spec));
	set(arena, spec, "holderIdentity", lease->holder);
	set(arena, spec, "acquireTime", lease->acquired);
	set(arena, spec, "renewTime", now_text(arena));
	map_set(arena, spec, STR("leaseDurationSeconds"), value_int(KUBE_LEASE_SECONDS));
	map_set(arena, spec, STR("leaseTransitions"), value_int(lease->transitions));
	json_write(arena, &out, value_map(object), (struct json_style){ 0 }, &ignored);
	return strbuf_str(&out, arena);
}

struct seen {
	struct str holder, version, acquired, renewed;
	int64_t seconds, transitions;
};

static int64_t number(struct value object, const char *path)
{
	struct value found = member_at(object, path);
	return found.kind == VALUE_INT                                     ? found.i
	       : found.kind == VALUE_FLOAT && found.f > 0 && found.f < 1e6 ? (int64_t)found.f
	                                                                   : 0;
}

static bool read_lease(struct arena *arena, struct str answer, struct seen *ret)
{
	struct error ignored = { .arena = arena };
	struct value object;
	if (!json_read(arena, answer, 0, &object, &ignored) || !str_is(member_text(object, "kind"), "Lease"))
		return false;
	*ret = (struct seen){
		.holder = member_text_at(object, "spec.holderIdentity"),
		.version = member_text_at(object, "metadata.resourceVersion"),
		.acquired = member_text_at(object, "spec.acquireTime"),
		.renewed = member_text_at(object, "spec.renewTime"),
		.seconds = number(object, "spec.leaseDurationSeconds"),
		.transitions = number(object, "spec.leaseTransitions"),
	};
	return true;
}

static void keep_version(struct kube_lease *lease, struct str version)
{
	size_t len = version.len < sizeof(lease->version) ? version.len : 0;
	memcpy(lease->version, version.data, len);
	lease->version[len] = '\0';
}

// Makes it (no version), or replaces the one that is there.
static struct kube_request put(struct kube_lease *lease, struct kube_client *client, struct arena *arena)
{
	struct error problem = { .arena = arena };
	struct seen seen;
	bool is_new = !*lease->version;
	struct kube_request request = { .arena = arena,
		                        .method = is_new ? "POST" : "PUT",
		                        .content_type = STR("application/json"),
		                        .path = leases_path(arena, &lease->wanted, !is_new),
		                        .body = body_of(lease, arena),
		                        .timeout = lease->is_running ? ANSWER_MILLISECONDS : 0 };
	if (!kube_run(client, &request, 1, &problem))
		request.problem = problem.message;
	else if (!request.problem.len && read_lease(arena, request.answer, &seen))
		keep_version(lease, seen.version);
	return request;
}

static struct kube_request look(const struct kube_lease *lease, struct kube_client *client, struct arena *arena,
                                struct seen *ret)
{
	struct error problem = { .arena = arena };
	struct kube_request request = { .arena = arena,
		                        .method = "GET",
		                        .path = leases_path(arena, &lease->wanted, true),
		                        .timeout = lease->is_running ? ANSWER_MILLISECONDS : 0 };
	*ret = (struct seen){ .seconds = 0 };
	if (!kube_run(client, &request, 1, &problem))
		request.problem = problem.message;
	else if (!request.problem.len && !read_lease(arena, request.answer, ret))
		request.problem = STR("the server's answer is no Lease");
	return request;
}

// ---- the thread --------------------------------------------------------------------------------------------------

static bool lose(struct kube_lease *lease, const char *why, struct str more)
{
	snprintf(lease->why, sizeof(lease->why), "%s%.*s", why, STR_FMT(more));
	lease->is_lost = true;
	*lease->wanted.is_lost = 1;
	return true;
}

// Somebody else has changed it, or our last answer was lost. An object that is gone (its namespace is deleted, or
// somebody has meddled) is made anew.
static bool look_again(struct kube_lease *lease, struct arena *arena)
{
	struct seen seen;
	struct kube_request request = look(lease, lease->client, arena, &seen);
	if (request.status == 404)
		*lease->version = '\0';
	else if (!request.problem.len && !str_eq(seen.holder, lease->holder))
		return lose(lease, "taken over by ", seen.holder);
	else if (!request.problem.len)
		keep_version(lease, seen.version);
	return false;
}

// Is it ours for the next time?
static bool renew(struct kube_lease *lease)
{
	struct arena scratch = { 0 };
	bool was_new = !*lease->version;
	struct kube_request request = put(lease, lease->client, &scratch);
	if (request.status == 404 || request.status == 409)
		look_again(lease, &scratch);
	else if (request.status == 403 && !was_new) // who may not renew it loses it without a word
		lose(lease, "", request.problem);
	bool ok = !request.problem.len;
	arena_done(&scratch);
	return ok;
}

static void *keep(void *context)
{
	struct kube_lease *lease = context;
	int pause = RENEW_SECONDS;
	stack_begin(STACK_SIZE);
	pthread_mutex_lock(&lease->mutex);
	while (!lease->is_ending && !lease->is_lost) {
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += pause;
		while (!lease->is_ending && pthread_cond_timedwait(&lease->ends, &lease->mutex, &until) != ETIMEDOUT)
			;
		if (lease->is_ending)
			break;
		pthread_mutex_unlock(&lease->mutex);
		pause = renew(lease) ? RENEW_SECONDS : AGAIN_SECONDS;
		pthread_mutex_lock(&lease->mutex);
	}
	pthread_mutex_unlock(&lease->mutex);
	return NULL;
}

// Signals are for the thread that waits for something.
static bool start(struct kube_lease *lease)
{
	pthread_condattr_t clock;
	pthread_attr_t attributes;
	sigset_t all, before;
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_mutex_init(&lease->mutex, NULL);
	pthread_cond_init(&lease->ends, &clock);
	pthread_condattr_destroy(&clock);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_SIZE);
	lease->client = kube_twin(lease->wanted.client, &lease->own);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	lease->is_running = true;
	lease->is_running = pthread_create(&lease->thread, &attributes, keep, lease) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	if (!lease->is_running)
		arena_done(&lease->own);
	return lease->is_running;
}

static void stop(void *handle)
{
	struct kube_lease *lease = handle;
	if (!lease->is_running)
		return;
	pthread_mutex_lock(&lease->mutex);
	lease->is_ending = true;
	pthread_cond_signal(&lease->ends);
	pthread_mutex_unlock(&lease->mutex);
	pthread_join(lease->thread, NULL);
	pthread_cond_destroy(&lease->ends);
	pthread_mutex_destroy(&lease->mutex);
	arena_done(&lease->own);
	lease->is_running = false;
}

// ---- taking it ---------------------------------------------------------------------------------------------------

static enum kube_lease_verdict fail_holder(const struct seen *seen, struct error *err)
{
	struct str process =
		str_slice(seen->holder, 0,
	                  str_find(seen->holder, STR(" start=")) == STR_NPOS ? seen->holder.len
	                                                                     : str_find(seen->holder, STR(" start=")));
	fail(err, NOWHERE, "%.*s, since %.*s", STR_FMT(process), STR_FMT(seen->acquired));
	return KUBE_LEASE_TAKEN;
}

static int64_t monotonic_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

// Has its time been over for long, by our clock? Then it is worth while to look whether the holder lives.
static bool looks_old(struct arena *arena, const struct seen *seen)
{
	struct error ignored = { .arena = arena };
	struct gotime renewed;
	if (!gotime_parse(arena, STR("2006-01-02T15:04:05Z07:00"), seen->renewed, NULL, &renewed, &ignored))
		return true;
	int64_t age = gotime_now().seconds - renewed.seconds;
	return age > seen->seconds || age < -seen->seconds;
}

static bool is_cancelled(const struct kube_lease_wanted *wanted)
{
	return wanted->is_cancelled && *wanted->is_cancelled;
}

// Nobody renews it for as long as it is valid: then it may be taken. HELD: so it is; or it is gone.
static enum kube_lease_verdict watch_holder(const struct kube_lease *lease, const struct seen *first, struct error *err)
{
	const struct kube_lease_wanted *wanted = &lease->wanted;
	int64_t end = monotonic_seconds() + first->seconds + 1;
	if (wanted->tell)
		wanted->tell(wanted->context, first->holder, (int)first->seconds);
	while (monotonic_seconds() < end) {
		struct arena scratch = { 0 };
		struct seen now;
		nanosleep(&(struct timespec){ 1, 0 }, NULL);
		struct kube_request request = look(lease, wanted->client, &scratch, &now);
		enum kube_lease_verdict verdict = KUBE_LEASE_HELD;
		if (is_cancelled(wanted) && !fail(err, NOWHERE, "context canceled"))
			verdict = KUBE_LEASE_FAILED;
		else if (request.problem.len && request.status != 404 &&
		         !fail_text(err, NOWHERE, arena_str(err->arena, request.problem)))
			verdict = KUBE_LEASE_FAILED;
		else if (!request.problem.len && !str_eq(now.version, first->version))
			verdict = fail_holder(&now, err);
		arena_done(&scratch);
		if (verdict != KUBE_LEASE_HELD || request.status == 404)
			return verdict;
	}
	return KUBE_LEASE_HELD;
}

// There is one already. HELD: it may be tried to take it over, or made.
static enum kube_lease_verdict judge(struct kube_lease *lease, struct arena *arena, struct error *err)
{
	struct seen seen;
	struct kube_request request = look(lease, lease->wanted.client, arena, &seen);
	if (request.status == 404)
		return KUBE_LEASE_HELD;
	if (request.problem.len) {
		fail_text(err, NOWHERE, arena_str(err->arena, request.problem));
		return request.status == 403 ? KUBE_LEASE_TAKEN : KUBE_LEASE_FAILED;
	}
	if (seen.seconds <= 0 || seen.seconds > LONGEST_SECONDS)
		seen.seconds = KUBE_LEASE_SECONDS;
	bool is_free = !seen.holder.len || str_eq(seen.holder, lease->holder) || kube_lease_is_dead(seen.holder);
	enum kube_lease_verdict verdict = is_free                   ? KUBE_LEASE_HELD
	                                  : looks_old(arena, &seen) ? watch_holder(lease, &seen, err)
	                                                            : fail_holder(&seen, err);
	keep_version(lease, seen.version);
	lease->transitions = seen.transitions + 1;
	return verdict;
}

static enum kube_lease_verdict try_once(struct kube_lease *lease, struct arena *arena, bool is_last, bool *ret_again,
                                        int *ret_status, struct error *err)
{
	struct kube_request request = put(lease, lease->wanted.client, arena);
	bool is_uncertain = !request.status || request.status >= 500; // it may be there all the same
	*ret_again = false;
	*ret_status = request.status;
	if (!request.problem.len)
		return KUBE_LEASE_HELD;
	if (!is_last && (request.status == 409 || is_uncertain || (request.status == 404 && *lease->version))) {
		*lease->version = '\0';
		*ret_again = true;
		return request.status == 409 ? judge(lease, arena, err) : KUBE_LEASE_HELD;
	}
	fail_text(err, NOWHERE, arena_str(err->arena, request.problem));
	return is_uncertain || request.status == 409 || request.status == 429 || request.status == 401
	               ? KUBE_LEASE_FAILED
	               : KUBE_LEASE_REFUSED;
}

enum kube_lease_verdict kube_lease_take(const struct kube_lease_wanted *wanted, struct kube_lease **ret,
                                        int *ret_status, struct error *err)
{
	struct arena *arena = wanted->arena;
	struct kube_lease *lease = ARENA_NEW(arena, struct kube_lease);
	bool again = true;
	enum kube_lease_verdict verdict = KUBE_LEASE_HELD;
	*lease = (struct kube_lease){ .wanted = *wanted,
		                      .holder = kube_lease_identity(arena),
		                      .acquired = now_text(arena) };
	for (int tries = 1; again && verdict == KUBE_LEASE_HELD; tries++)
		verdict = try_once(lease, arena, tries == MOST_TRIES, &again, ret_status, err);
	if (verdict != KUBE_LEASE_HELD)
		return verdict;
	arena_defer(arena, stop, lease);
	*ret = lease;
	if (start(lease))
		return KUBE_LEASE_HELD;
	kube_lease_give_back(lease, err);
	fail(err, NOWHERE, "no thread can be made that renews it");
	return KUBE_LEASE_FAILED;
}

struct str kube_lease_holder(const struct kube_lease *lease)
{
	return lease->holder;
}

bool kube_lease_is_lost(const struct kube_lease *lease)
{
	return lease->is_lost;
}

bool kube_lease_give_back(struct kube_lease *lease, struct error *err)
{
	struct error ignored = { .arena = lease->wanted.arena };
	stop(lease);
	if (lease->is_lost)
		return fail(err, NOWHERE, "%s", lease->why);
	struct arena *arena = lease->wanted.arena;
	struct kube_request request = { .arena = arena,
		                        .method = "DELETE",
		                        .path = leases_path(arena, &lease->wanted, true),
		                        .content_type = STR("application/json"),
		                        .timeout = ANSWER_MILLISECONDS };
	request.body = arena_printf(
		arena,
		"{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"preconditions\":{\"resourceVersion\":\"%s\"}}",
		lease->version);
	kube_run(lease->wanted.client, &request, 1, &ignored); // what stays of it expires
	return true;
}
