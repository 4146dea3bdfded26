// SPDX-License-Identifier: Apache-2.0
// A server whose first watch is silent: the wait lists anew after its limit, and sees what it has missed.
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail // base/error.h has another

#include "kube/wait.h"

#include "server.h"

enum { ROOM = 4096 };

static _Atomic int lists, watches;

static void answer(int fd, const char *type, const char *body)
{
	char text[ROOM];
	int len = snprintf(text, sizeof(text), "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n%s\r\n%s", type,
	                   body);
	if (write(fd, text, (size_t)len) < 0)
		return;
}

// The Pod is ready once it is listed for the second time. Watches say nothing.
static void answer_request(int fd, const char *head)
{
	char body[ROOM], length[64];
	if (strstr(head, "watch=true")) {
		watches++;
		answer(fd, "Transfer-Encoding: chunked\r\n", "");
		return;
	}
	int len = snprintf(body, sizeof(body),
	                   "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"},"
	                   "\"items\":[{\"metadata\":{\"name\":\"p\"},"
	                   "\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"%s\"}],"
	                   "\"containerStatuses\":[]}}]}",
	                   ++lists > 1 ? "True" : "False");
	snprintf(length, sizeof(length), "Content-Length: %d\r\n", len);
	answer(fd, length, body);
}

static void *converse(void *context)
{
	int fd = (int)(intptr_t)context;
	char head[ROOM] = "";
	size_t len = 0;
	for (ssize_t got; (got = read(fd, head + len, sizeof(head) - 1 - len)) > 0;) {
		head[len += (size_t)got] = '\0';
		if (!strstr(head, "\r\n\r\n"))
			continue;
		answer_request(fd, head);
		len = 0;
	}
	close(fd);
	return NULL;
}

static bool wait_for_pod(struct arena *arena, int silence, int64_t seconds, struct error *err)
{
	struct kube_config config = { .server = arena_printf(arena, "http://127.0.0.1:%u", server.port) };
	struct kube_object pod = { .resource = { .version = STR("v1"), .name = STR("pods"), .is_namespaced = true },
		                   .api_version = STR("v1"),
		                   .kind = STR("Pod"),
		                   .namespace = STR("n"),
		                   .name = STR("p") };
	struct kube_objects objects = { &pod, 1, 1 };
	struct kube_wait wait = { .arena = arena,
		                  .client = kube_open(arena, &config, &(struct kube_limits){ 0 }, err),
		                  .objects = &objects,
		                  .until = KUBE_UNTIL_READY,
		                  .timeout = seconds * 1000000000,
		                  .silence = silence };
	assert_non_null(wait.client);
	return kube_wait(&wait, err);
}

static void test_silence(void **state)
{
	(void)state;
	enum { LIMIT = 2, LONG = 60 };
	struct arena arena = { 0 };
	struct error err = { .arena = &arena };
	time_t begun = time(NULL);
	lists = watches = 0;
	bool ok = wait_for_pod(&arena, LIMIT, LONG, &err);
	if (!ok)
		print_error("%.*s\n", STR_FMT(err.message));
	assert_true(ok);
	assert_int_equal(lists, 2);
	assert_int_equal(watches, 1);
	assert_true(time(NULL) - begun >= LIMIT - 1 && time(NULL) - begun < LONG / 2);
	arena_done(&arena);
}

// The usual limit is not met so soon.
static void test_patience(void **state)
{
	(void)state;
	enum { SHORT = 4 };
	struct arena arena = { 0 };
	struct error err = { .arena = &arena };
	lists = watches = 0;
	assert_false(wait_for_pod(&arena, 0, SHORT, &err));
	assert_int_equal(lists, 1);
	assert_int_equal(watches, 1);
	assert_true(str_contains(
		err.message,
		STR("resource Pod/n/p not ready. status: InProgress, message: Pod is running but is not Ready")));
	arena_done(&arena);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN); // a client that has gone
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_silence), cmocka_unit_test(test_patience) };
	server.answer = converse;
	return cmocka_run_group_tests(tests, server_begin, server_end);
}
