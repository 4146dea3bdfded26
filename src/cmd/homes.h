/* SPDX-License-Identifier: Apache-2.0
 *
 * The folders that Helm keeps things in.
 */
#ifndef PINTLE_CMD_HOMES_H
#define PINTLE_CMD_HOMES_H

#include "base/arena.h"

struct str helm_cache_home(struct arena *arena);
struct str helm_config_home(struct arena *arena);
struct str helm_data_home(struct arena *arena);

#endif
