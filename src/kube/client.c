// SPDX-License-Identifier: Apache-2.0
#include "kube/client.h"

#include <stdlib.h>
#include <time.h>

#include "base/fs.h"
#include "base/strbuf.h"
#include "kube/exec.h"
#include "kube/protobuf.h"
#include "net/http.h"
#include "text/digest.h"
#include "text/strconv.h"
#include "text/url.h"
#include "text/utf8.h"
#include "value/json.h"
#include "value/member.h"

enum { MOST_ATTEMPTS = 10, LONGEST_WAIT = 60, TOKEN_SECONDS = 60, MAX_HEADERS = 8, MESSAGE_LIMIT = 2048 };

const struct str kube_user_agent = STR_INIT("pintle/" PINTLE_VERSION);

struct kube_client {
	struct arena *arena;
	struct kube_config config;
	struct http_config http_config;
	struct http_client *http;
	struct str server, token;
	time_t token_read; /* when the file was read last */
	struct kube_credential credential;
	bool has_credential;
	struct map *told;  /* by path, what does not change while the client lives */
	bool has_answered; /* the server, to anything */
};

// ---- opening ---------------------------------------------------------------------------------------------------

static bool server_url(struct arena *arena, const struct kube_config *config, struct str *ret, struct error *err)
{
	struct error problem = { .arena = arena };
	struct url url;
	struct str text = config->server;
	if (str_find(text, STR("://")) == STR_NPOS)
		text = ARENA_CONCAT(arena, STR("http://"), text);
	if (!url_parse(arena, text, &url, &problem) || !url.host.len)
		return fail(err, NOWHERE, "host must be a URL or a host:port pair: \"%.*s\"", STR_FMT(config->server));
	struct strbuf out = strbuf_in(arena);
	url.query = url.fragment = STR_NONE;
	url_print(&out, &url);
	*ret = str_trim_right_set(strbuf_str(&out, arena), "/");
	return true;
}

// Files are read here, once: what they hold is checked, and need not be there later.
static bool read_pem(struct arena *arena, struct str path, struct str *data, const char *problem, struct error *err)
{
	if (!data->len && path.len && !fs_read(arena_cstr(arena, path), arena, data, err))
		return false;
	return (!data->len && !path.len) || str_contains(*data, STR("-----BEGIN ")) ||
	       fail(err, NOWHERE, "%s", problem);
}

static bool read_certificates(struct arena *arena, struct http_config *http, struct error *err)
{
	if (http->insecure && (http->ca_file.len || http->ca_data.len))
		return fail(err, NOWHERE, "specifying a root certificates file with the insecure flag is not allowed");
	return read_pem(arena, http->ca_file, &http->ca_data,
	                "unable to load root certificates: unable to parse bytes as PEM block", err);
}

// Go looks at these when the first request is made.
static bool read_keys(struct arena *arena, struct http_config *http, struct error *err)
{
	return read_pem(arena, http->cert_file, &http->cert_data,
	                "tls: failed to find any PEM data in certificate input", err) &&
	       read_pem(arena, http->key_file, &http->key_data, "tls: failed to find any PEM data in key input", err);
}

struct kube_client *kube_open(struct arena *arena, const struct kube_config *config, const struct kube_limits *limits,
                              struct error *err)
{
	struct kube_client *client = ARENA_NEW(arena, struct kube_client);
	*client = (struct kube_client){ .arena = arena, .config = *config, .token = text_trim_space(config->token) };
	client->http_config = (struct http_config){
		.server_name = config->tls_server_name,
		.ca_file = config->ca_file,
		.ca_data = config->ca_data,
		.cert_file = config->cert_file,
		.cert_data = config->cert_data,
		.key_file = config->key_file,
		.key_data = config->key_data,
		.proxy = config->proxy_url,
		.insecure = config->insecure,
		.no_compression = config->no_compression,
		.most_at_once = limits->at_once > 0 ? (unsigned)limits->at_once : 0,
		.per_second = limits->per_second,
	};
	client->token_read = time(NULL);
	return server_url(arena, config, &client->server, err) && read_certificates(arena, &client->http_config, err)
	               ? client
	               : NULL;
}

struct kube_client *kube_twin(const struct kube_client *client, struct arena *arena)
{
	struct kube_client *twin = ARENA_NEW(arena, struct kube_client);
	*twin = *client;
	twin->arena = arena;
	twin->http = NULL;
	twin->told = NULL;
	return twin;
}

struct str kube_server(const struct kube_client *client)
{
	return client->server;
}

// ---- credentials -----------------------------------------------------------------------------------------------

static bool uses_exec(const struct kube_client *client)
{
	const struct kube_config *config = &client->config;
	return config->exec && !client->token.len && !config->username.len && !config->password.len &&
	       !config->cert_data.len && !config->cert_file.len;
}

static bool exec_credential(struct kube_client *client, struct error *err)
{
	struct kube_credential old = client->credential;
	if (!kube_exec_run(client->arena, &client->config, &client->credential, err))
		return fail_in(err, "getting credentials");
	client->has_credential = true;
	client->token = client->credential.token;
	if (str_eq(old.cert_data, client->credential.cert_data))
		return true;
	// Connections were made with the old certificate.
	client->http_config.cert_data = client->credential.cert_data;
	client->http_config.key_data = client->credential.key_data;
	client->http = http_open(client->arena, &client->http_config, err);
	return client->http;
}

// Tokens of service accounts are exchanged while commands run.
static bool refresh(struct kube_client *client, struct error *err)
{
	if (!client->http && !read_keys(client->arena, &client->http_config, err))
		return false;
	struct error ignored = { .arena = client->arena };
	time_t now = time(NULL);
	struct str token;
	bool has_expired = client->has_credential && client->credential.expires && now > client->credential.expires;
	if (((client->has_credential && has_expired) || (!client->has_credential && uses_exec(client))) &&
	    !exec_credential(client, err))
		return false;
	if (!client->http && !(client->http = http_open(client->arena, &client->http_config, err)))
		return false;
	if (client->config.token_file.len && now - client->token_read > TOKEN_SECONDS) {
		client->token_read = now;
		if (fs_read(arena_cstr(client->arena, client->config.token_file), client->arena, &token, &ignored))
			client->token = text_trim_space(token);
	}
	return true;
}

struct headers {
	struct arena *arena;
	struct str *items;
	size_t len, cap;
	struct error *err;
};

static bool add_header(struct headers *headers, struct str name, struct str value)
{
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.data[i] < ' ' || value.data[i] == 0x7f)
			return fail(headers->err, NOWHERE, "net/http: invalid header field value for \"%.*s\"",
			            STR_FMT(name));
	headers->items =
		arena_grow(headers->arena, headers->items, &headers->cap, headers->len + 1, sizeof(struct str));
	headers->items[headers->len++] = ARENA_CONCAT(headers->arena, name, value.len ? STR(": ") : STR(";"), value);
	return true;
}

static bool add_identity(const struct kube_client *client, struct headers *headers)
{
	const struct kube_config *config = &client->config;
	if (client->token.len &&
	    !add_header(headers, STR("Authorization"), ARENA_CONCAT(headers->arena, STR("Bearer "), client->token)))
		return false;
	if (!client->token.len && (config->username.len || config->password.len)) {
		struct str both = ARENA_CONCAT(headers->arena, config->username, STR(":"), config->password);
		add_header(headers, STR("Authorization"),
		           ARENA_CONCAT(headers->arena, STR("Basic "), base64_encode(headers->arena, both)));
	}
	if (!config->as_user.len)
		return true;
	if (!add_header(headers, STR("Impersonate-User"), config->as_user) ||
	    (config->as_uid.len && !add_header(headers, STR("Impersonate-Uid"), config->as_uid)))
		return false;
	for (size_t i = 0; i < config->as_groups.len; i++)
		if (!add_header(headers, STR("Impersonate-Group"), config->as_groups.items[i]))
			return false;
	for (size_t i = 0; i < config->as_extra_len; i++)
		for (size_t j = 0; j < config->as_extra[i].values.len; j++)
			if (!add_header(headers,
			                ARENA_CONCAT(headers->arena, STR("Impersonate-Extra-"),
			                             kube_escape(headers->arena, config->as_extra[i].key)),
			                config->as_extra[i].values.items[j]))
				return false;
	return true;
}

// ---- problems --------------------------------------------------------------------------------------------------

// apierrors.NewGenericServerResponse: what is said of a status without a Status. `told` is the answer, if it was text.
static struct str general_problem(struct arena *arena, int status, struct str told)
{
	struct strbuf out = strbuf_in(arena);
	switch (status) {
	case 400: return STR("the server rejected our request for an unknown reason");
	case 401: return STR("the server has asked for the client to provide credentials");
	case 403:
	case 415: return told;
	case 404: return STR("the server could not find the requested resource");
	case 405: return STR("the server does not allow this method on the requested resource");
	case 406:
		return str_is(told, "unknown")
		               ? STR("the server was unable to respond with a content type that the client supports")
		               : told;
	case 409: return STR("the server reported a conflict");
	case 422: return STR("the server rejected our request due to an error in our request");
	case 429: return STR("the server has received too many requests and has asked us to try again later");
	case 503: return STR("the server is currently unable to handle the request");
	case 504:
		return STR("the server was unable to return a response in the time allotted, but may still be "
		           "processing the request");
	default: break;
	}
	if (status < 500)
		return arena_printf(arena,
		                    "the server responded with the status code %d but did not return more information",
		                    status);
	strbuf_add(&out, STR("an error on the server ("));
	quote(&out, told);
	strbuf_add(&out, STR(") has prevented the request from succeeding"));
	return strbuf_str(&out, arena);
}

static bool is_success(int status)
{
	return (status >= 200 && status <= 206) || status == 304;
}

// A Status, in either encoding.
static bool read_status(struct arena *arena, struct str answer, struct str *ret_message, struct str *ret_reason)
{
	enum { MESSAGE = 3, REASON = 4 };
	struct error ignored = { .arena = arena };
	struct value status;
	struct str object;
	if (protobuf_object(answer, &object)) {
		*ret_message = protobuf_bytes(object, MESSAGE);
		*ret_reason = protobuf_bytes(object, REASON);
		return true;
	}
	if (!json_read(arena, answer, 0, &status, &ignored) || !str_is(member_text(status, "kind"), "Status"))
		return false;
	*ret_message = member_text(status, "message");
	*ret_reason = member_text(status, "reason");
	return true;
}

// A change is answered with the object as it is then; what is no object comes from something between us and the server,
// and says nothing of the change.
static bool is_change(const struct kube_request *request)
{
	return request->body.len && !str_is(str_of(request->method), "DELETE");
}

static void check_object(struct kube_request *request)
{
	enum { SHOWN = 60 };
	struct arena scratch = { 0 };
	struct error ignored = { .arena = &scratch };
	struct value answer;
	bool is_object = json_read(&scratch, request->answer, 0, &answer, &ignored) && member_text(answer, "kind").len;
	arena_done(&scratch);
	if (!is_object)
		request->problem = arena_printf(request->arena, "the server's answer to the change is no object: %.*s",
		                                STR_FMT(str_slice(request->answer, 0, SHOWN)));
}

static void judge(struct kube_request *request, const struct http_request *http)
{
	struct arena *arena = request->arena;
	struct str message = STR_NONE;
	request->status = http->status;
	request->answer = http->answer;
	request->etag = http->etag;
	request->problem = request->reason = STR_NONE;
	if (http->failed != HTTP_DONE) {
		request->status = 0;
		request->problem = http->failure;
		return;
	}
	if (is_success(http->status)) {
		if (is_change(request))
			check_object(request);
		return;
	}
	bool is_text = str_has_prefix(http->content_type, STR("text/"));
	if (read_status(arena, http->answer, &message, &request->reason) && !request->is_raw && message.len)
		request->problem = message;
	else
		request->problem = general_problem(arena, http->status,
		                                   is_text ? text_trim_space(str_slice(http->answer, 0, MESSAGE_LIMIT))
		                                           : STR("unknown"));
	if (!request->problem.len)
		request->problem = STR("unknown");
}

// ---- running ---------------------------------------------------------------------------------------------------

// Seconds until the request may be made again; -1: it may not.
static int retry_delay(const struct kube_client *client, const struct kube_request *request,
                       const struct http_request *http, unsigned attempt)
{
	enum { MOST_CONNECTIONS = 3 };
	bool is_read = str_is(str_of(request->method), "GET");
	bool may_repeat = http->failed == HTTP_UNSENT ? client->has_answered : is_read || request->is_repeatable;
	if (attempt >= MOST_ATTEMPTS || request->timeout || http->failed == HTTP_SILENT)
		return -1;
	if (http->failed != HTTP_DONE)
		return may_repeat && attempt < MOST_CONNECTIONS ? 1 : -1;
	if (http->status >= 500 && attempt == 0 &&
	    (str_contains(request->problem, STR("etcdserver: leader changed")) ||
	     str_contains(request->problem, STR("raft proposal dropped"))))
		return 0;
	if (http->retry_after >= 0 && (http->status == 429 || (http->status >= 500 && is_read)))
		return http->retry_after < LONGEST_WAIT ? http->retry_after : LONGEST_WAIT;
	return -1;
}

static bool prepare(struct kube_client *client, const struct kube_request *request, struct http_request *http,
                    struct error *err)
{
	struct headers headers = { .arena = request->arena, .err = err };
	if (!add_identity(client, &headers) || !add_header(&headers, STR("User-Agent"), kube_user_agent) ||
	    !add_header(&headers, STR("Accept"), request->accept.len ? request->accept : STR("application/json")) ||
	    (request->content_type.len && !add_header(&headers, STR("Content-Type"), request->content_type)) ||
	    (request->if_none_match.len && !add_header(&headers, STR("If-None-Match"), request->if_none_match)))
		return false;
	*http = (struct http_request){
		.arena = request->arena, .method = request->method, .headers = headers.items, .headers_len = headers.len
	};
	http->url = ARENA_CONCAT(request->arena, client->server, request->path);
	http->body = request->body;
	http->timeout = request->timeout;
	http->is_packed = request->is_packed;
	http->is_single = request->is_single;
	http->on_data = request->on_data;
	http->context = request->context;
	return true;
}

// False if a signal came: who wants to stop need not wait.
static bool sleep_seconds(int seconds)
{
	struct timespec rest = { seconds, 0 };
	return nanosleep(&rest, NULL) == 0;
}

// One round of those requests that `due` names; what must be made again is left in it. *ret_delay is the longest wait.
static bool run_round(struct kube_client *client, struct kube_request *requests, size_t *due, size_t *due_len,
                      unsigned attempt, int *ret_delay, struct error *err)
{
	size_t len = *due_len, left = 0;
	bool was_refused = false;
	struct http_request *https = calloc(len, sizeof(*https));
	bool ok = https || fail(err, NOWHERE, "no memory for %zu requests", len);
	for (size_t i = 0; ok && i < len; i++)
		ok = prepare(client, &requests[due[i]], &https[i], err);
	ok = ok && http_run(client->http, https, len, err);
	for (size_t i = 0; ok && i < len; i++) {
		judge(&requests[due[i]], &https[i]);
		int delay = retry_delay(client, &requests[due[i]], &https[i], attempt);
		client->has_answered = client->has_answered || https[i].failed == HTTP_DONE;
		if (https[i].status == 401 && client->has_credential && attempt == 0) {
			was_refused = true;
			delay = 0;
		}
		if (delay > *ret_delay)
			*ret_delay = delay;
		if (delay >= 0)
			due[left++] = due[i];
	}
	free(https);
	*due_len = left;
	return ok && (!was_refused || exec_credential(client, err));
}

// What stops the first request, in its frame.
static bool fail_first(const struct kube_client *client, const struct kube_request *request, struct error *err)
{
	struct str url = ARENA_CONCAT(err->arena, client->server, request->path);
	err->message = http_failure_text(err->arena, request->method, url, err->message);
	return false;
}

bool kube_run(struct kube_client *client, struct kube_request *requests, size_t len, struct error *err)
{
	size_t *due, due_len = len;
	if (!len)
		return true;
	if (!refresh(client, err))
		return fail_first(client, requests, err);
	due = calloc(len, sizeof(*due));
	bool ok = due || fail(err, NOWHERE, "no memory for %zu requests", len);
	for (size_t i = 0; ok && i < len; i++)
		due[i] = i;
	for (unsigned attempt = 0; ok && due_len; attempt++) {
		int delay = 0;
		ok = run_round(client, requests, due, &due_len, attempt, &delay, err);
		if (ok && due_len && !sleep_seconds(delay))
			break;
	}
	free(due);
	return ok;
}

bool kube_stream(struct kube_client *client, struct kube_request *requests, size_t len,
                 const struct http_streaming *streaming, struct error *err)
{
	if (!refresh(client, err))
		return fail_first(client, requests, err);
	struct http_request *https = calloc(len + 1, sizeof(*https));
	bool ok = https || fail(err, NOWHERE, "no memory for %zu requests", len);
	for (size_t i = 0; ok && i < len; i++)
		ok = prepare(client, &requests[i], &https[i], err);
	ok = ok && http_stream(client->http, https, len, streaming, err);
	for (size_t i = 0; ok && i < len; i++) {
		requests[i].problem = requests[i].reason = STR_NONE;
		if (https[i].status || https[i].failed != HTTP_DONE) // else it was cut off
			judge(&requests[i], &https[i]);
	}
	free(https);
	return ok;
}

struct websocket *kube_websocket(struct kube_client *client, struct kube_request *request, struct str protocols)
{
	struct error problem = { .arena = request->arena };
	struct http_request http;
	if (!refresh(client, &problem) || !prepare(client, request, &http, &problem)) {
		request->problem = problem.message;
		return NULL;
	}
	struct websocket *socket = websocket_open(client->http, &http, protocols);
	if (!socket)
		judge(request, &http);
	return socket;
}

bool kube_ask(struct kube_client *client, struct kube_request *request, struct error *err)
{
	return kube_run(client, request, 1, err) &&
	       (!request->problem.len || fail_text(err, NOWHERE, request->problem));
}

bool kube_ask_once(struct kube_client *client, struct str path, struct value *ret, struct error *err)
{
	struct kube_request request = { .arena = client->arena,
		                        .method = "GET",
		                        .path = arena_str(client->arena, path) };
	const struct value *known = map_get(client->told, path);
	if (known) {
		*ret = *known;
		return true;
	}
	if (!kube_ask(client, &request, err) || !json_read(client->arena, request.answer, 0, ret, err))
		return false;
	client->told = client->told ? client->told : map_new(client->arena);
	map_set(client->arena, client->told, request.path, *ret);
	return true;
}

// ---- paths -----------------------------------------------------------------------------------------------------

struct str kube_escape(struct arena *arena, struct str text)
{
	static const char digits[] = "0123456789ABCDEF";
	struct strbuf out = strbuf_in(arena);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		                (c && strchr("-_.~", c));
		if (is_plain) {
			strbuf_add_char(&out, (char)c);
		} else {
			strbuf_add_char(&out, '%');
			strbuf_add_char(&out, digits[c >> 4]);
			strbuf_add_char(&out, digits[c & 15]);
		}
	}
	return strbuf_str(&out, arena);
}

struct str kube_query(struct arena *arena, struct str path, const char *name, struct str value)
{
	return ARENA_CONCAT(arena, path, str_find_char(path, '?') == STR_NPOS ? STR("?") : STR("&"), str_of(name),
	                    STR("="), kube_escape(arena, value));
}

bool kube_reach(struct kube_client *client, struct kube_server_version *ret, struct error *err)
{
	struct kube_request request = {
		.arena = client->arena, .method = "GET", .path = STR("/version"), .is_raw = true
	};
	struct value version;
	if (!kube_ask(client, &request, err))
		return fail_in(err, "kubernetes cluster unreachable");
	if (!json_read(client->arena, request.answer, 0, &version, err))
		return fail_in(err, "kubernetes cluster unreachable: unable to parse the server version");
	*ret = (struct kube_server_version){ member_text(version, "gitVersion"), member_text(version, "major"),
		                             member_text(version, "minor") };
	return true;
}
