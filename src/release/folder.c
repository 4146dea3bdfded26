// SPDX-License-Identifier: Apache-2.0
#include "release/folder.h"
bool target_folder(struct target *target, struct arena *arena, struct str folder, struct str namespace, bool is_read_only, struct error *err)
{ (void)target,(void)arena,(void)folder,(void)namespace,(void)is_read_only; return fail(err, NOWHERE, "not yet"); }
bool folder_refs(const struct release_storage *storage, struct str name, struct release_refs *ret, struct error *err)
{ (void)storage,(void)name,(void)ret; return fail(err, NOWHERE, "not yet"); }
bool folder_record_create(const struct release_storage *storage, const struct release *release, struct str plan, struct error *err)
{ (void)storage,(void)release,(void)plan; return fail(err, NOWHERE, "not yet"); }
bool folder_record_update(const struct release_storage *storage, const struct release *release, struct error *err)
{ (void)storage,(void)release; return fail(err, NOWHERE, "not yet"); }
bool folder_records_delete(const struct release_storage *storage, const struct release_ref **refs, size_t len, struct error *err)
{ (void)storage,(void)refs,(void)len; return fail(err, NOWHERE, "not yet"); }
