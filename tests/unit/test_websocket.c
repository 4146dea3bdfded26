// SPDX-License-Identifier: Apache-2.0
// A server in a thread of its own answers one client as each test has it: RFC 6455 read from both sides.
#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail // base/error.h has another

#include "net/websocket.h"
#include "text/digest.h"

enum { ROOM = 1 << 20 };

struct server {
	int listening;
	struct str head;   // in place of the right one; empty: the right one
	struct str frames; // sent behind it; none: nothing is said any more
	char heard[ROOM];  // what the client sent behind its head
	size_t heard_len;
	pthread_t thread;
};

static struct str accept_value(struct arena *arena, const char *head)
{
	static const char name[] = "Sec-WebSocket-Key: ";
	const char *key = strstr(head, name) + strlen(name);
	struct str text =
		arena_printf(arena, "%.*s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", (int)(strstr(key, "\r\n") - key), key);
	struct str hex = digest_sha1(arena, text);
	char bytes[20];
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)strtol((char[]){ hex.data[2 * i], hex.data[2 * i + 1], '\0' }, NULL, 16);
	return base64_encode(arena, (struct str){ bytes, sizeof(bytes) });
}

static void send_all(int fd, struct str data)
{
	while (data.len) {
		ssize_t sent = write(fd, data.data, data.len);
		if (sent <= 0)
			return;
		data = str_from(data, (size_t)sent);
	}
}

static void *serve(void *context)
{
	struct server *server = context;
	struct arena arena = { 0 };
	char head[4096] = "";
	size_t len = 0;
	int fd = accept(server->listening, NULL, NULL);
	while (!strstr(head, "\r\n\r\n")) {
		ssize_t got = read(fd, head + len, sizeof(head) - 1 - len);
		if (got <= 0)
			break;
		head[len += (size_t)got] = '\0';
	}
	struct str answer = server->head;
	if (!answer.len)
		answer = arena_printf(
			&arena,
			"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: %.*s\r\n"
			"sec-websocket-protocol:  two\r\n\r\n",
			STR_FMT(accept_value(&arena, head)));
	send_all(fd, answer);
	send_all(fd, server->frames);
	if (server->frames.len || server->head.len)
		shutdown(fd, SHUT_WR);
	for (ssize_t got; (got = read(fd, server->heard + server->heard_len, ROOM - server->heard_len)) > 0;)
		server->heard_len += (size_t)got;
	close(fd);
	arena_done(&arena);
	return NULL;
}

struct talk {
	struct arena arena;
	struct error err;
	struct server server;
	struct http_request request;
	struct websocket *socket;
};

static struct talk *talk_open(struct str head, struct str frames)
{
	struct talk *talk = calloc(1, sizeof(*talk));
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	static const struct str headers[] = { STR_INIT("X-Test: yes") };
	talk->err.arena = &talk->arena;
	talk->server.head = head;
	talk->server.frames = frames;
	talk->server.listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(talk->server.listening, (struct sockaddr *)&address, len), 0);
	assert_int_equal(listen(talk->server.listening, 1), 0);
	assert_int_equal(getsockname(talk->server.listening, (struct sockaddr *)&address, &len), 0);
	assert_int_equal(pthread_create(&talk->server.thread, NULL, serve, &talk->server), 0);
	struct http_config config = { .most_at_once = 1 };
	struct http_client *client = http_open(&talk->arena, &config, &talk->err);
	assert_non_null(client);
	talk->request =
		(struct http_request){ .arena = &talk->arena, .method = "GET", .headers = headers, .headers_len = 1 };
	talk->request.url = arena_printf(&talk->arena, "http://127.0.0.1:%u/stream?a=b", ntohs(address.sin_port));
	talk->socket = websocket_open(client, &talk->request, STR("one, two"));
	return talk;
}

static void talk_close(struct talk *talk)
{
	arena_done(&talk->arena);
	pthread_join(talk->server.thread, NULL);
	close(talk->server.listening);
	free(talk);
}

static void assert_message(struct talk *talk, const char *wanted)
{
	struct str message;
	assert_int_equal(websocket_receive(talk->socket, 5000, &message, &talk->err), LINE_READY);
	assert_true(str_is(message, wanted));
}

static void assert_says(struct str text, const char *why)
{
	if (!str_contains(text, str_of(why)))
		print_error("\"%.*s\" does not say \"%s\"\n", STR_FMT(text), why);
	assert_true(str_contains(text, str_of(why)));
}

static void assert_broken(struct talk *talk, const char *why)
{
	struct str message;
	assert_int_equal(websocket_receive(talk->socket, 5000, &message, &talk->err), LINE_BROKEN);
	assert_says(talk->err.message, why);
}

// ---- messages --------------------------------------------------------------------------------------------------

static void test_messages(void **state)
{
	(void)state;
	struct str message;
	struct talk *talk = talk_open(STR_NONE, STR("\x82\x03"
	                                            "abc"
	                                            "\x81\x00"
	                                            "\x02\x02"
	                                            "de"
	                                            "\x89\x01"
	                                            "p"
	                                            "\x00\x01"
	                                            "f"
	                                            "\x80\x02"
	                                            "gh"
	                                            "\x8a\x00"
	                                            "\x88\x02\x03\xe8"));
	assert_non_null(talk->socket);
	assert_true(str_is(websocket_protocol(talk->socket), "two"));
	assert_message(talk, "abc");
	assert_message(talk, "");
	assert_message(talk, "defgh"); // in three pieces, with a ping between
	assert_int_equal(websocket_receive(talk->socket, 5000, &message, &talk->err), LINE_ENDED);
	talk_close(talk);
}

static void test_long_messages(void **state)
{
	(void)state;
	enum { MIDDLE = 300, LONG = 70000 };
	char *frames = calloc(1, MIDDLE + LONG + 16);
	size_t len = 0;
	memcpy(frames, "\x82\x7e\x01\x2c", 4);
	memset(frames + (len += 4), 'm', MIDDLE);
	memcpy(frames + (len += MIDDLE), "\x82\x7f\x00\x00\x00\x00\x00\x01\x11\x70", 10);
	memset(frames + (len += 10), 'l', LONG);
	struct str message;
	struct talk *talk = talk_open(STR_NONE, (struct str){ frames, len + LONG });
	assert_non_null(talk->socket);
	assert_int_equal(websocket_receive(talk->socket, 5000, &message, &talk->err), LINE_READY);
	assert_int_equal(message.len, MIDDLE);
	assert_int_equal(websocket_receive(talk->socket, 5000, &message, &talk->err), LINE_READY);
	assert_int_equal(message.len, LONG);
	assert_int_equal(message.data[LONG - 1], 'l');
	talk_close(talk);
	free(frames);
}

// What the client says is masked, and a ping is answered with what it bore.
static void test_what_is_sent(void **state)
{
	(void)state;
	enum { LEN = 200 };
	char text[LEN];
	struct str message;
	memset(text, 'x', LEN);
	struct talk *talk = talk_open(STR_NONE, STR("\x89\x04ping\x88\x02\x03\xe8"));
	assert_non_null(talk->socket);
	assert_true(websocket_send(talk->socket, (struct str){ text, LEN }, &talk->err));
	assert_int_equal(websocket_receive(talk->socket, 5000, &message, &talk->err), LINE_ENDED);
	arena_done(&talk->arena);
	pthread_join(talk->server.thread, NULL);
	const unsigned char *heard = (const unsigned char *)talk->server.heard;
	assert_int_equal(talk->server.heard_len, 8 + LEN + 6 + 4 + 6 + 2);
	assert_memory_equal(heard, "\x82\xfe\x00\xc8", 4);
	for (size_t i = 0; i < LEN; i++)
		assert_int_equal(heard[8 + i] ^ heard[4 + i % 4], 'x');
	heard += 8 + LEN;
	assert_memory_equal(heard, "\x8a\x84", 2);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(heard[6 + i] ^ heard[2 + i], "ping"[i]);
	assert_memory_equal(heard + 10, "\x88\x82", 2);
	close(talk->server.listening);
	free(talk);
}

// ---- what goes wrong -------------------------------------------------------------------------------------------

static void test_bad_frames(void **state)
{
	(void)state;
	static const struct {
		struct str frames;
		const char *why;
	} cases[] = {
		{ STR_INIT("\x82\x83xxxxabc"), "malformed WebSocket frame" }, // masked
		{ STR_INIT("\xc2\x01x"), "malformed WebSocket frame" },       // a bit that is not spoken of
		{ STR_INIT("\x83\x01x"), "malformed WebSocket frame" },       // an unknown kind
		{ STR_INIT("\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"), "longer than 64 MiB" },
		{ STR_INIT("\x82\x05"
		           "ab"),
		  "unexpected EOF" },
		{ STR_INIT("\x82"), "unexpected EOF" },
		{ STR_INIT("\x88\x08\x03\xf3"
		           "broken"),
		  "the server closed the connection: 1011: broken" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct talk *talk = talk_open(STR_NONE, cases[i].frames);
		assert_non_null(talk->socket);
		assert_broken(talk, cases[i].why);
		talk_close(talk);
	}
}

static void test_refusals(void **state)
{
	(void)state;
	static const struct {
		struct str head;
		int status;
		const char *answer;
	} cases[] = {
		{ STR_INIT("HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nno"), 403,
		  "no" },
		{ STR_INIT("HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\na\r\n, not "
		           "now.\r\n0\r\n\r\n"),
		  500, "no, not now." },
		{ STR_INIT("HTTP/1.1 404 Not Found\r\n\r\n"), 404, "" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct talk *talk = talk_open(cases[i].head, STR_NONE);
		assert_null(talk->socket);
		assert_int_equal(talk->request.failure.len, 0);
		assert_int_equal(talk->request.status, cases[i].status);
		assert_true(str_is(talk->request.answer, cases[i].answer));
		talk_close(talk);
	}
}

static void test_bad_beginnings(void **state)
{
	(void)state;
	static const struct {
		struct str head;
		const char *why;
	} cases[] = {
		{ STR_INIT("\x15\x03\x01\r\n\r\n"), "malformed HTTP response" },
		{ STR_INIT("HTTP/1.1 1x1 Odd\r\n\r\n"), "malformed HTTP response" },
		{ STR_INIT("HTTP/1.1 101 Switching"), "unexpected EOF" },
		{ STR_INIT("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: dGhpcyBpcyBub3QgaXQ=\r\n\r\n"),
		  "does not speak WebSocket" },
		{ STR_INIT("HTTP/1.1 500 Oh\r\nContent-Length: 20\r\n\r\nno"), "unexpected EOF" },
		{ STR_INIT("HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nno\r\n"),
		  "malformed chunked encoding" },
		{ STR_INIT("HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\nno\r\n"),
		  "malformed chunked encoding" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct talk *talk = talk_open(cases[i].head, STR_NONE);
		assert_null(talk->socket);
		assert_says(talk->request.failure, cases[i].why);
		talk_close(talk);
	}
}

// One that says nothing is waited for as long as was said, no longer.
static void test_quiet_server(void **state)
{
	(void)state;
	struct str message;
	struct talk *talk = talk_open(STR_NONE, STR_NONE);
	assert_non_null(talk->socket);
	assert_int_equal(websocket_receive(talk->socket, 20, &message, &talk->err), LINE_QUIET);
	assert_true(websocket_send(talk->socket, STR("still there"), &talk->err));
	talk_close(talk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages),     cmocka_unit_test(test_long_messages),
		cmocka_unit_test(test_what_is_sent), cmocka_unit_test(test_bad_frames),
		cmocka_unit_test(test_refusals),     cmocka_unit_test(test_bad_beginnings),
		cmocka_unit_test(test_quiet_server),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
