/* SPDX-License-Identifier: Apache-2.0
 *
 * websocket: messages both ways over a connection that HTTP/1.1 began (RFC 6455). Pings are answered within.
 *
 *     struct websocket *socket = websocket_open(client, &request, STR("v5.channel.k8s.io"));
 *     if (socket && websocket_send(socket, message, &err) && websocket_receive(socket, -1, &message, &err) ==
 * LINE_READY) ...
 */
#ifndef PINTLE_NET_WEBSOCKET_H
#define PINTLE_NET_WEBSOCKET_H

#include "net/http.h"

/* The longest message that is taken. */
#define WEBSOCKET_MESSAGE_LIMIT ((size_t)64 << 20)

struct websocket;

/* Asks for the request's URL with its headers. `protocols` are what we speak, the dearest first, with ", " between.
 * NULL: the request has a failure, or the server's answer in place of a connection (a status other than 101). Closed by
 * the request's arena. */
struct websocket *websocket_open(struct http_client *client, struct http_request *request, struct str protocols);

/* The one of the protocols that the server took; empty: it did not say. */
struct str websocket_protocol(const struct websocket *socket);

/* Sends a binary message. */
bool websocket_send(struct websocket *socket, struct str message, struct error *err);

/* The next message, binary or text, waiting at most `milliseconds` (< 0: for ever) for its next piece. It is valid
 * until the next call. LINE_ENDED: the server closed the connection in an orderly way; a close that tells of a failure
 * is an error (LINE_BROKEN). */
enum http_line_state websocket_receive(struct websocket *socket, int milliseconds, struct str *ret, struct error *err);

#endif
