#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make a container image (an archive as `docker save` writes it) out of folders, one layer each.

The same folders always give the same bytes: all times are zero, all files belong to root or, under the paths
named with --own, to the image's user. So a layer that two images share is stored once.
"""
import argparse
import hashlib
import io
import json
import os
import tarfile


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", help="the archive to write")
    parser.add_argument("name", help="the image's name:tag")
    parser.add_argument("layers", nargs="+", help="folders, the lowest layer first")
    parser.add_argument("--entrypoint", type=json.loads, default=[], help="a JSON list")
    parser.add_argument("--cmd", type=json.loads, default=[], help="a JSON list")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--user", type=int, default=0, help="a user number")
    parser.add_argument("--workdir", default="/")
    parser.add_argument("--own", action="append", default=[], metavar="PATH", help="give this path to the user")
    return parser.parse_args()


def write_layer(folder, path, user, owned):
    """Write a folder as a tar file; return its digest."""

    def normalise(entry):
        mine = any(entry.name == p or entry.name.startswith(p + "/") for p in owned)
        entry.uid = entry.gid = user if mine else 0
        entry.uname = entry.gname = ""
        entry.mtime = 0
        return entry

    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
        for name in sorted(os.listdir(folder)):
            tar.add(os.path.join(folder, name), arcname=name, filter=normalise)
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def image_config(args, digests):
    """Return the image's configuration as bytes."""
    return json.dumps({
        "architecture": "amd64",
        "os": "linux",
        "config": {
            "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] + args.env,
            "Entrypoint": args.entrypoint,
            "Cmd": args.cmd,
            "WorkingDir": args.workdir,
            "User": str(args.user),
        },
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + digest for digest in digests]},
    }, sort_keys=True).encode()


def add_bytes(tar, name, data):
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    tar.addfile(entry, io.BytesIO(data))


def main():
    args = arguments()
    parts = [f"{args.out}.layer{i}" for i in range(len(args.layers))]
    owned = [path.strip("/") for path in args.own]
    digests = [write_layer(folder, part, args.user, owned) for folder, part in zip(args.layers, parts)]
    config = image_config(args, digests)
    config_name = hashlib.sha256(config).hexdigest() + ".json"
    layer_names = [digest + "/layer.tar" for digest in digests]
    manifest = [{"Config": config_name, "RepoTags": [args.name], "Layers": layer_names}]
    with tarfile.open(args.out + ".new", "w") as tar:
        add_bytes(tar, config_name, config)
        add_bytes(tar, "manifest.json", json.dumps(manifest).encode())
        for part, name in zip(parts, layer_names):
            tar.add(part, arcname=name)
            os.unlink(part)
    os.rename(args.out + ".new", args.out)


if __name__ == "__main__":
    main()
