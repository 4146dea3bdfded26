/* SPDX-License-Identifier: Apache-2.0
 *
 * Label selectors as apimachinery's labels.Parse reads them: "tier=web,env in (a,b),!old".
 */
#ifndef PINTLE_KUBE_SELECTOR_H
#define PINTLE_KUBE_SELECTOR_H

#include "base/error.h"
#include "value/value.h"

struct selector;

/* NULL with Kubernetes' error. An empty text matches everything. Borrows the text. */
struct selector *selector_parse(struct arena *arena, struct str text, struct error *err);

/* Labels: texts; NULL: none. */
bool selector_matches(const struct selector *selector, const struct map *labels);

#endif
