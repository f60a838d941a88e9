"""Import names of files."""

def _stripped(ctx):
    """Returns the folder below the root of the repository at which import names start."""
    prefix = ctx.attr.strip_import_prefix
    if not prefix:
        return ""
    if prefix.startswith("/"):
        return prefix.strip("/")
    return "/".join([part for part in [ctx.label.package, prefix.strip("/")] if part])

def _in_repository(file):
    """Returns the path of a file below the root of its repository."""
    path = file.short_path
    return path.split("/", 2)[2] if path.startswith("../") else path

def import_name(ctx, file):
    """Returns the name by which a file is imported.

    Args:
      ctx: The context of the rule.
      file: The file.
    """
    folder, name = _stripped(ctx), _in_repository(file)
    if folder:
        if not name.startswith(folder + "/"):
            fail("%s: is not below `strip_import_prefix`, which is `%s`" % (name, folder))
        name = name[len(folder) + 1:]
    prefix = ctx.attr.import_prefix.strip("/")
    return prefix + "/" + name if prefix else name

def import_path(ctx, file):
    """Returns the value of `-I` for a file: `FOLDER`, or `PREFIX=FOLDER`.

    Args:
      ctx: The context of the rule.
      file: The file.
    """
    inside = _in_repository(file)
    root = file.path[:-len(inside)].rstrip("/")
    folder = "/".join([part for part in [root, _stripped(ctx)] if part]) or "."
    prefix = ctx.attr.import_prefix.strip("/")
    return prefix + "=" + folder if prefix else folder
