"""Import names of files, and the folders at which they start."""

def joined(parts):
    """Joins the parts of a path that are not empty.

    Args:
      parts: The parts.
    """
    return "/".join([part for part in parts if part])

def _stripped(ctx):
    """Returns the folder below the root of the repository at which import names start."""
    prefix = ctx.attr.strip_import_prefix
    if prefix.startswith("/"):
        return prefix.strip("/")
    return joined([ctx.label.package, prefix.strip("/")])

def in_repository(file):
    """Returns the path of a file below the root of its repository.

    Args:
      file: The file.
    """
    path = file.short_path
    return path.split("/", 2)[2] if path.startswith("../") else path

def import_name(ctx, file):
    """Returns the name by which a file of a `protoward_library` is imported.

    Args:
      ctx: The context of the rule.
      file: The file.
    """
    folder, name = _stripped(ctx), in_repository(file)
    if folder:
        if not name.startswith(folder + "/"):
            fail("%s: is not below `strip_import_prefix`, which is `%s`" % (name, folder))
        name = name[len(folder) + 1:]
    return joined([ctx.attr.import_prefix.strip("/"), name])

def import_path(ctx, file):
    """Returns the value of `-I` for a file of a `protoward_library`: `FOLDER`, or `PREFIX=FOLDER`.

    Args:
      ctx: The context of the rule.
      file: The file.
    """
    root = root_of(file, in_repository(file))
    folder = joined([root if root != "." else "", _stripped(ctx)]) or "."
    prefix = ctx.attr.import_prefix.strip("/")
    return prefix + "=" + folder if prefix else folder

def name_in_proto_info(file):
    """Returns the name by which a file of `ProtoInfo` is imported.

    `proto_library` makes links in `_virtual_imports/NAME` for names that are not paths in the repository.

    Args:
      file: The file.
    """
    _, folder, linked = in_repository(file).rpartition("_virtual_imports/")
    return linked.split("/", 1)[1] if folder else linked

def root_of(file, name):
    """Returns the folder at which the import name of a file starts.

    Args:
      file: The file.
      name: The end of its path.
    """
    return file.path[:-len(name)].rstrip("/") or "."
