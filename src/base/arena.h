/* SPDX-License-Identifier: Apache-2.0
 *
 * arena: memory that is given back all at once. Nothing in an arena is freed singly; a loop takes its temporaries
 * back with arena_mark and arena_release. Out of memory ends the program in order (see oom.h), so no function here
 * returns NULL.
 *
 *     struct arena arena = { 0 };
 *     char *copy = arena_alloc(&arena, 10);
 *     arena_done(&arena);
 *
 * An all-zero arena is valid and empty. Memory comes zeroed from arena_alloc. An arena for most of what a run makes may
 * say so
 * ({ .is_large = true }): after a first small chunk it takes whole huge pages, where others wait until they hold some
 * MiB.
 *
 * A mark may only be released if nothing made since is reachable from anything older. Code that stores a new value
 * into an older structure (Go's maps are references) calls arena_pin; a release of an earlier mark then does nothing.
 */
#ifndef PINTLE_BASE_ARENA_H
#define PINTLE_BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena_chunk;
struct arena_defer;

struct arena {
	char *at, *end;            /* what is free in the newest chunk */
	char *dirty;               /* from here on it is zero */
	struct arena_chunk *chunk; /* the newest, in use */
	struct arena_chunk *spare; /* emptied by a release, used before new ones are made */
	struct arena_defer *defers;
	size_t pins;
	bool is_large;
};

struct arena_mark {
	struct arena_chunk *chunk;
	char *at;
	struct arena_defer *defers;
	size_t pins;
};

/* Zeroed memory for `size` bytes, aligned for any type that the tree has. */
static inline void *arena_alloc(struct arena *arena, size_t size);
void *arena_alloc_slow(struct arena *arena, size_t size);

/* The same, not zeroed and without alignment: for text. */
char *arena_alloc_text(struct arena *arena, size_t size);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

/* Makes an array of elements of `size` bytes hold at least `need` of them; returns the array, moved or in place.
 * Growth is geometric; *cap is updated; new elements are zeroed.
 *
 *     list->items = arena_grow(arena, list->items, &list->cap, list->len + 1, sizeof(*list->items));
 */
static inline void *arena_grow(struct arena *arena, void *array, size_t *cap, size_t need, size_t size);
void *arena_grow_slow(struct arena *arena, void *array, size_t *cap, size_t need, size_t size);

/* Copies of text, with a NUL behind. */
struct str arena_str(struct arena *arena, struct str s);
char *arena_cstr(struct arena *arena, struct str s);
struct str arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
struct str arena_vprintf(struct arena *arena, const char *format, va_list args);
/* All parts joined. */
struct str arena_concat(struct arena *arena, size_t count, const struct str *parts);
#define ARENA_CONCAT(arena, ...) \
	arena_concat((arena), sizeof((struct str[]){ __VA_ARGS__ }) / sizeof(struct str), (struct str[]){ __VA_ARGS__ })

/* Calls close(handle) when the arena ends, or a mark before this point is released: for what is not memory. */
void arena_defer(struct arena *arena, void (*close)(void *handle), void *handle);

struct arena_mark arena_mark(struct arena *arena);
void arena_release(struct arena *arena, struct arena_mark mark);

static inline void arena_pin(struct arena *arena)
{
	arena->pins++;
}

enum { ARENA_ALIGNMENT = 8 };

static inline void *arena_alloc(struct arena *arena, size_t size)
{
	char *at = (char *)(((uintptr_t)arena->at + ARENA_ALIGNMENT - 1) & ~(uintptr_t)(ARENA_ALIGNMENT - 1));
	if (at < arena->dirty || !at || at > arena->end || size > (size_t)(arena->end - at))
		return arena_alloc_slow(arena, size);
	arena->at = at + size;
	return at;
}

static inline void *arena_grow(struct arena *arena, void *array, size_t *cap, size_t need, size_t size)
{
	return need <= *cap ? array : arena_grow_slow(arena, array, cap, need, size);
}

/* Gives everything back and runs the defers, newest first. The arena is empty and valid afterwards. */
void arena_done(struct arena *arena);
void arena_cleanup(struct arena *arena);

#endif
