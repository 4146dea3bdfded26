// SPDX-License-Identifier: Apache-2.0
// Each message begins with the number of its channel (k8s.io/apimachinery/pkg/util/remotecommand and the kubelet's
// cri/streaming/portforward/websocket.go).
#include "kube/streams.h"

#include "base/strbuf.h"
#include "text/strconv.h"
#include "value/json.h"
#include "value/member.h"

static struct str pod_path(struct arena *arena, const struct kube_pod *pod, const char *what)
{
	return ARENA_CONCAT(arena, STR("/api/v1/namespaces/"), kube_escape(arena, pod->namespace), STR("/pods/"),
	                    kube_escape(arena, pod->name), STR("/"), str_of(what));
}

static bool send_on(struct arena *arena, struct websocket *socket, char channel, struct str data, struct error *err)
{
	return websocket_send(socket, ARENA_CONCAT(arena, (struct str){ &channel, 1 }, data), err);
}

// ---- commands --------------------------------------------------------------------------------------------------

enum { CHANNEL_INPUT, CHANNEL_OUTPUT, CHANNEL_ERRORS, CHANNEL_STATUS }; // remotecommand.StreamStdIn …
#define CHANNEL_CLOSE '\xff' // of protocol v5: the channel whose number follows is closed

static struct str command_path(const struct kube_command *command)
{
	struct arena *arena = command->arena;
	struct str path = pod_path(arena, &command->pod, "exec");
	if (command->container.len)
		path = kube_query(arena, path, "container", command->container);
	for (size_t i = 0; i < command->words_len; i++)
		path = kube_query(arena, path, "command", command->words[i]);
	if (command->input.data)
		path = kube_query(arena, path, "stdin", STR("true"));
	return kube_query(arena, kube_query(arena, path, "stdout", STR("true")), "stderr", STR("true"));
}

// A Status says how the command ended: success, the exit code among its causes, or what prevented it.
static bool read_end(struct kube_command *command, struct str text, struct error *err)
{
	struct value status;
	int64_t code;
	if (!json_read(command->arena, text, 0, &status, err))
		return fail_in(err, "how the command ended cannot be read");
	command->status = 0;
	if (str_is(member_text(status, "status"), "Success"))
		return true;
	struct value causes = member_at(status, "details.causes");
	for (size_t i = 0; i < member_count(causes); i++)
		if (str_is(member_text(member_item(causes, i), "reason"), "ExitCode") &&
		    parse_int(member_text(member_item(causes, i), "message"), 10, 16, &code) == PARSE_OK) {
			command->status = (int)code;
			return true;
		}
	return fail_text(err, NOWHERE, arena_str(err->arena, member_text(status, "message")));
}

static bool send_input(const struct kube_command *command, struct websocket *socket, struct error *err)
{
	enum { PIECE = 32 << 10 };
	static const char close_input[] = { CHANNEL_CLOSE, CHANNEL_INPUT };
	if (!str_is(websocket_protocol(socket), "v5.channel.k8s.io"))
		return fail(err, NOWHERE,
		            "the server cannot be told where the input ends: that needs Kubernetes 1.30 or newer");
	for (size_t at = 0; at < command->input.len; at += PIECE)
		if (!send_on(command->arena, socket, CHANNEL_INPUT, str_slice(command->input, at, at + PIECE), err))
			return false;
	return websocket_send(socket, (struct str){ close_input, sizeof(close_input) }, err);
}

static bool receive_all(struct kube_command *command, struct websocket *socket, struct strbuf *output,
                        struct strbuf *errors, struct error *err)
{
	struct str message, end = STR_NONE;
	for (;;) {
		enum http_line_state state = websocket_receive(
			socket, command->quiet_seconds ? command->quiet_seconds * 1000 : -1, &message, err);
		if (state == LINE_BROKEN)
			return end.len ? read_end(command, end, err) : false;
		if (state == LINE_QUIET)
			return fail(err, NOWHERE, "nothing was heard of it for %d seconds", command->quiet_seconds);
		if (state == LINE_ENDED)
			return end.len ? read_end(command, end, err)
			               : fail(err, NOWHERE, "the server did not say how it ended");
		if (!message.len)
			continue;
		struct str data = str_from(message, 1);
		if (message.data[0] == CHANNEL_OUTPUT)
			strbuf_add(output, data);
		else if (message.data[0] == CHANNEL_ERRORS)
			strbuf_add(errors, data);
		else if (message.data[0] == CHANNEL_STATUS)
			end = ARENA_CONCAT(command->arena, end, data);
	}
}

bool kube_command_run(struct kube_command *command, struct error *err)
{
	struct kube_request request = {
		.arena = command->arena, .method = "GET", .path = command_path(command), .accept = STR("*/*")
	};
	struct websocket *socket =
		kube_websocket(command->client, &request, STR("v5.channel.k8s.io, v4.channel.k8s.io"));
	struct str name = command->words_len ? command->words[0] : STR_NONE;
	struct strbuf output = { 0 }, errors = { 0 };
	bool ok = socket || fail_text(err, NOWHERE, request.problem);
	ok = ok && (!command->input.data || send_input(command, socket, err)) &&
	     receive_all(command, socket, &output, &errors, err);
	command->output = strbuf_str(&output, command->arena);
	command->errors = strbuf_str(&errors, command->arena);
	return ok || fail_in(err, "running %.*s in pod %.*s/%.*s", STR_FMT(name), STR_FMT(command->pod.namespace),
	                     STR_FMT(command->pod.name));
}

// ---- ports -----------------------------------------------------------------------------------------------------

enum { CHANNEL_DATA, CHANNEL_PROBLEM, CHANNELS, PORT_LEN = 2 };

struct kube_forward {
	struct arena *arena;
	struct websocket *socket;
	struct kube_pod pod;
	uint16_t port;
	bool is_open[CHANNELS]; // its first message has come, which repeats the port
};

struct kube_forward *kube_forward_open(struct kube_client *client, struct arena *arena, struct kube_pod pod,
                                       uint16_t port, struct error *err)
{
	struct kube_request request = {
		.arena = arena, .method = "GET", .path = pod_path(arena, &pod, "portforward"), .accept = STR("*/*")
	};
	struct kube_forward *forward = ARENA_NEW(arena, struct kube_forward);
	*forward = (struct kube_forward){ .arena = arena, .pod = pod, .port = port };
	request.path = kube_query(arena, request.path, "ports", arena_printf(arena, "%u", port));
	forward->socket = kube_websocket(client, &request, STR("v4.channel.k8s.io"));
	if (forward->socket)
		return forward;
	fail(err, NOWHERE, "port %u of pod %.*s/%.*s: %.*s", port, STR_FMT(pod.namespace), STR_FMT(pod.name),
	     STR_FMT(request.problem));
	return NULL;
}

bool kube_forward_send(struct kube_forward *forward, struct str data, struct error *err)
{
	enum { PIECE = 32 << 10 };
	struct arena scratch = { 0 };
	bool ok = true;
	for (size_t at = 0; ok && at < data.len; at += PIECE)
		ok = send_on(&scratch, forward->socket, CHANNEL_DATA, str_slice(data, at, at + PIECE), err);
	arena_done(&scratch);
	return ok;
}

enum http_line_state kube_forward_receive(struct kube_forward *forward, int milliseconds, struct str *ret,
                                          struct error *err)
{
	for (;;) {
		struct str message;
		enum http_line_state state = websocket_receive(forward->socket, milliseconds, &message, err);
		if (state != LINE_READY)
			return state;
		unsigned channel = message.len ? (unsigned char)message.data[0] : CHANNELS;
		if (channel >= CHANNELS)
			continue;
		struct str data = str_from(message, 1);
		if (!forward->is_open[channel]) {
			forward->is_open[channel] = true;
			data = str_from(data, PORT_LEN);
		}
		if (data.len && channel == CHANNEL_PROBLEM) {
			fail(err, NOWHERE, "port %u of pod %.*s/%.*s: %.*s", forward->port,
			     STR_FMT(forward->pod.namespace), STR_FMT(forward->pod.name), STR_FMT(data));
			return LINE_BROKEN;
		}
		if (data.len) {
			*ret = data;
			return LINE_READY;
		}
	}
}
