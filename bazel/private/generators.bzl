"""The generators of a target: built-in languages, and plugins of protoc."""

load("//private:paths.bzl", "joined")
load("//private:providers.bzl", "ProtowardPluginInfo")

# The built-in generators, with the ending of their file.
_LANGUAGES = {
    "grpc_python": "_pb2_grpc.py",
    "pyi": "_pb2.pyi",
    "python": "_pb2.py",
}

# Names of generators that are not given away to plugins.
_RESERVED = _LANGUAGES.keys() + ["rust", "rust_grpc", "openapi"]

GENERATOR_ATTRIBUTES = {
    "languages": attr.string_list(
        doc = "Code to generate: `python`, `pyi` and `grpc_python`.",
    ),
    "plugins": attr.label_list(
        doc = "Plugins to run: targets of `protoward_plugin`.",
        providers = [ProtowardPluginInfo],
    ),
}

def _module(name):
    """Returns the path of a Python module. As in protoc, dots in names of files and folders are folders.

    Args:
      name: The import name without `.proto`.
    """
    return name.replace("-", "_").replace(".", "/")

def _check(ctx):
    for language in ctx.attr.languages:
        if language not in _LANGUAGES:
            fail("%s: there is no language `%s`; `languages` may have %s. Other generators are `plugins`, and Rust and OpenAPI have rules of their own" % (
                ctx.label,
                language,
                ", ".join(["`%s`" % name for name in _LANGUAGES]),
            ))
    found = {}
    for target in ctx.attr.plugins:
        name = target[ProtowardPluginInfo].name
        if name in _RESERVED or name in found:
            fail("%s: `%s` is the name of two generators; name the target %s differently" % (ctx.label, name, target.label))
        found[name] = True

def generators(ctx, names):
    """Returns the flags of the generators of a target, with their inputs and outputs.

    Args:
      ctx: The context of a rule with `GENERATOR_ATTRIBUTES`.
      names: The import names of the files to generate code for.
    """
    _check(ctx)
    plugins = [target[ProtowardPluginInfo] for target in ctx.attr.plugins]
    bases = [name.rpartition(".")[0] for name in names]
    paths = [_module(base) + _LANGUAGES[language] for language in ctx.attr.languages for base in bases]
    for plugin in plugins:
        paths += [pattern.replace("{name}", base) for pattern in plugin.outputs for base in bases]

    # A file is below the folder from which its language imports it. If that cannot be the root of the repository, it is a folder of
    # the target, as in the rules of protobuf.
    package = ctx.label.package + "/" if ctx.label.package else ""
    output_root = joined([ctx.bin_dir.path, ctx.label.workspace_root])
    if [path for path in paths if not path.startswith(package)]:
        folder = "_virtual_imports/" + ctx.label.name
        files = [ctx.actions.declare_file(folder + "/" + path) for path in paths]
        output_root = joined([output_root, ctx.label.package, folder])
    else:
        files = [ctx.actions.declare_file(path[len(package):]) for path in paths]

    flags = ["--%s_out=%s" % (language, output_root) for language in ctx.attr.languages]
    for plugin in plugins:
        folder = output_root
        if not plugin.outputs:
            tree = ctx.actions.declare_directory(ctx.label.name + "." + plugin.name)
            files.append(tree)
            folder = tree.path
        flags.append("--plugin=protoc-gen-%s=%s" % (plugin.name, plugin.program.path))
        flags.append("--%s_out=%s" % (plugin.name, folder))
        flags += ["--%s_opt=%s" % (plugin.name, option) for option in plugin.options]
    return struct(
        files = files,
        flags = flags,
        inputs = depset(transitive = [plugin.inputs for plugin in plugins]),
        tools = [tool for plugin in plugins for tool in plugin.tools],
    )
