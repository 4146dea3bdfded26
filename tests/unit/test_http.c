// SPDX-License-Identifier: Apache-2.0
// A server that does not answer: what has an end is given up, what has none is not. It answers each connection in a
// thread of its own, as the path of the request has it.
#include <dirent.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail // base/error.h has another

#include "net/http.h"

#include "server.h"

enum { IDLE_SECONDS = 2, TICK_MILLISECONDS = 500, TICKS = 8 };

static void pause_tick(void)
{
	nanosleep(&(struct timespec){ 0, TICK_MILLISECONDS * 1000000L }, NULL);
}

static void say(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) < 0)
		return;
}

// "/never": no answer; "/half": the beginning of one; "/slow": a byte now and then; any other path: a whole answer.
static void *answer(void *context)
{
	int fd = (int)(intptr_t)context;
	char head[4096] = "";
	size_t len = 0;
	for (ssize_t got; !strstr(head, "\r\n\r\n") && (got = read(fd, head + len, sizeof(head) - 1 - len)) > 0;)
		head[len += (size_t)got] = '\0';
	if (strstr(head, "GET /never"))
		say(fd, "");
	else if (strstr(head, "GET /half"))
		say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf");
	else if (strstr(head, "GET /slow"))
		say(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 8\r\n\r\n");
	else
		say(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nwhole");
	for (int i = 0; strstr(head, "GET /slow") && i < TICKS; i++) {
		pause_tick();
		say(fd, "x");
	}
	while (read(fd, head, sizeof(head)) > 0)
		;
	close(fd);
	return NULL;
}

static struct http_request request_of(struct arena *arena, const char *path)
{
	return (struct http_request){ .arena = arena,
		                      .method = "GET",
		                      .url = arena_printf(arena, "http://127.0.0.1:%u%s", server.port, path) };
}

static struct http_client *client_of(struct arena *arena, struct error *err)
{
	struct http_client *client = http_open(arena, &(struct http_config){ .idle_seconds = IDLE_SECONDS }, err);
	assert_non_null(client);
	return client;
}

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void assert_says(struct str text, const char *why)
{
	if (!str_contains(text, str_of(why)))
		print_error("\"%.*s\" does not say \"%s\"\n", STR_FMT(text), why);
	assert_true(str_contains(text, str_of(why)));
}

static void test_silence(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct error err = { .arena = &arena };
	struct http_client *client = client_of(&arena, &err);
	struct http_request requests[] = { request_of(&arena, "/never"), request_of(&arena, "/half"),
		                           request_of(&arena, "/slow"), request_of(&arena, "/") };
	assert_true(http_run(client, requests, ARRAY_LEN(requests), &err));
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(requests[i].failed, HTTP_SILENT);
		assert_says(requests[i].failure, "nothing has come from the server for 2 seconds: it hangs, or");
	}
	assert_says(requests[0].failure, "Get \"http://127.0.0.1:");
	assert_int_equal(requests[2].failed, HTTP_DONE); // though it took longer
	assert_true(str_is(requests[2].answer, "xxxxxxxx"));
	assert_true(str_is(requests[3].answer, "whole"));
	arena_done(&arena);
}

static void test_own_limit(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct error err = { .arena = &arena };
	struct http_client *client = client_of(&arena, &err);
	struct http_request request = request_of(&arena, "/slow");
	request.timeout = 600;
	double begun = seconds();
	assert_true(http_run(client, &request, 1, &err));
	assert_true(seconds() - begun < IDLE_SECONDS);
	assert_int_equal(request.failed, HTTP_BROKEN);
	assert_says(request.failure, "context deadline exceeded");
	arena_done(&arena);
}

static void on_data(void *context, struct str piece)
{
	*(size_t *)context += piece.len;
}

static bool until_end(void *context)
{
	return seconds() < *(double *)context;
}

static void test_streams(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct error err = { .arena = &arena };
	struct http_client *client = client_of(&arena, &err);
	struct http_request request = request_of(&arena, "/half");
	double end_of_it = seconds() + 2 * IDLE_SECONDS;
	size_t heard = 0;
	request.on_data = on_data;
	request.context = &heard;
	assert_true(http_stream(client, &request, 1, &(struct http_streaming){ until_end, &end_of_it, 50 }, &err));
	assert_int_equal(request.failed, HTTP_DONE);
	assert_int_equal(heard, 4);
	assert_true(seconds() >= end_of_it);
	arena_done(&arena);
}

// The kernel gives a connection up on which nothing is confirmed any more.
static void test_dead_ways(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct error err = { .arena = &arena };
	struct http_request request = request_of(&arena, "/");
	assert_non_null(http_line_open(client_of(&arena, &err), &request));
	unsigned milliseconds = 0;
	for (int fd = 0; fd < 256; fd++) {
		struct sockaddr_in peer = { 0 };
		unsigned found = 0;
		socklen_t len = sizeof(peer), found_len = sizeof(found);
		if (getpeername(fd, (struct sockaddr *)&peer, &len) == 0 && ntohs(peer.sin_port) == server.port &&
		    getsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &found, &found_len) == 0)
			milliseconds = found;
	}
	assert_int_equal(milliseconds, 45000);
	arena_done(&arena);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN); // a client that has gone
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_own_limit),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_dead_ways),
	};
	server.answer = answer;
	return cmocka_run_group_tests(tests, server_begin, server_end);
}
