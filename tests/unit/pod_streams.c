// SPDX-License-Identifier: Apache-2.0
// pod_streams NAMESPACE POD exec [-c CONTAINER] [-i] COMMAND...: runs a command in a pod; -i: with the standard input.
// Ends as it does. pod_streams NAMESPACE POD forward PORT: sends the standard input to a port, and prints what comes
// back until nothing does for a second. For tests/pods: what kube/streams.h does, to be tried by hand and by bats, with
// the cluster of $KUBECONFIG.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "kube/streams.h"

enum { EXIT_TROUBLE = 125, QUIET_SECONDS = 60, QUIET_MILLISECONDS = 1000 };

static void print(FILE *file, struct str text)
{
	fwrite(text.data, 1, text.len, file);
}

static int run_command(struct kube_client *client, struct arena *arena, struct kube_pod pod, char **words,
                       struct error *err)
{
	struct kube_command command = { .client = client, .arena = arena, .pod = pod, .quiet_seconds = QUIET_SECONDS };
	struct str *list;
	if (words[0] && strcmp(words[0], "-c") == 0 && words[1]) {
		command.container = str_of(words[1]);
		words += 2;
	}
	if (words[0] && strcmp(words[0], "-i") == 0) {
		if (!fs_read_fd(STDIN_FILENO, "stdin", arena, &command.input, err))
			return EXIT_TROUBLE;
		words++;
	}
	while (words[command.words_len])
		command.words_len++;
	list = ARENA_ARRAY(arena, struct str, command.words_len);
	for (size_t i = 0; i < command.words_len; i++)
		list[i] = str_of(words[i]);
	command.words = list;
	bool ok = kube_command_run(&command, err);
	print(stdout, command.output);
	print(stderr, command.errors);
	return ok ? command.status : EXIT_TROUBLE;
}

static int forward(struct kube_client *client, struct arena *arena, struct kube_pod pod, const char *port,
                   struct error *err)
{
	struct str input, data;
	struct kube_forward *line = kube_forward_open(client, arena, pod, (uint16_t)strtoul(port, NULL, 10), err);
	if (!line || !fs_read_fd(STDIN_FILENO, "stdin", arena, &input, err) || !kube_forward_send(line, input, err))
		return EXIT_TROUBLE;
	for (;;) {
		enum http_line_state state = kube_forward_receive(line, QUIET_MILLISECONDS, &data, err);
		if (state != LINE_READY)
			return state == LINE_BROKEN ? EXIT_TROUBLE : 0;
		print(stdout, data);
	}
}

int main(int argc, char **argv)
{
	AUTO(arena) arena = { 0 };
	struct error err = { .arena = &arena };
	struct kube_sources sources = { .kubeconfig = getenv("KUBECONFIG"), .home = getenv("HOME") };
	struct kube_overrides overrides = { 0 };
	struct kube_config config;
	struct kube_limits limits = { 0 };
	if (argc < 5)
		return EXIT_TROUBLE;
	struct kube_pod pod = { str_of(argv[1]), str_of(argv[2]) };
	struct kube_client *client = NULL;
	if (kube_config_load(&arena, &sources, &overrides, &config, &err))
		client = kube_open(&arena, &config, &limits, &err);
	int status = !client                           ? EXIT_TROUBLE
	             : strcmp(argv[3], "forward") == 0 ? forward(client, &arena, pod, argv[4], &err)
	                                               : run_command(client, &arena, pod, argv + 4, &err);
	if (status == EXIT_TROUBLE)
		fprintf(stderr, "%.*s\n", STR_FMT(err.message));
	return status;
}
