/* SPDX-License-Identifier: Apache-2.0
 *
 * The target that is a folder, which may be a git work tree: each object is a file, NAMESPACE/RELEASE/KIND-NAME.yaml,
 * and each revision of a release a record, .pintle/NAMESPACE/RELEASE.vN.json. Nothing is written but whole files, and a
 * lock keeps a second run out: a record that is still pending while nobody has the lock is one of a run that was cut
 * off, and the next run mends it.
 */
#ifndef PINTLE_RELEASE_FOLDER_H
#define PINTLE_RELEASE_FOLDER_H

#include "release/target.h"

/* Takes the folder (made if it is missing) as a target, and its lock until the arena ends. `is_read_only`: no lock,
 * nothing is made. Errors name the folder. */
bool target_folder(struct target *target, struct arena *arena, struct str folder, struct str namespace,
                   bool is_read_only, struct error *err);

/* Ends the records of runs that were cut off (they failed) and removes what they had not finished to write. Only for
 * who holds the lock. */
bool folder_records_mend(const struct release_storage *storage, const struct warnings *warnings, struct error *err);

/* Is a path beneath the folder, once all links are followed? It need not exist. Else an error: a link, which may come
 * with a work tree from somebody else, must not lead out of it. */
bool folder_holds(struct arena *arena, struct str folder, struct str path, struct error *err);

/* Makes the names in the folders of these paths last, up to the target's own: a rename alone may be lost by a power
 * cut, and the file with it. A wave's objects must be there when the record says that they are, and the record before
 * them. */
bool folder_sync(struct arena *arena, struct str folder, const struct strs *paths, struct error *err);

/* storage.h for records in a folder. */
bool folder_refs(const struct release_storage *storage, struct str name, struct release_refs *ret, struct error *err);
bool folder_record_read(struct arena *arena, const struct release_ref *ref, struct release *ret, struct error *err);
bool folder_record_create(const struct release_storage *storage, const struct release *release, struct error *err);
bool folder_record_update(const struct release_storage *storage, const struct release *release, struct error *err);
bool folder_records_delete(const struct release_storage *storage, const struct release_ref **refs, size_t len,
                           struct error *err);

#endif
