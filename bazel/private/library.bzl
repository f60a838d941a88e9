"""`protoward_library`: a descriptor set and generated code, in one action."""

load("//private:generators.bzl", "GENERATOR_ATTRIBUTES", "generators")
load("//private:paths.bzl", "import_name", "import_path")
load("//private:proto_info.bzl", "ProtoInfo")
load("//private:providers.bzl", "ProtowardInfo")
load("//private:schema.bzl", "compile_schema", "schemas_attribute")
load("//private:toolchain.bzl", "TOOLCHAIN")

def _protoward_library_impl(ctx):
    files = {import_name(ctx, file): file for file in ctx.files.srcs}
    paths = {import_path(ctx, file): None for file in ctx.files.srcs}
    descriptor_set = ctx.actions.declare_file(ctx.label.name + "-descriptor-set.binpb")
    generated = generators(ctx, files.keys())
    flags = list(generated.flags)
    if ctx.attr.source_info:
        flags.append("--include_source_info")
    if ctx.attr.retain_options:
        flags.append("--retain_options")
    schema = compile_schema(
        ctx,
        "protoward_library",
        descriptor_set,
        files,
        [dep[ProtowardInfo] for dep in ctx.attr.deps],
        [dep[ProtowardInfo] for dep in ctx.attr.exports],
        paths.keys(),
        flags = flags,
        generated = generated,
        strict_deps = ctx.attr.strict_deps,
    )
    providers = [
        DefaultInfo(files = depset([descriptor_set] + generated.files), runfiles = ctx.runfiles(generated.files)),
        OutputGroupInfo(generated = depset(generated.files)),
        schema,
    ]
    if hasattr(ctx.attr, "proto_info"):
        providers.append(ctx.attr.proto_info[ProtoInfo])
    return providers

_ATTRIBUTES = dict(TOOLCHAIN, **dict(GENERATOR_ATTRIBUTES, **{
    "deps": schemas_attribute("The libraries whose files are imported."),
    "exports": schemas_attribute("The libraries whose files dependents may import as well, for `import public`."),
    "import_prefix": attr.string(
        doc = "A prefix of the import names.",
    ),
    "retain_options": attr.bool(
        doc = "Keeps options with source retention in the descriptor set.",
    ),
    "source_info": attr.bool(
        doc = "Adds comments and locations to the descriptor set.",
    ),
    "srcs": attr.label_list(
        doc = "The `.proto` files. A library without files stands for its dependencies.",
        allow_files = [".proto"],
    ),
    "strict_deps": attr.bool(
        doc = "Refuses imports of files that are not in `deps`.",
        default = True,
    ),
    "strip_import_prefix": attr.string(
        doc = "A prefix to remove from import names. One that starts with `/` starts at the root of the repository, and others in the package.",
        default = "/",
    ),
}))

_protoward_library = rule(
    implementation = _protoward_library_impl,
    doc = "A schema.",
    attrs = _ATTRIBUTES,
    provides = [ProtowardInfo],
)

# Rules take targets of rules that say to have `ProtoInfo`. The name of this one is that of the variable: Bazel before version 5 takes only
# rules with this name in `deps` of a `proto_library`.
proto_library = rule(
    implementation = _protoward_library_impl,
    doc = "A schema that is also a `proto_library`.",
    attrs = dict(_ATTRIBUTES, proto_info = attr.label(
        doc = "The `proto_library` of the same files.",
        providers = [ProtoInfo],
        mandatory = True,
    )),
    provides = [ProtowardInfo, ProtoInfo],
)

_protoward_library_with_proto_info = proto_library

# The attributes that `proto_library` has as well.
_OF_PROTO_LIBRARY = ["deps", "exports", "import_prefix", "srcs", "strip_import_prefix", "testonly"]

def protoward_library(name, proto_library = None, **kwargs):
    """A schema. One action writes its descriptor set and the code of its `languages` and `plugins`.

    The import names of files start at the root of the repository, as in `proto_library`.

    Args:
      name: The name of the target.
      proto_library: The rule `proto_library`. With it, the target has `ProtoInfo` as well, so that rules for `proto_library` take it.
        Its `deps` then need `ProtoInfo`, too.
      **kwargs: The attributes of the rule: `srcs`, `deps`, `exports`, `import_prefix`, `strip_import_prefix`, `languages`, `plugins`,
        `retain_options`, `source_info`, `strict_deps`, and those of all rules.
    """
    if not proto_library:
        _protoward_library(name = name, **kwargs)
        return
    proto_info = name + ".proto_info"
    shared = {key: kwargs[key] for key in _OF_PROTO_LIBRARY if key in kwargs}
    proto_library(name = proto_info, tags = ["manual"], visibility = ["//visibility:private"], **shared)
    _protoward_library_with_proto_info(name = name, proto_info = proto_info, **kwargs)
