// SPDX-License-Identifier: Apache-2.0
// A run adds requests to one multi handle until as many are under way as may be, and puts a new one in each time that
// one is done. Easy handles are kept and used again; connections are the multi handle's.
#include "net/http.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

#include "base/fs.h"
#include "base/strbuf.h"
#include "net/curl.h"
#include "text/strconv.h"
#include "text/url.h"

enum { MOST_AT_ONCE = 100, MOST_CONNECTIONS = 4, CONNECT_SECONDS = 30, POLL_MILLISECONDS = 50 };

// An API server ends an ordinary request itself after a minute (--request-timeout): who is silent for longer will not
// answer any more.
enum { IDLE_SECONDS = 90 };

// client-go gives a connection up when a HTTP/2 ping after 30 seconds is not answered within 15. Here the kernel does,
// by TCP's own.
enum { KEEPALIVE_SECONDS = 15, DEAD_SECONDS = 45 };

struct transfer {
	struct http_request *request;
	const struct curl_library *lib;
	CURL *easy;
	struct strbuf body;
	struct curl_slist *headers, *connect_to;
	struct str server_name; /* that the certificate is checked for; empty: the URL's */
	unsigned idle_seconds;
	char problem[CURL_ERROR_SIZE];
	struct transfer *next; /* idle ones */
};

struct http_client {
	struct arena *arena;
	struct http_config config;
	const struct curl_library *lib;
	CURLM *multi;
	struct transfer *idle;
	bool is_doubtful;        /* a server was silent: its connections are not used again */
	double tokens, refilled; /* of the rate limit; when, in seconds */
};

static void client_close(void *handle)
{
	struct http_client *client = handle;
	for (struct transfer *transfer = client->idle; transfer; transfer = transfer->next)
		client->lib->curl_easy_cleanup(transfer->easy);
	client->lib->curl_multi_cleanup(client->multi);
}

static double now_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void open_multi(struct http_client *client)
{
	client->multi = client->lib->curl_multi_init();
	client->lib->curl_multi_setopt(client->multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
	client->lib->curl_multi_setopt(client->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)MOST_CONNECTIONS);
}

// libcurl keeps a connection for further requests though one of them was never answered. Only between runs.
static void drop_doubtful(struct http_client *client)
{
	if (!client->is_doubtful)
		return;
	client->is_doubtful = false;
	client->lib->curl_multi_cleanup(client->multi);
	open_multi(client);
}

struct http_client *http_open(struct arena *arena, const struct http_config *config, struct error *err)
{
	const struct curl_library *lib = curl_library_open(arena, err);
	if (!lib)
		return NULL;
	struct http_client *client = ARENA_NEW(arena, struct http_client);
	*client = (struct http_client){ .arena = arena, .config = *config, .lib = lib };
	if (!client->config.idle_seconds)
		client->config.idle_seconds = IDLE_SECONDS;
	if (!client->config.most_at_once || client->config.most_at_once > MOST_AT_ONCE)
		client->config.most_at_once = MOST_AT_ONCE;
	client->tokens = client->config.most_at_once;
	client->refilled = now_seconds();
	open_multi(client);
	arena_defer(arena, client_close, client);
	return client;
}

// ---- answers ---------------------------------------------------------------------------------------------------

static size_t on_body(char *data, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;
	long status = 0;
	transfer->lib->curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	if (transfer->request->on_data && status >= 200 && status < 300) {
		transfer->request->on_data(transfer->request->context, (struct str){ data, size * count });
		return size * count;
	}
	if (transfer->body.len + size * count > HTTP_BODY_LIMIT)
		return 0;
	strbuf_add(&transfer->body, (struct str){ data, size * count });
	return size * count;
}

static bool header_is(struct str line, const char *name, struct str *ret_value)
{
	size_t colon = str_find_char(line, ':');
	if (colon == STR_NPOS || colon != strlen(name) || strncasecmp(line.data, name, colon) != 0)
		return false;
	*ret_value = str_trim_set(str_from(line, colon + 1), " \t\r\n");
	return true;
}

static size_t on_header(char *data, size_t size, size_t count, void *context)
{
	struct http_request *request = ((struct transfer *)context)->request;
	struct str line = { data, size * count }, value;
	int64_t seconds;
	if (header_is(line, "content-type", &value))
		request->content_type = arena_str(request->arena, value);
	else if (header_is(line, "etag", &value))
		request->etag = arena_str(request->arena, value);
	else if (header_is(line, "retry-after", &value) && parse_int(value, 10, 31, &seconds) == PARSE_OK &&
	         seconds >= 0)
		request->retry_after = (int)seconds;
	return size * count;
}

static struct str certificate_problem(struct transfer *transfer, const struct url *url, struct str name)
{
	enum {
		EXPIRED = 10,
		NOT_YET_VALID = 9,
		SELF_SIGNED = 18,
		SELF_SIGNED_CHAIN = 19,
		NO_ISSUER = 20,
		NO_FIRST = 21
	}; // X509_V_ERR_…
	struct arena *arena = transfer->request->arena;
	long verdict = 0;
	transfer->lib->curl_easy_getinfo(transfer->easy, CURLINFO_SSL_VERIFYRESULT, &verdict);
	switch (verdict) {
	case EXPIRED:
	case NOT_YET_VALID:
		return STR("tls: failed to verify certificate: x509: certificate has expired or is not yet valid");
	case SELF_SIGNED:
	case SELF_SIGNED_CHAIN:
	case NO_ISSUER:
	case NO_FIRST: return STR("tls: failed to verify certificate: x509: certificate signed by unknown authority");
	default:
		if (strstr(transfer->problem, "subject name"))
			return arena_printf(
				arena, "tls: failed to verify certificate: x509: certificate is not valid for %.*s",
				STR_FMT(name.len ? name : url_hostname(url)));
		return arena_printf(arena, "tls: failed to verify certificate: %s", transfer->problem);
	}
}

// The first address of a name, as Go tries it first.
static struct str address_of(struct arena *arena, struct str host)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found = NULL;
	char text[INET6_ADDRSTRLEN] = "";
	if (getaddrinfo(arena_cstr(arena, host), NULL, &hints, &found) == 0 && found)
		getnameinfo(found->ai_addr, found->ai_addrlen, text, sizeof(text), NULL, 0, NI_NUMERICHOST);
	if (found)
		freeaddrinfo(found);
	return *text ? arena_str(arena, str_of(text)) : host;
}

static struct str connect_problem(struct transfer *transfer, const struct url *url, const char *why)
{
	struct arena *arena = transfer->request->arena;
	char *address = NULL;
	struct str host = url_hostname(url);
	transfer->lib->curl_easy_getinfo(transfer->easy, CURLINFO_PRIMARY_IP, &address);
	host = address && *address ? str_of(address) : address_of(arena, host);
	bool is_v6 = str_find_char(host, ':') != STR_NPOS;
	struct str to =
		str_from(url->host, str_rfind_char(url->host, ':') == STR_NPOS ? url->host.len
	                                                                       : str_rfind_char(url->host, ':') + 1);
	if (to.len == 0 || str_find_char(to, ']') != STR_NPOS)
		to = str_is(url->scheme, "https") ? STR("443") : STR("80");
	return arena_printf(arena, "dial tcp %s%.*s%s:%.*s: %s", is_v6 ? "[" : "", STR_FMT(host), is_v6 ? "]" : "",
	                    STR_FMT(to), why);
}

static struct str refusal(struct transfer *transfer, const struct url *url)
{
	long number = 0;
	transfer->lib->curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &number);
	const char *why = number ? fs_errno_text((int)number) : transfer->problem;
	return connect_problem(transfer, url, arena_printf(transfer->request->arena, "connect: %s", why).data);
}

static bool is_silent(const struct transfer *transfer, CURLcode code)
{
	return code == CURLE_OPERATION_TIMEDOUT && strstr(transfer->problem, "too slow");
}

// Which of the limits it was: of the connection, of TLS, of what is answered, or the request's own.
static struct str timeout_text(struct transfer *transfer, const struct url *url)
{
	struct arena *arena = transfer->request->arena;
	long connected = 0;
	curl_off_t begun = 0;
	transfer->lib->curl_easy_getinfo(transfer->easy, CURLINFO_LOCAL_PORT, &connected);
	transfer->lib->curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &begun);
	if (is_silent(transfer, CURLE_OPERATION_TIMEDOUT))
		return arena_printf(arena,
		                    "nothing has come from the server for %u seconds: it hangs, or something between "
		                    "drops what is sent; look at it "
		                    "and at the way there, then try again",
		                    transfer->idle_seconds);
	if (!begun)
		return !connected ? connect_problem(transfer, url, "i/o timeout")
		                  : STR("net/http: TLS handshake timeout");
	return STR("context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
}

// What went wrong, in the words of Go's net/http where it has some for it.
static struct str failure_text(struct transfer *transfer, CURLcode code)
{
	struct http_request *request = transfer->request;
	struct error ignored = { .arena = request->arena };
	struct url url = { 0 };
	long number = 0;
	url_parse(request->arena, request->url, &url, &ignored);
	transfer->lib->curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &number);
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return arena_printf(request->arena, "dial tcp: lookup %.*s: no such host", STR_FMT(url_hostname(&url)));
	case CURLE_COULDNT_CONNECT: return refusal(transfer, &url);
	case CURLE_PEER_FAILED_VERIFICATION: return certificate_problem(transfer, &url, transfer->server_name);
	case CURLE_OPERATION_TIMEDOUT: return timeout_text(transfer, &url);
	case CURLE_GOT_NOTHING: return STR("EOF");
	case CURLE_PARTIAL_FILE: return STR("unexpected EOF");
	case CURLE_WRITE_ERROR:
		return arena_printf(request->arena, "the answer is longer than %zu MiB", HTTP_BODY_LIMIT >> 20);
	case CURLE_RECV_ERROR:
		if (number == ECONNRESET)
			return STR("read: connection reset by peer");
		break;
	default: break;
	}
	return arena_cstr(request->arena, str_of(transfer->problem))[0]
	               ? arena_str(request->arena, str_of(transfer->problem))
	               : str_of(transfer->lib->curl_easy_strerror(code));
}

struct str http_failure_text(struct arena *arena, const char *method, struct str url, struct str why)
{
	struct strbuf out = strbuf_in(arena);
	strbuf_add_char(&out, method[0]);
	for (const char *c = method + 1; *c; c++)
		strbuf_add_char(&out, (char)tolower((unsigned char)*c));
	strbuf_add_char(&out, ' ');
	quote(&out, url);
	strbuf_add(&out, STR(": "));
	strbuf_add(&out, why);
	return strbuf_str(&out, arena);
}

static bool is_unsent(const struct transfer *transfer, CURLcode code)
{
	curl_off_t begun = 0;
	transfer->lib->curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &begun);
	return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT ||
	       (code == CURLE_OPERATION_TIMEDOUT && !begun);
}

static void set_failure(struct transfer *transfer, CURLcode code)
{
	struct http_request *request = transfer->request;
	request->failure =
		http_failure_text(request->arena, request->method, request->url, failure_text(transfer, code));
	request->failed = is_unsent(transfer, code)   ? HTTP_UNSENT
	                  : is_silent(transfer, code) ? HTTP_SILENT
	                                              : HTTP_BROKEN;
}

// Makes it ready for the next request.
static void release(struct http_client *client, struct transfer *transfer)
{
	client->lib->curl_multi_remove_handle(client->multi, transfer->easy);
	strbuf_done(&transfer->body);
	client->lib->curl_slist_free_all(transfer->headers);
	client->lib->curl_slist_free_all(transfer->connect_to);
	transfer->headers = transfer->connect_to = NULL;
	client->lib->curl_easy_reset(transfer->easy);
	transfer->next = client->idle;
	client->idle = transfer;
}

static void finish(struct http_client *client, struct transfer *transfer, CURLcode code)
{
	struct http_request *request = transfer->request;
	long status = 0;
	client->lib->curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	if (code != CURLE_OK)
		set_failure(transfer, code);
	client->is_doubtful = client->is_doubtful || code == CURLE_OPERATION_TIMEDOUT;
	request->status = (int)status;
	request->answer = strbuf_str(&transfer->body, request->arena);
	release(client, transfer);
}

// ---- requests --------------------------------------------------------------------------------------------------

#define SET(transfer, option, value) (transfer)->lib->curl_easy_setopt((transfer)->easy, option, value)

static void set_blob(struct transfer *transfer, CURLoption option, struct str data)
{
	struct curl_blob blob = { (void *)data.data, data.len, CURL_BLOB_COPY };
	transfer->lib->curl_easy_setopt(transfer->easy, option, &blob);
}

static void set_text(struct transfer *transfer, CURLoption option, struct str text)
{
	transfer->lib->curl_easy_setopt(transfer->easy, option, arena_cstr(transfer->request->arena, text));
}

static void set_pem(struct transfer *transfer, CURLoption blob, CURLoption file, struct str data, struct str path)
{
	if (data.len)
		set_blob(transfer, blob, data);
	else if (path.len)
		set_text(transfer, file, path);
}

static void set_tls(struct transfer *transfer, const struct http_config *config)
{
	set_pem(transfer, CURLOPT_CAINFO_BLOB, CURLOPT_CAINFO, config->ca_data, config->ca_file);
	set_pem(transfer, CURLOPT_SSLCERT_BLOB, CURLOPT_SSLCERT, config->cert_data, config->cert_file);
	set_pem(transfer, CURLOPT_SSLKEY_BLOB, CURLOPT_SSLKEY, config->key_data, config->key_file);
	if (config->insecure) {
		SET(transfer, CURLOPT_SSL_VERIFYPEER, 0L);
		SET(transfer, CURLOPT_SSL_VERIFYHOST, 0L);
	}
}

// Go never sends to a proxy what is meant for this machine.
static void set_proxy(struct transfer *transfer, struct str proxy)
{
	struct arena *arena = transfer->request->arena;
	const char *except = getenv("NO_PROXY");
	if (!except || !*except)
		except = getenv("no_proxy");
	if (str_has_prefix(proxy, STR("socks5://"))) // names are resolved there
		proxy = ARENA_CONCAT(arena, STR("socks5h"), str_from(proxy, strlen("socks5")));
	if (proxy.len)
		set_text(transfer, CURLOPT_PROXY, proxy);
	set_text(transfer, CURLOPT_NOPROXY,
	         proxy.len ? STR_NONE
	                   : ARENA_CONCAT(arena, str_of(except ? except : ""), STR(",localhost,127.0.0.1,::1")));
}

static void add_header(struct transfer *transfer, struct str line)
{
	transfer->headers =
		transfer->lib->curl_slist_append(transfer->headers, arena_cstr(transfer->request->arena, line));
}

// The certificate is checked for the host of the URL: where it shall have another name, the URL gets that one, and the
// way to the server and the Host header are told apart from it.
static void set_url(struct transfer *transfer, struct str server_name)
{
	struct http_request *request = transfer->request;
	struct error ignored = { .arena = request->arena };
	struct url url;
	if (!server_name.len || !url_parse(request->arena, request->url, &url, &ignored) || !url.host.len) {
		set_text(transfer, CURLOPT_URL, request->url);
		return;
	}
	struct str host = url_hostname(&url), port = str_from(url.host, host.len + (url.host.data[0] == '[' ? 2 : 0));
	size_t at = str_find(request->url, url.host);
	set_text(transfer, CURLOPT_URL,
	         ARENA_CONCAT(request->arena, str_slice(request->url, 0, at), server_name, port,
	                      str_from(request->url, at + url.host.len)));
	struct str to = ARENA_CONCAT(request->arena, STR("::"), str_slice(url.host, 0, url.host.len - port.len),
	                             port.len ? port : STR(":"));
	transfer->connect_to = transfer->lib->curl_slist_append(NULL, to.data);
	SET(transfer, CURLOPT_CONNECT_TO, transfer->connect_to);
	add_header(transfer, ARENA_CONCAT(request->arena, STR("Host: "), url.host));
}

static void set_request(struct transfer *transfer, const struct http_config *config)
{
	const struct http_request *request = transfer->request;
	set_url(transfer, config->server_name);
	for (size_t i = 0; i < request->headers_len; i++)
		add_header(transfer, request->headers[i]);
	if (request->body.data) {
		SET(transfer, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
		SET(transfer, CURLOPT_POSTFIELDS, request->body.data);
		add_header(transfer, STR("Expect:"));
	}
	SET(transfer, CURLOPT_CUSTOMREQUEST, request->method);
	SET(transfer, CURLOPT_HTTPHEADER, transfer->headers);
	SET(transfer, CURLOPT_TIMEOUT_MS, (long)request->timeout);
	if (!config->no_compression && !request->is_packed)
		SET(transfer, CURLOPT_ACCEPT_ENCODING, "gzip");
}

static struct transfer *transfer_new(struct http_client *client, struct arena *arena)
{
	struct transfer *transfer = ARENA_NEW(arena, struct transfer);
	*transfer = (struct transfer){ .lib = client->lib, .easy = client->lib->curl_easy_init() };
	return transfer;
}

// A machine that is gone, or behind a way that is cut, does not say so.
static int on_socket(void *context, curl_socket_t socket, curlsocktype purpose)
{
	unsigned milliseconds = DEAD_SECONDS * 1000;
	(void)context, (void)purpose;
	setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds,
	           sizeof(milliseconds)); // without it that is found out later
	return CURL_SOCKOPT_OK;
}

// What has an end must go on. A stream may be silent.
static void limit_silence(struct transfer *transfer, unsigned seconds)
{
	transfer->idle_seconds = seconds;
	SET(transfer, CURLOPT_LOW_SPEED_LIMIT, 1L);
	SET(transfer, CURLOPT_LOW_SPEED_TIME, (long)seconds);
}

static void set_up(struct http_client *client, struct transfer *transfer, struct http_request *request)
{
	request->status = 0;
	request->answer = request->failure = request->content_type = request->etag = STR_NONE;
	request->failed = HTTP_DONE;
	request->retry_after = -1;
	transfer->request = request;
	transfer->server_name = client->config.server_name;
	transfer->problem[0] = '\0';
	SET(transfer, CURLOPT_PRIVATE, transfer);
	SET(transfer, CURLOPT_ERRORBUFFER, transfer->problem);
	SET(transfer, CURLOPT_NOSIGNAL, 1L);
	SET(transfer, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	SET(transfer, CURLOPT_TCP_KEEPALIVE, 1L);
	SET(transfer, CURLOPT_TCP_KEEPIDLE, (long)KEEPALIVE_SECONDS);
	SET(transfer, CURLOPT_TCP_KEEPINTVL, (long)KEEPALIVE_SECONDS);
	SET(transfer, CURLOPT_SOCKOPTFUNCTION, on_socket);
	SET(transfer, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	SET(transfer, CURLOPT_PIPEWAIT, 1L);
	SET(transfer, CURLOPT_PROTOCOLS_STR, "http,https");
	// libcurl sends anew whatever was sent on an old connection that then broke, as if the server could not have
	// seen it.
	SET(transfer, CURLOPT_FRESH_CONNECT, (long)request->is_single);
	SET(transfer, CURLOPT_WRITEFUNCTION, on_body);
	SET(transfer, CURLOPT_WRITEDATA, transfer);
	SET(transfer, CURLOPT_HEADERFUNCTION, on_header);
	SET(transfer, CURLOPT_HEADERDATA, transfer);
	set_proxy(transfer, client->config.proxy);
	set_tls(transfer, &client->config);
	set_request(transfer, &client->config);
}

// NULL: libcurl cannot do it.
static struct transfer *begin(struct http_client *client, struct http_request *request, unsigned idle_seconds)
{
	struct transfer *transfer = client->idle;
	if (transfer)
		client->idle = transfer->next;
	else
		transfer = transfer_new(client, client->arena);
	if (!transfer->easy)
		return NULL;
	set_up(client, transfer, request);
	limit_silence(transfer, idle_seconds);
	return client->lib->curl_multi_add_handle(client->multi, transfer->easy) == CURLM_OK ? transfer : NULL;
}

// A bucket of tokens: may another request begin now?
static bool may_begin(struct http_client *client)
{
	if (client->config.per_second <= 0)
		return true;
	double now = now_seconds();
	client->tokens += (now - client->refilled) * client->config.per_second;
	client->refilled = now;
	if (client->tokens > client->config.most_at_once)
		client->tokens = client->config.most_at_once;
	if (client->tokens < 1)
		return false;
	client->tokens -= 1;
	return true;
}

static size_t reap(struct http_client *client)
{
	size_t count = 0;
	struct CURLMsg *message;
	int left;
	while ((message = client->lib->curl_multi_info_read(client->multi, &left))) {
		struct transfer *transfer = NULL;
		CURLcode code = message->data.result;
		client->lib->curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
		finish(client, transfer, code);
		count++;
	}
	return count;
}

bool http_run(struct http_client *client, struct http_request *requests, size_t len, struct error *err)
{
	size_t begun = 0, done = 0;
	drop_doubtful(client);
	while (done < len) {
		int running;
		while (begun < len && begun - done < client->config.most_at_once && may_begin(client))
			if (!begin(client, &requests[begun++], client->config.idle_seconds))
				return fail(err, NOWHERE, "libcurl cannot begin a request");
		if (client->lib->curl_multi_perform(client->multi, &running) != CURLM_OK)
			return fail(err, NOWHERE, "libcurl cannot go on");
		done += reap(client);
		bool must_wait = done < len && !(begun < len && begun - done < client->config.most_at_once &&
		                                 client->config.per_second <= 0);
		if (must_wait &&
		    client->lib->curl_multi_poll(client->multi, NULL, 0,
		                                 begun < len && client->config.per_second > 0 ? 10 : POLL_MILLISECONDS,
		                                 NULL) != CURLM_OK)
			return fail(err, NOWHERE, "libcurl cannot wait for the server");
	}
	return true;
}

// ---- streams ---------------------------------------------------------------------------------------------------

// One that ended is idle again; *ret_ended tells that there is one.
static bool stream_once(struct http_client *client, struct transfer **active, size_t len, int interval, bool *ret_ended)
{
	int running, left;
	if (client->lib->curl_multi_perform(client->multi, &running) != CURLM_OK)
		return false;
	for (struct CURLMsg *message; (message = client->lib->curl_multi_info_read(client->multi, &left));) {
		struct transfer *transfer = NULL;
		CURLcode code = message->data.result;
		client->lib->curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
		for (size_t i = 0; i < len; i++)
			if (active[i] == transfer)
				active[i] = NULL;
		finish(client, transfer, code);
		*ret_ended = true;
	}
	return *ret_ended || client->lib->curl_multi_poll(client->multi, NULL, 0, interval, NULL) == CURLM_OK;
}

bool http_stream(struct http_client *client, struct http_request *requests, size_t len,
                 const struct http_streaming *streaming, struct error *err)
{
	struct transfer **active = calloc(len + 1, sizeof(*active));
	bool ok = active != NULL, has_ended = false;
	drop_doubtful(client);
	for (size_t i = 0; ok && i < len; i++)
		ok = (active[i] = begin(client, &requests[i], 0)) != NULL;
	while (ok && !has_ended && streaming->goes_on(streaming->context))
		ok = stream_once(client, active, len, streaming->interval, &has_ended);
	for (size_t i = 0; active && i < len; i++)
		if (active[i])
			release(client, active[i]);
	free(active);
	return ok || fail(err, NOWHERE, "libcurl cannot go on");
}

// ---- lines -----------------------------------------------------------------------------------------------------

struct http_line {
	struct transfer *transfer;
	curl_socket_t socket;
};

static void line_close(void *handle)
{
	struct transfer *transfer = ((struct http_line *)handle)->transfer;
	transfer->lib->curl_easy_cleanup(transfer->easy);
	transfer->lib->curl_slist_free_all(transfer->headers);
	transfer->lib->curl_slist_free_all(transfer->connect_to);
}

struct http_line *http_line_open(struct http_client *client, struct http_request *request)
{
	struct http_line *line = ARENA_NEW(request->arena, struct http_line);
	line->transfer = transfer_new(client, request->arena);
	if (!line->transfer->easy) {
		request->failure = STR("libcurl cannot begin a connection");
		return NULL;
	}
	arena_defer(request->arena, line_close, line);
	set_up(client, line->transfer, request);
	SET(line->transfer, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(line->transfer, CURLOPT_CONNECT_ONLY, 1L);
	CURLcode code = client->lib->curl_easy_perform(line->transfer->easy);
	if (code == CURLE_OK)
		code = client->lib->curl_easy_getinfo(line->transfer->easy, CURLINFO_ACTIVESOCKET, &line->socket);
	if (code == CURLE_OK)
		return line;
	set_failure(line->transfer, code);
	return NULL;
}

static void line_wait(const struct http_line *line, short events, int milliseconds)
{
	struct pollfd watched = { line->socket, events, 0 };
	poll(&watched, 1, milliseconds);
}

bool http_line_send(struct http_line *line, struct str data, struct error *err)
{
	enum { POLL_SEND_MILLISECONDS = 1000 };
	while (data.len) {
		size_t sent = 0;
		CURLcode code = line->transfer->lib->curl_easy_send(line->transfer->easy, data.data, data.len, &sent);
		if (code == CURLE_AGAIN)
			line_wait(line, POLLOUT, POLL_SEND_MILLISECONDS);
		else if (code != CURLE_OK)
			return fail(err, NOWHERE, "the connection broke: %s",
			            line->transfer->lib->curl_easy_strerror(code));
		data = str_from(data, sent);
	}
	return true;
}

// What TLS has read from the socket already is asked for before the socket is waited for; what comes then may be TLS'
// own.
enum http_line_state http_line_receive(struct http_line *line, void *to, size_t room, int milliseconds, size_t *ret_len,
                                       struct error *err)
{
	const struct curl_library *lib = line->transfer->lib;
	double end = now_seconds() + milliseconds / 1000.0;
	CURLcode code;
	while ((code = lib->curl_easy_recv(line->transfer->easy, to, room, ret_len)) == CURLE_AGAIN) {
		double left = end - now_seconds();
		if (milliseconds >= 0 && left <= 0)
			return LINE_QUIET;
		line_wait(line, POLLIN, milliseconds < 0 ? -1 : (int)(left * 1000) + 1);
	}
	if (code == CURLE_OK)
		return *ret_len ? LINE_READY : LINE_ENDED;
	fail(err, NOWHERE, "the connection broke: %s", lib->curl_easy_strerror(code));
	return LINE_BROKEN;
}
