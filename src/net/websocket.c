// SPDX-License-Identifier: Apache-2.0
#include "net/websocket.h"

#include <strings.h>

#include "base/random.h"
#include "base/strbuf.h"
#include "text/digest.h"
#include "text/strconv.h"
#include "text/url.h"

enum { OP_CONTINUATION, OP_TEXT, OP_BINARY, OP_CLOSE = 8, OP_PING, OP_PONG }; // RFC 6455, 5.2
enum { BIT_LAST = 0x80, BIT_MASKED = 0x80, CLOSE_NORMAL = 1000, CLOSE_GOING_AWAY = 1001, CLOSE_NO_STATUS = 1005 };
enum { HEAD_LIMIT = 64 << 10, ANSWER_SECONDS = 30, MASK_LEN = 4 };

struct websocket {
	struct arena *arena;
	struct http_line *line;
	struct strbuf in;      // bytes that came and are not taken yet
	size_t taken;          // of them
	struct strbuf message; // of which pieces have come
	bool is_told;          // the message was given to the caller
	struct str protocol;
};

static struct str unread(const struct websocket *socket)
{
	return str_from(strbuf_peek(&socket->in), socket->taken);
}

static void take(struct websocket *socket, size_t len)
{
	socket->taken += len;
}

static enum http_line_state read_more(struct websocket *socket, int milliseconds, struct error *err)
{
	enum { PIECE = 32 << 10 };
	size_t len = 0;
	if (socket->taken) {
		memmove(socket->in.data, socket->in.data + socket->taken, socket->in.len - socket->taken);
		strbuf_truncate(&socket->in, socket->in.len - socket->taken);
		socket->taken = 0;
	}
	char *to = strbuf_reserve(&socket->in, PIECE);
	enum http_line_state state = http_line_receive(socket->line, to, PIECE, milliseconds, &len, err);
	if (state == LINE_READY)
		socket->in.len += len;
	return state;
}

// ---- the beginning ---------------------------------------------------------------------------------------------

// The value of a header in the head of an answer; empty: it is not there.
static struct str header(struct str head, const char *name)
{
	size_t len = strlen(name);
	while (head.len) {
		size_t end = str_find(head, STR("\r\n"));
		struct str line = str_slice(head, 0, end == STR_NPOS ? head.len : end);
		if (line.len > len && line.data[len] == ':' && strncasecmp(line.data, name, len) == 0)
			return str_trim_set(str_from(line, len + 1), " \t");
		head = str_from(head, end == STR_NPOS ? head.len : end + 2);
	}
	return STR_NONE;
}

static bool send_head(struct websocket *socket, const struct http_request *request, struct str key,
                      struct str protocols, struct error *err)
{
	struct url url;
	struct strbuf out = strbuf_in(request->arena);
	if (!url_parse(request->arena, request->url, &url, err))
		return false;
	size_t path = str_find(request->url, url.host) + url.host.len;
	strbuf_printf(&out, "GET %.*s HTTP/1.1\r\nHost: %.*s\r\n", STR_FMT(str_from(request->url, path)),
	              STR_FMT(url.host));
	for (size_t i = 0; i < request->headers_len; i++)
		strbuf_printf(&out, "%.*s\r\n", STR_FMT(request->headers[i]));
	strbuf_printf(
		&out,
		"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %.*s\r\n",
		STR_FMT(key));
	strbuf_printf(&out, "Sec-WebSocket-Protocol: %.*s\r\n\r\n", STR_FMT(protocols));
	return http_line_send(socket->line, strbuf_peek(&out), err);
}

// Reads until there are `wanted` bytes, or `until` is among them (if it is not empty).
static bool read_until(struct websocket *socket, struct str until, size_t wanted, struct error *err)
{
	while (until.len ? str_find(unread(socket), until) == STR_NPOS : unread(socket).len < wanted) {
		enum http_line_state state =
			unread(socket).len > wanted ? LINE_READY : read_more(socket, ANSWER_SECONDS * 1000, err);
		if (state == LINE_BROKEN)
			return false;
		if (state == LINE_QUIET)
			return fail(err, NOWHERE, "no answer within %d seconds", ANSWER_SECONDS);
		if (state == LINE_ENDED || unread(socket).len > wanted)
			return fail(err, NOWHERE, state == LINE_ENDED ? "unexpected EOF" : "malformed HTTP response");
	}
	return true;
}

// A body in chunks.
static bool read_chunks(struct websocket *socket, struct strbuf *body, struct error *err)
{
	int64_t size;
	do {
		if (!read_until(socket, STR("\r\n"), HEAD_LIMIT, err))
			return false;
		struct str line = str_slice(unread(socket), 0, str_find(unread(socket), STR("\r\n")));
		if (parse_int(line, 16, 32, &size) != PARSE_OK || size < 0 || (size_t)size > HEAD_LIMIT)
			return fail(err, NOWHERE, "malformed chunked encoding");
		take(socket, line.len + 2);
		if (!read_until(socket, STR_NONE, (size_t)size + 2, err))
			return false;
		strbuf_add(body, str_slice(unread(socket), 0, (size_t)size));
		take(socket, (size_t)size + 2);
	} while (size > 0 && body->len <= HEAD_LIMIT);
	return true;
}

// What the server says in place of a connection.
static bool read_refusal(struct websocket *socket, struct http_request *request, struct str head, struct error *err)
{
	int64_t len = 0;
	struct strbuf body = strbuf_in(request->arena);
	request->content_type = header(head, "Content-Type");
	if (str_is(header(head, "Transfer-Encoding"), "chunked")) {
		if (!read_chunks(socket, &body, err))
			return false;
	} else if (parse_int(header(head, "Content-Length"), 10, 32, &len) == PARSE_OK && len > 0 &&
	           len <= HEAD_LIMIT) {
		if (!read_until(socket, STR_NONE, (size_t)len, err))
			return false;
		strbuf_add(&body, str_slice(unread(socket), 0, (size_t)len));
	}
	request->answer = strbuf_str(&body, request->arena);
	return true;
}

// The server shows that it has understood: RFC 6455, 4.2.2.
static struct str accept_of(struct arena *arena, struct str key)
{
	enum { SHA1_LEN = 20 };
	struct str hex = digest_sha1(arena, ARENA_CONCAT(arena, key, STR("258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
	char bytes[SHA1_LEN];
	for (size_t i = 0; i < SHA1_LEN; i++) {
		int64_t byte = 0;
		parse_int(str_slice(hex, 2 * i, 2 * i + 2), 16, 16, &byte);
		bytes[i] = (char)byte;
	}
	return base64_encode(arena, (struct str){ bytes, SHA1_LEN });
}

static bool shake_hands(struct websocket *socket, struct http_request *request, struct str protocols, struct error *err)
{
	unsigned char nonce[16];
	int64_t status = 0;
	random_bytes(nonce, sizeof(nonce));
	struct str key = base64_encode(request->arena, (struct str){ (const char *)nonce, sizeof(nonce) });
	if (!send_head(socket, request, key, protocols, err) || !read_until(socket, STR("\r\n\r\n"), HEAD_LIMIT, err))
		return false;
	struct str head =
		arena_str(request->arena, str_slice(unread(socket), 0, str_find(unread(socket), STR("\r\n\r\n"))));
	take(socket, head.len + strlen("\r\n\r\n"));
	if (!str_has_prefix(head, STR("HTTP/1.1 ")) || head.len < strlen("HTTP/1.1 101") ||
	    parse_int(str_slice(head, strlen("HTTP/1.1 "), strlen("HTTP/1.1 101")), 10, 16, &status) != PARSE_OK)
		return fail(err, NOWHERE, "malformed HTTP response");
	request->status = (int)status;
	if (status != 101)
		return read_refusal(socket, request, head, err);
	if (!str_eq(header(head, "Sec-WebSocket-Accept"), accept_of(request->arena, key)))
		return fail(err, NOWHERE, "the server does not speak WebSocket");
	socket->protocol = header(head, "Sec-WebSocket-Protocol");
	return true;
}

static void socket_free(void *handle)
{
	struct websocket *socket = handle;
	strbuf_done(&socket->in);
	strbuf_done(&socket->message);
}

struct websocket *websocket_open(struct http_client *client, struct http_request *request, struct str protocols)
{
	struct error problem = { .arena = request->arena };
	struct websocket *socket = ARENA_NEW(request->arena, struct websocket);
	*socket = (struct websocket){ .arena = request->arena };
	arena_defer(request->arena, socket_free, socket);
	socket->line = http_line_open(client, request);
	if (!socket->line)
		return NULL;
	if (shake_hands(socket, request, protocols, &problem))
		return request->status == 101 ? socket : NULL;
	request->failure = http_failure_text(request->arena, "GET", request->url, problem.message);
	request->failed = HTTP_BROKEN;
	return NULL;
}

struct str websocket_protocol(const struct websocket *socket)
{
	return socket->protocol;
}

// ---- frames ----------------------------------------------------------------------------------------------------

static bool send_frame(struct websocket *socket, unsigned char op, struct str payload, struct error *err)
{
	enum { SHORT = 126, LONG = 127, LONGEST_OF_SHORT = 125 };
	unsigned char mask[MASK_LEN];
	struct strbuf out = { 0 };
	random_bytes(mask, sizeof(mask));
	strbuf_add_char(&out, (char)(BIT_LAST | op));
	unsigned size_len = payload.len <= LONGEST_OF_SHORT ? 0 : payload.len <= UINT16_MAX ? 2 : 8;
	strbuf_add_char(&out, (char)(BIT_MASKED | (size_len == 0 ? payload.len : size_len == 2 ? SHORT : LONG)));
	for (unsigned i = size_len; i-- > 0;)
		strbuf_add_char(&out, (char)((uint64_t)payload.len >> (8 * i)));
	strbuf_add(&out, (struct str){ (const char *)mask, sizeof(mask) });
	char *to = strbuf_reserve(&out, payload.len);
	for (size_t i = 0; i < payload.len; i++)
		to[i] = (char)((unsigned char)payload.data[i] ^ mask[i % MASK_LEN]);
	out.len += payload.len;
	bool ok = http_line_send(socket->line, strbuf_peek(&out), err);
	strbuf_done(&out);
	return ok;
}

bool websocket_send(struct websocket *socket, struct str message, struct error *err)
{
	return send_frame(socket, OP_BINARY, message, err);
}

struct frame {
	bool is_last;
	unsigned char op;
	struct str payload;
};

// The next whole frame of what came; its payload is valid until more is read. *ret_len 0: it is not whole yet.
static bool frame_of(struct str in, struct frame *ret, size_t *ret_len, struct error *err)
{
	enum { HEAD = 2, SHORT = 126, LONG = 127 };
	const unsigned char *byte = (const unsigned char *)in.data;
	*ret_len = 0;
	if (in.len < HEAD)
		return true;
	if (byte[0] & 0x70 || byte[1] & BIT_MASKED)
		return fail(err, NOWHERE, "malformed WebSocket frame");
	uint64_t size = byte[1];
	unsigned size_len = size == SHORT ? 2 : size == LONG ? 8 : 0;
	if (in.len < HEAD + size_len)
		return true;
	if (size_len)
		size = 0;
	for (unsigned i = 0; i < size_len; i++)
		size = size << 8 | byte[HEAD + i];
	if (size > WEBSOCKET_MESSAGE_LIMIT)
		return fail(err, NOWHERE, "a WebSocket message is longer than %zu MiB", WEBSOCKET_MESSAGE_LIMIT >> 20);
	if (in.len - HEAD - size_len < size)
		return true;
	*ret = (struct frame){ byte[0] & BIT_LAST, byte[0] & 0x0f,
		               str_slice(in, HEAD + size_len, HEAD + size_len + size) };
	*ret_len = HEAD + size_len + size;
	return true;
}

// The server closes the connection, and is told that this was heard.
static enum http_line_state closed(struct websocket *socket, struct str payload, struct error *err)
{
	struct error ignored = { .arena = socket->arena };
	const unsigned char *byte = (const unsigned char *)payload.data;
	int code = payload.len >= 2 ? byte[0] << 8 | byte[1] : CLOSE_NO_STATUS;
	struct str why = arena_str(socket->arena, str_from(payload, payload.len >= 2 ? 2 : payload.len));
	send_frame(socket, OP_CLOSE, str_slice(payload, 0, payload.len >= 2 ? 2 : 0), &ignored);
	if (code == CLOSE_NORMAL || code == CLOSE_GOING_AWAY || code == CLOSE_NO_STATUS)
		return LINE_ENDED;
	fail(err, NOWHERE, "the server closed the connection: %d%s%.*s", code, why.len ? ": " : "", STR_FMT(why));
	return LINE_BROKEN;
}

// LINE_QUIET: it was no whole message.
static enum http_line_state take_frame(struct websocket *socket, const struct frame *frame, struct error *err)
{
	switch (frame->op) {
	case OP_PING: return send_frame(socket, OP_PONG, frame->payload, err) ? LINE_QUIET : LINE_BROKEN;
	case OP_PONG: return LINE_QUIET;
	case OP_CLOSE: return closed(socket, frame->payload, err);
	case OP_CONTINUATION:
	case OP_TEXT:
	case OP_BINARY:
		if (socket->message.len + frame->payload.len > WEBSOCKET_MESSAGE_LIMIT) {
			fail(err, NOWHERE, "a WebSocket message is longer than %zu MiB", WEBSOCKET_MESSAGE_LIMIT >> 20);
			return LINE_BROKEN;
		}
		strbuf_add(&socket->message, frame->payload);
		return frame->is_last ? LINE_READY : LINE_QUIET;
	default: fail(err, NOWHERE, "malformed WebSocket frame"); return LINE_BROKEN;
	}
}

enum http_line_state websocket_receive(struct websocket *socket, int milliseconds, struct str *ret, struct error *err)
{
	if (socket->is_told)
		strbuf_truncate(&socket->message, 0);
	socket->is_told = false;
	for (;;) {
		struct frame frame;
		size_t len;
		if (!frame_of(unread(socket), &frame, &len, err))
			return LINE_BROKEN;
		enum http_line_state state =
			len ? take_frame(socket, &frame, err) : read_more(socket, milliseconds, err);
		if (len)
			take(socket, len);
		else if (state == LINE_ENDED)
			fail(err, NOWHERE, "unexpected EOF");
		if (!len && state != LINE_READY)
			return state == LINE_ENDED ? LINE_BROKEN : state;
		if (len && state != LINE_QUIET) {
			socket->is_told = state == LINE_READY;
			*ret = strbuf_peek(&socket->message);
			return state;
		}
	}
}
