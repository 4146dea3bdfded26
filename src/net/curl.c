// SPDX-License-Identifier: Apache-2.0
#include "net/curl.h"

#include <dlfcn.h>

#include "base/dlopen.h"

#define SONAME "libcurl.so.4"

DLOPEN_NOTE(libcurl_note, "[{\"feature\":\"curl\",\"description\":\"Speaking to Kubernetes API servers\","
                          "\"priority\":\"recommended\",\"soname\":[\"" SONAME "\"]}]");

static const struct {
	const char *name;
	size_t offset;
} members[] = {
#define CURL_MEMBER(name) { #name, offsetof(struct curl_library, name) },
	CURL_FUNCTIONS(CURL_MEMBER)
#undef CURL_MEMBER
};

const struct curl_library *curl_library_open(struct arena *arena, struct error *err)
{
	void *handle = dlopen(SONAME, RTLD_NOW | RTLD_LOCAL);
	struct curl_library *lib = ARENA_NEW(arena, struct curl_library);
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		void *symbol = handle ? dlsym(handle, members[i].name) : NULL;
		if (!symbol) {
			fail(err, NOWHERE, "speaking to a server needs libcurl (libcurl4)");
			return NULL;
		}
		memcpy((char *)lib + members[i].offset, &symbol, sizeof(symbol));
	}
	lib->curl_global_init(CURL_GLOBAL_DEFAULT);
	return lib;
}
