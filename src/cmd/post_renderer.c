// SPDX-License-Identifier: Apache-2.0
#include "cmd/post_renderer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fs.h"
#include "text/utf8.h"

extern char **environ;

struct filter {
	char **argv;
};

static bool start(const struct filter *filter, pid_t *ret_pid, int *ret_in, int *ret_out, struct error *err)
{
	int in[2], out[2];
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t signals; // what we ignore the program need not
	if (pipe2(in, O_CLOEXEC) != 0)
		return fail(err, NOWHERE, "pipe: %s", fs_errno_text(errno));
	if (pipe2(out, O_CLOEXEC) != 0) {
		close(in[0]), close(in[1]);
		return fail(err, NOWHERE, "pipe: %s", fs_errno_text(errno));
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	sigemptyset(&signals);
	sigaddset(&signals, SIGPIPE);
	sigaddset(&signals, SIGXFSZ);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &signals);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	int status = posix_spawnp(ret_pid, filter->argv[0], &actions, &attributes, filter->argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close(in[0]), close(out[1]);
	*ret_in = in[1];
	*ret_out = out[0];
	if (status == 0)
		return true;
	close(in[1]), close(out[0]);
	return fail(err, NOWHERE, "%s: %s", filter->argv[0], fs_errno_text(status));
}

// Feeds and reads at the same time: the program may answer before it has read everything.
static void converse(int in, int out, struct str text, struct strbuf *ret)
{
	enum { STEP = 64 * 1024 };
	struct pollfd fds[2] = { { in, POLLOUT, 0 }, { out, POLLIN, 0 } };
	while (fds[1].fd >= 0 && (poll(fds, 2, -1) >= 0 || errno == EINTR)) {
		if (fds[0].fd >= 0 && fds[0].revents) {
			ssize_t put = write(in, text.data, text.len < STEP ? text.len : STEP);
			if (put > 0)
				text = str_from(text, (size_t)put);
			if (text.len == 0 || (put < 0 && errno != EINTR && errno != EAGAIN)) {
				close(in);
				fds[0].fd = -1;
			}
		}
		if (fds[1].revents) {
			ssize_t got = read(out, strbuf_reserve(ret, STEP), STEP);
			if (got > 0)
				ret->len += (size_t)got;
			else if (got == 0 || errno != EINTR)
				fds[1].fd = -1;
		}
	}
	if (fds[0].fd >= 0)
		close(in);
	close(out);
}

static bool run(void *context, struct arena *arena, struct str text, struct str *ret, struct error *err)
{
	const struct filter *filter = context;
	pid_t pid;
	int in = -1, out = -1, status;
	struct strbuf received = { 0 };
	void (*old)(int) = signal(SIGPIPE, SIG_IGN);
	bool ok = start(filter, &pid, &in, &out, err);
	if (ok) {
		fcntl(in, F_SETFL, O_NONBLOCK);
		converse(in, out, text, &received);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
		if (WIFSIGNALED(status))
			ok = fail(err, NOWHERE, "%s: ended by signal %d", filter->argv[0], WTERMSIG(status));
		else if (WEXITSTATUS(status))
			ok = fail(err, NOWHERE, "error while running command %s: exit status %d", filter->argv[0],
			          WEXITSTATUS(status));
		else if (text_trim_space(strbuf_peek(&received)).len == 0)
			ok = fail(err, NOWHERE, "post-renderer \"%s\" produced empty output", filter->argv[0]);
	}
	signal(SIGPIPE, old);
	if (ok)
		*ret = arena_str(arena, strbuf_peek(&received));
	strbuf_done(&received);
	return ok;
}

void post_renderer_read(const struct cli *cli, struct render_request *request)
{
	struct str name = cli_value(cli, "post-renderer");
	struct strs_view args = cli_values(cli, "post-renderer-args");
	if (name.len == 0) // Helm: arguments alone change nothing
		return;
	struct filter *filter = ARENA_NEW(cli->arena, struct filter);
	filter->argv = ARENA_ARRAY(cli->arena, char *, args.len + 2);
	filter->argv[0] = arena_cstr(cli->arena, name);
	for (size_t i = 0; i < args.len; i++)
		filter->argv[i + 1] = arena_cstr(cli->arena, args.items[i]);
	request->post_render = run;
	request->post_render_context = filter;
}
