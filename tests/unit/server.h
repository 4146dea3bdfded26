/* SPDX-License-Identifier: Apache-2.0
 *
 * A server on the loopback interface for a test program: each connection is given to server.answer, in a thread.
 *
 *     server.answer = answer;
 *     return cmocka_run_group_tests(tests, server_begin, server_end);
 */
#ifndef PINTLE_TESTS_SERVER_H
#define PINTLE_TESTS_SERVER_H

#include <arpa/inet.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_CONNECTIONS = 16 };

static struct {
	void *(*answer)(void *fd); /* in a thread of its own: serves one connection and closes it */
	int listening;
	uint16_t port;
	pthread_t thread, connections[MOST_CONNECTIONS];
	size_t len; /* connections */
} server;

static void *serve(void *context)
{
	(void)context;
	for (int fd; server.len < MOST_CONNECTIONS && (fd = accept(server.listening, NULL, NULL)) >= 0; server.len++)
		pthread_create(&server.connections[server.len], NULL, server.answer, (void *)(intptr_t)fd);
	return NULL;
}

static int server_begin(void **state)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	(void)state;
	server.listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(server.listening, (struct sockaddr *)&address, len) != 0 ||
	    listen(server.listening, MOST_CONNECTIONS) != 0)
		return 1;
	getsockname(server.listening, (struct sockaddr *)&address, &len);
	server.port = ntohs(address.sin_port);
	return pthread_create(&server.thread, NULL, serve, NULL);
}

static int server_end(void **state)
{
	(void)state;
	shutdown(server.listening, SHUT_RDWR);
	pthread_join(server.thread, NULL);
	for (size_t i = 0; i < server.len; i++)
		pthread_join(server.connections[i], NULL);
	return close(server.listening);
}

#endif
