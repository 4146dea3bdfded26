/* SPDX-License-Identifier: Apache-2.0
 *
 * kube_client: requests to an API server, with authentication, retries, and the server's Status objects as error texts.
 *
 *     struct kube_client *client = kube_open(arena, &config, &limits, &err);
 *     struct kube_request request = { .arena = arena, .method = "GET", .path = STR("/version"), .is_raw = true };
 *     if (!kube_ask(client, &request, &err)) ...
 *
 * Requests are retried where that is safe: as often and as late as the server asks for (429 and 5xx with Retry-After),
 * and whose connection broke, if they are reads or repeatable. Where a server that has answered takes no more
 * connections, it may be starting anew: all are retried. A server that takes a request and is silent then (net/http.h)
 * is not asked again.
 */
#ifndef PINTLE_KUBE_CLIENT_H
#define PINTLE_KUBE_CLIENT_H

#include "kube/config.h"
#include "net/websocket.h"
#include "value/value.h"

struct kube_client;

struct kube_limits {
	int at_once;       /* requests in flight; <= 0: no limit */
	double per_second; /* requests begun in a second; 0: no limit */
};

struct kube_request {
	struct arena *arena; /* for the answer; may be the client's or one of its own */
	const char *method;
	struct str path;   /* from the slash on, with the query */
	struct str accept; /* empty: JSON */
	struct str content_type, body;
	struct str if_none_match;
	void (*on_data)(void *context, struct str piece); /* of kube_stream: gets the answer piece by piece */
	void *context;
	bool is_packed;     /* the answer holds what is packed already: the server need not try to */
	bool is_repeatable; /* a change that made twice does what it does once */
	bool is_single;     /* a change that made twice would be two */
	unsigned timeout;   /* milliseconds for the whole, in one attempt; 0: as long as it goes on, and is worth trying
	                       again */
	bool is_raw;        /* problems are told in client-go's general words, not in the server's */

	int status; /* of HTTP; 0: there was no answer */
	struct str answer, etag;
	struct str problem; /* why it failed; empty: it did not */
	struct str reason;  /* of the Status: "NotFound", "AlreadyExists"; empty: none */
};

/* Names the program to servers. */
extern const struct str kube_user_agent;

/* NULL with client-go's error. Closed by the arena. The configuration is copied, its texts are not. */
struct kube_client *kube_open(struct arena *arena, const struct kube_config *config, const struct kube_limits *limits,
                              struct error *err);

/* Another for the same server and user, for a thread of its own: they share nothing that changes. The first one must
 * not end before it. */
struct kube_client *kube_twin(const struct kube_client *client, struct arena *arena);

/* The configuration's URL without a slash at its end. */
struct str kube_server(const struct kube_client *client);

/* Runs all of them, several at once; each then has an answer or a problem. False only if none could be sent at all (no
 * credentials). */
bool kube_run(struct kube_client *client, struct kube_request *requests, size_t len, struct error *err);

/* Runs one; its problem becomes the error. */
bool kube_ask(struct kube_client *client, struct kube_request *request, struct error *err);

/* What the server says of itself under a path, as JSON: asked for once, and kept as long as the client. */
bool kube_ask_once(struct kube_client *client, struct str path, struct value *ret, struct error *err);

/* Runs requests whose answers have no end (watches) until one of them ends or `goes_on` says no: http_stream. Those
 * that ended have a problem, or an answer that is over. Nothing is retried. */
bool kube_stream(struct kube_client *client, struct kube_request *requests, size_t len,
                 const struct http_streaming *streaming, struct error *err);

/* A connection for messages both ways under the request's path (its method is GET). NULL: the request has a problem.
 * Closed by the request's arena. */
struct websocket *kube_websocket(struct kube_client *client, struct kube_request *request, struct str protocols);

/* "NAME=value" of a query, escaped, behind a path that may have some already. */
struct str kube_query(struct arena *arena, struct str path, const char *name, struct str value);

/* One element of a path, escaped. */
struct str kube_escape(struct arena *arena, struct str text);

struct kube_server_version {
	struct str git_version, major, minor;
};

/* Helm's first question: is there a server? The error is Helm's: "kubernetes cluster unreachable: …". */
bool kube_reach(struct kube_client *client, struct kube_server_version *ret, struct error *err);

#endif
