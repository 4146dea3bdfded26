/* SPDX-License-Identifier: Apache-2.0
 *
 * What runs through a pod's kubelet: a command in a container, and a connection to a port (the API server's pods/exec
 * and pods/portforward, over WebSocket).
 *
 *     struct kube_command command = { .client = client, .arena = arena, .pod = { STR("default"), STR("kafka-0") },
 * .words = words, … }; if (kube_command_run(&command, &err) && command.status == 0) ... command.output
 */
#ifndef PINTLE_KUBE_STREAMS_H
#define PINTLE_KUBE_STREAMS_H

#include "kube/client.h"

struct kube_pod {
	struct str namespace, name;
};

struct kube_command {
	struct kube_client *client;
	struct arena *arena;
	struct kube_pod pod;
	struct str container;    /* empty: the pod's only one, or the one that it names as default */
	const struct str *words; /* the program and its arguments; no shell reads them */
	size_t words_len;
	struct str input;  /* .data NULL: the command has no standard input */
	int quiet_seconds; /* it is given up if it says nothing for so long; 0: never */

	struct str output, errors; /* what it wrote */
	int status;                /* with which it ended: 0 to 255 */
};

/* Fails if it could not be run, or how it ended is not known; what it wrote until then is there. */
bool kube_command_run(struct kube_command *command, struct error *err);

/* A connection to a port of a pod: bytes both ways. */
struct kube_forward;

/* NULL with an error. Closed by the arena. */
struct kube_forward *kube_forward_open(struct kube_client *client, struct arena *arena, struct kube_pod pod,
                                       uint16_t port, struct error *err);

bool kube_forward_send(struct kube_forward *forward, struct str data, struct error *err);

/* The next bytes, waiting at most `milliseconds` (< 0: for ever) for them; they are valid until the next call. That
 * nothing listens on the port is an error here: "port 9092 of pod default/kafka-0: …". */
enum http_line_state kube_forward_receive(struct kube_forward *forward, int milliseconds, struct str *ret,
                                          struct error *err);

#endif
