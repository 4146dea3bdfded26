#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the commands of a Kafka image: kafka-commands.py COMMANDS.txt KAFKA_HOME (whose libs/ holds the jars)."""
import pathlib
import sys
import zipfile

KINDS = {
    "server": ': "${KAFKA_HEAP_OPTS:=-Xmx512m}"\nexport KAFKA_HEAP_OPTS\n',
    "tool": "export KAFKA_LOG4J_PREFIX=tools-\n",
}
SCRIPT = '#!/bin/sh\n{settings}exec "$(dirname "$(readlink -f "$0")")/kafka-run-class.sh" {words} "$@"\n'


def classes_in(libs):
    """Return the names of all classes in the jars of a folder."""
    names = set()
    for jar in libs.glob("*.jar"):
        with zipfile.ZipFile(jar) as archive:
            names.update(name[:-6].replace("/", ".") for name in archive.namelist() if name.endswith(".class"))
    return names


def main():
    table, home = map(pathlib.Path, sys.argv[1:])
    known = classes_in(home / "libs")
    for line in table.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        command, _, first_arguments = line.partition(" -- ")
        name, kind, *candidates = command.split()
        found = [candidate for candidate in candidates if candidate in known]
        if found:
            script = home / "bin" / (name + ".sh")
            script.write_text(SCRIPT.format(settings=KINDS[kind], words=f"{found[0]} {first_arguments}".strip()))
            script.chmod(0o755)


if __name__ == "__main__":
    main()
