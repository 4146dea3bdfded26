// SPDX-License-Identifier: Apache-2.0
// A chain of chunks, each twice the size of the last up to a limit; an allocation moves a pointer. Releasing a mark
// keeps one emptied chunk for the next use, so that a loop that fills and empties does not go back to malloc. Large
// chunks come zeroed from the system, so that only what was in use before is cleared.
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/oom.h"
#include "base/strbuf.h"

enum { FIRST_CHUNK = 16 * 1024, HUGE_PAGE = 2 * 1024 * 1024 };
enum { LARGEST_SMALL_CHUNK = 1024 * 1024 }; // the next are huge pages
enum { FRESH_SIZE = 128 * 1024 };           // from here on malloc takes new pages

struct arena_chunk {
	struct arena_chunk *older;
	size_t size;
	char *at, *dirty; // arena->at and ->dirty while a newer chunk is in use
	_Alignas(ARENA_ALIGNMENT) char bytes[];
};

struct arena_defer {
	struct arena_defer *older;
	void (*close)(void *handle);
	void *handle;
};

static void use_chunk(struct arena *arena, struct arena_chunk *chunk)
{
	arena->chunk = chunk;
	arena->at = chunk ? chunk->at : NULL;
	arena->dirty = chunk ? chunk->dirty : NULL;
	arena->end = chunk ? chunk->bytes + chunk->size : NULL;
}

static void leave_chunk(struct arena *arena)
{
	if (!arena->chunk)
		return;
	arena->chunk->at = arena->at;
	arena->chunk->dirty = arena->dirty;
}

// Takes the bytes from `at` on back.
static void rewind_to(struct arena *arena, char *at)
{
	if (arena->dirty < arena->at)
		arena->dirty = arena->at;
	arena->at = at;
}

// Whole huge pages, where the system has them: one fault instead of five hundred.
static void *map_huge(size_t size)
{
	char *pages = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
	                   -1, 0);
	if (pages == MAP_FAILED)
		return NULL;
	size_t before = -(uintptr_t)pages % HUGE_PAGE;
	if (before)
		munmap(pages, before);
	munmap(pages + before + size, HUGE_PAGE - before);
	madvise(pages + before, size, MADV_HUGEPAGE);
	return pages + before;
}

static struct arena_chunk *new_chunk(const struct arena *arena, size_t need)
{
	enum { HEAD = sizeof(struct arena_chunk) };
	size_t size = arena->chunk ? (arena->chunk->size + HEAD) * 2 : FIRST_CHUNK;
	if (size > (arena->is_large ? FIRST_CHUNK : LARGEST_SMALL_CHUNK) || need + HEAD > HUGE_PAGE)
		size = HUGE_PAGE;
	if (size < need + HEAD)
		size = size < HUGE_PAGE ? need + HEAD : (need + HEAD + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1);
	bool huge = size >= HUGE_PAGE, fresh = size >= FRESH_SIZE;
	memory_take(size);
	struct arena_chunk *chunk = huge ? map_huge(size) : fresh ? calloc(1, size) : malloc(size);
	if (!chunk)
		out_of_memory();
	char *dirty = chunk->bytes + (fresh ? 0 : size - HEAD);
	*chunk = (struct arena_chunk){ .size = size - HEAD, .at = chunk->bytes, .dirty = dirty };
	return chunk;
}

static void free_chunk(struct arena_chunk *chunk)
{
	if (!chunk)
		return;
	size_t size = chunk->size + sizeof(*chunk);
	memory_give(size);
	if (size >= HUGE_PAGE)
		munmap(chunk, size);
	else
		free(chunk);
}

static void add_chunk(struct arena *arena, size_t need)
{
	struct arena_chunk *chunk = arena->spare;
	if (need > SIZE_MAX / 4)
		out_of_memory();
	if (chunk && chunk->size >= need)
		arena->spare = NULL;
	else
		chunk = new_chunk(arena, need);
	leave_chunk(arena);
	chunk->older = arena->chunk;
	use_chunk(arena, chunk);
}

static void *take(struct arena *arena, size_t size, size_t alignment)
{
	char *at = (char *)(((uintptr_t)arena->at + alignment - 1) & ~(uintptr_t)(alignment - 1));
	if (!at || at > arena->end || size > (size_t)(arena->end - at)) {
		add_chunk(arena, size);
		at = arena->at;
	}
	arena->at = at + size;
	return at;
}

// Puts zeros into the last `size` bytes that were taken.
static void clear(struct arena *arena, size_t size)
{
	char *start = arena->at - size;
	if (start < arena->dirty)
		memset(start, 0, (size_t)((arena->at < arena->dirty ? arena->at : arena->dirty) - start));
}

void *arena_alloc_slow(struct arena *arena, size_t size)
{
	void *bytes = take(arena, size, ARENA_ALIGNMENT);
	clear(arena, size);
	return bytes;
}

char *arena_alloc_text(struct arena *arena, size_t size)
{
	return take(arena, size, 1);
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(count, size, &bytes))
		out_of_memory();
	return arena_alloc(arena, bytes);
}

// Is [array, array + size) the newest allocation, with room for `more` bytes behind it?
static bool can_extend(const struct arena *arena, const char *array, size_t size, size_t more)
{
	return arena->chunk && array >= arena->chunk->bytes && array + size == arena->at &&
	       (size_t)(arena->end - arena->at) >= more;
}

void *arena_grow_slow(struct arena *arena, void *array, size_t *cap, size_t need, size_t size)
{
	size_t new_cap = *cap < 4 ? 4 : *cap * 2, bytes;
	if (new_cap < need)
		new_cap = need;
	if (__builtin_mul_overflow(new_cap, size, &bytes))
		out_of_memory();
	size_t old_bytes = *cap * size;
	if (array && can_extend(arena, array, old_bytes, bytes - old_bytes)) {
		arena->at += bytes - old_bytes;
	} else {
		void *moved = take(arena, bytes, ARENA_ALIGNMENT);
		if (old_bytes)
			memcpy(moved, array, old_bytes);
		array = moved;
	}
	clear(arena, bytes - old_bytes);
	*cap = new_cap;
	return array;
}

struct str arena_str(struct arena *arena, struct str s)
{
	return (struct str){ arena_cstr(arena, s), s.len };
}

char *arena_cstr(struct arena *arena, struct str s)
{
	char *copy = take(arena, s.len + 1, 1);
	if (s.len)
		memcpy(copy, s.data, s.len);
	copy[s.len] = '\0';
	return copy;
}

struct str arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	struct strbuf text = strbuf_in(arena);
	strbuf_vprintf(&text, format, args);
	return strbuf_str(&text, arena);
}

struct str arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct str result = arena_vprintf(arena, format, args);
	va_end(args);
	return result;
}

struct str arena_concat(struct arena *arena, size_t count, const struct str *parts)
{
	size_t len = 0;
	for (size_t i = 0; i < count; i++)
		len += parts[i].len;
	char *text = take(arena, len + 1, 1), *at = text;
	for (size_t i = 0; i < count; i++)
		if (parts[i].len)
			at = (char *)memcpy(at, parts[i].data, parts[i].len) + parts[i].len;
	*at = '\0';
	return (struct str){ text, len };
}

void arena_defer(struct arena *arena, void (*close)(void *handle), void *handle)
{
	struct arena_defer *defer = ARENA_NEW(arena, struct arena_defer);
	*defer = (struct arena_defer){ arena->defers, close, handle };
	arena->defers = defer;
}

struct arena_mark arena_mark(struct arena *arena)
{
	return (struct arena_mark){ arena->chunk, arena->at, arena->defers, arena->pins };
}

static void run_defers(struct arena *arena, const struct arena_defer *until)
{
	while (arena->defers != until) {
		struct arena_defer *defer = arena->defers;
		arena->defers = defer->older;
		defer->close(defer->handle);
	}
}

void arena_release(struct arena *arena, struct arena_mark mark)
{
	if (mark.pins != arena->pins)
		return;
	run_defers(arena, mark.defers);
	while (arena->chunk != mark.chunk) {
		struct arena_chunk *chunk = arena->chunk;
		rewind_to(arena, chunk->bytes);
		leave_chunk(arena);
		use_chunk(arena, chunk->older);
		if (!arena->spare || arena->spare->size < chunk->size) {
			free_chunk(arena->spare);
			arena->spare = chunk;
		} else {
			free_chunk(chunk);
		}
	}
	if (arena->chunk)
		rewind_to(arena, mark.at);
}

void arena_done(struct arena *arena)
{
	run_defers(arena, NULL);
	while (arena->chunk) {
		struct arena_chunk *chunk = arena->chunk;
		arena->chunk = chunk->older;
		free_chunk(chunk);
	}
	free_chunk(arena->spare);
	*arena = (struct arena){ 0 };
}

void arena_cleanup(struct arena *arena)
{
	arena_done(arena);
}
