"""`protoward_library`: a descriptor set and generated code, in one action."""

load("//private:actions.bzl", "run_protoc")
load("//private:paths.bzl", "import_name", "import_path")
load("//private:providers.bzl", "ProtowardInfo")
load("//private:toolchain.bzl", "TOOLCHAIN")

# The built-in generators, with the ending of their file for `a.proto`.
_GENERATORS = {
    "grpc_python": "_pb2_grpc.py",
    "pyi": "_pb2.pyi",
    "python": "_pb2.py",
}

# The files that the program has, so that they need no target.
_WELL_KNOWN = ["google/protobuf/%s.proto" % name for name in [
    "any",
    "api",
    "c_sharp_features",
    "compiler/plugin",
    "cpp_features",
    "cpp_file_options",
    "cpp_options",
    "descriptor",
    "duration",
    "empty",
    "field_mask",
    "go_features",
    "java_features",
    "json_enumvalue_options",
    "json_options",
    "source_context",
    "struct",
    "timestamp",
    "type",
    "wrappers",
]]

def _violation(label):
    # The message of `proto_library`.
    return "%s is imported, but " + str(label) + " doesn't directly depend on a protoward_library that 'srcs' it."

def _outputs(ctx, names, root):
    outputs = []
    for language in ctx.attr.languages:
        for name in names:
            path = name[:-len(".proto")].replace("-", "_") + _GENERATORS[language]
            if not path.startswith(root):
                fail("%s: the files of `languages` belong to the package `%s`, which is no part of the import name" % (name, ctx.label.package))
            outputs.append(ctx.actions.declare_file(path[len(root):]))
    return outputs

def _protoward_library_impl(ctx):
    deps = [dep[ProtowardInfo] for dep in ctx.attr.deps]
    exports = [dep[ProtowardInfo] for dep in ctx.attr.exports]
    names = [import_name(ctx, file) for file in ctx.files.srcs]
    own_paths = []
    for file in ctx.files.srcs:
        path = import_path(ctx, file)
        if path not in own_paths:
            own_paths.append(path)
    paths = depset(own_paths, transitive = [dep.import_paths for dep in deps + exports])
    sources = depset(ctx.files.srcs, transitive = [dep.transitive_sources for dep in deps + exports])
    allowed = depset(names + _WELL_KNOWN, transitive = [dep.direct_names for dep in deps + exports])
    descriptor_set = ctx.actions.declare_file(ctx.label.name + "-descriptor-set.binpb")

    # A generated file has the name of its source below the output folder.
    package = ctx.label.package + "/" if ctx.label.package else ""
    generated = _outputs(ctx, names, package)

    arguments = ctx.actions.args()
    arguments.add_all(paths, format_each = "-I%s")
    arguments.add("-I.")
    arguments.add(descriptor_set, format = "--descriptor_set_out=%s")
    if ctx.attr.source_info:
        arguments.add("--include_source_info")
    if ctx.attr.retain_options:
        arguments.add("--retain_options")
    for language in ctx.attr.languages:
        arguments.add("--%s_out=%s" % (language, _output_root(ctx)))
    if ctx.attr.strict_deps:
        arguments.add_joined("--direct_dependencies", allowed, join_with = ":", omit_if_empty = False)
        arguments.add("--direct_dependencies_violation_msg=" + _violation(ctx.label))
    arguments.add_all(names)
    if ctx.files.srcs:
        run_protoc(
            ctx,
            arguments,
            inputs = sources,
            outputs = [descriptor_set] + generated,
                message = "Compiling schema %s" % ctx.label,
        )
    else:
        ctx.actions.write(descriptor_set, "")

    exported = [dep.direct_names for dep in (exports if ctx.files.srcs else deps + exports)]
    return [
        DefaultInfo(files = depset([descriptor_set] + generated), runfiles = ctx.runfiles(generated)),
        OutputGroupInfo(generated = depset(generated)),
        ProtowardInfo(
            descriptor_set = descriptor_set,
            direct_names = depset(names, transitive = exported),
            direct_sources = ctx.files.srcs,
            import_paths = paths,
            names = names,
            transitive_descriptor_sets = depset([descriptor_set], transitive = [dep.transitive_descriptor_sets for dep in deps + exports]),
            transitive_names = depset(names, transitive = [dep.transitive_names for dep in deps + exports], order = "postorder"),
            transitive_sources = sources,
        ),
    ]

def _output_root(ctx):
    return "/".join([part for part in [ctx.bin_dir.path, ctx.label.workspace_root] if part])

protoward_library = rule(
    implementation = _protoward_library_impl,
    doc = """A schema. One action writes its descriptor set and the code of its `languages`.

The import names of files start at the root of the repository, as in `proto_library`.""",
    attrs = dict(TOOLCHAIN, **{
        "deps": attr.label_list(
            doc = "The libraries whose files are imported.",
            providers = [ProtowardInfo],
        ),
        "exports": attr.label_list(
            doc = "The libraries whose files dependents may import as well, for `import public`.",
            providers = [ProtowardInfo],
        ),
        "import_prefix": attr.string(
            doc = "A prefix of the import names.",
        ),
        "languages": attr.string_list(
            doc = "Code to generate: `python`, `pyi` and `grpc_python`.",
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
        ),
    }),
)
