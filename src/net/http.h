/* SPDX-License-Identifier: Apache-2.0
 *
 * http: requests to one server, many at once over few connections (HTTP/2 where the server has it).
 *
 *     struct http_client *client = http_open(arena, &config, &err);
 *     struct http_request request = { .arena = arena, .method = "GET", .url = url };
 *     if (client && http_run(client, &request, 1, &err) && !request.failure.len) ... request.status, request.body
 *
 * A failed transport (no connection, a broken one) is told in the request, worded as Go's net/http words it; what the
 * server says is never an error here.
 */
#ifndef PINTLE_NET_HTTP_H
#define PINTLE_NET_HTTP_H

#include <stdint.h>

#include "base/error.h"

/* The longest answer that is taken. */
#define HTTP_BODY_LIMIT ((size_t)1 << 30)

struct http_config {
	struct str server_name;      /* name that the certificate must have; empty: the URL's host */
	struct str ca_file, ca_data; /* PEM; neither: the system's authorities */
	struct str cert_file, cert_data, key_file, key_data;
	struct str proxy; /* empty: as the environment says */
	bool insecure;    /* take any certificate */
	bool no_compression;
	unsigned most_at_once; /* requests in flight; 0: no limit */
	double per_second;     /* requests begun in a second; 0: no limit */
	unsigned idle_seconds; /* a request of http_run for which nothing comes or goes so long is given up; 0: 90 */
};

/* UNSENT: the server cannot have seen the request; SILENT: it may have, but nothing more came. */
enum http_failure { HTTP_DONE, HTTP_UNSENT, HTTP_BROKEN, HTTP_SILENT };

struct http_request {
	struct arena *arena; /* for what is answered */
	const char *method;
	struct str url;
	const struct str *headers; /* "Name: value" */
	size_t headers_len;
	struct str body;  /* sent if .data is set */
	bool is_packed;   /* what is answered does not compress: gzip is not asked for */
	bool is_single;   /* must not be sent twice: it gets a connection of its own */
	unsigned timeout; /* milliseconds for the whole; 0: no limit */
	/* Of http_stream: gets an answer (of status 2xx) piece by piece, and it is not kept. */
	void (*on_data)(void *context, struct str piece);
	void *context;

	int status;
	struct str answer;
	struct str content_type, etag;
	int retry_after; /* seconds; -1: the server does not say */
	enum http_failure failed;
	struct str failure; /* why */
};

/* "Get "https://…": why", as Go's url.Error has it. */
struct str http_failure_text(struct arena *arena, const char *method, struct str url, struct str why);

struct http_client;

/* NULL with an error if there is no libcurl, or a file or key cannot be used. Closed by the arena. */
struct http_client *http_open(struct arena *arena, const struct http_config *config, struct error *err);

/* Runs all of them and returns when the last is answered. False only if nothing could be run at all. */
bool http_run(struct http_client *client, struct http_request *requests, size_t len, struct error *err);

/* Runs requests whose answers have no end, all at once, until one of them ends or `goes_on` (asked after each piece,
 * and at least every `interval` milliseconds) says no. Those that have not ended then are cut off, with failed
 * HTTP_DONE. */
struct http_streaming {
	bool (*goes_on)(void *context);
	void *context;
	int interval;
};
bool http_stream(struct http_client *client, struct http_request *requests, size_t len,
                 const struct http_streaming *streaming, struct error *err);

/* ---- lines ------------------------------------------------------------------------------------------------------- */

/* A connection of its own to the host of a request's URL, through TLS and a proxy as the client has them: for what
 * HTTP/1.1 only begins. */
struct http_line;

/* NULL with request->failure. Closed by the request's arena. */
struct http_line *http_line_open(struct http_client *client, struct http_request *request);

/* Sends all of it, waiting where the other side does not take it. */
bool http_line_send(struct http_line *line, struct str data, struct error *err);

/* Receives what has come, waiting at most `milliseconds` (< 0: for ever) for it. READY: *ret_len > 0 bytes. */
enum http_line_state { LINE_READY, LINE_QUIET, LINE_ENDED, LINE_BROKEN };
enum http_line_state http_line_receive(struct http_line *line, void *to, size_t room, int milliseconds, size_t *ret_len,
                                       struct error *err);

#endif
