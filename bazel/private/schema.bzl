"""Schemas of targets: of `protoward_library` itself, and of each `proto_library`, which an aspect compiles."""

load("//private:actions.bzl", "run_protoc")
load("//private:paths.bzl", "name_in_proto_info", "root_of")
load("//private:proto_info.bzl", "ProtoInfo")
load("//private:providers.bzl", "ProtowardInfo")
load("//private:toolchain.bzl", "TOOLCHAIN")

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

def add_search_path(arguments, import_paths):
    """Adds the search path of a schema to the arguments of protoc.

    Args:
      arguments: The `Args`.
      import_paths: The values of `-I`, as a depset.
    """
    arguments.add_all(import_paths, format_each = "-I%s")
    arguments.add("-I.")

def compile_schema(ctx, rule_kind, descriptor_set, files, deps, exports, import_paths, flags = [], generated = None, strict_deps = True, originals = None):
    """Declares the action that compiles the files of a target, and returns their `ProtowardInfo`.

    Args:
      ctx: The context of the rule or aspect.
      rule_kind: The kind of targets that a missing dependency may be.
      descriptor_set: The descriptor set to write.
      files: The files of the target by import name.
      deps: The schemas that the files may import.
      exports: The schemas that the files may import, and those who depend on the target.
      import_paths: The values of `-I` for the files.
      flags: Further flags of protoc.
      generated: The files, inputs and tools of the generators among the flags, as of `generators`.
      originals: The files before links were made to them, if there are links.
      strict_deps: Whether only the files of `deps` and `exports` may be imported.
    """
    names = files.keys()
    sources = files.values()
    all_deps = deps + exports
    paths = depset(import_paths, transitive = [dep.import_paths for dep in all_deps])
    transitive_sources = depset(sources, transitive = [dep.transitive_sources for dep in all_deps])
    allowed = depset(names + _WELL_KNOWN, transitive = [dep.direct_names for dep in all_deps])
    if files:
        arguments = ctx.actions.args()
        add_search_path(arguments, paths)
        arguments.add(descriptor_set, format = "--descriptor_set_out=%s")
        arguments.add_all(flags)
        if strict_deps:
            arguments.add_joined("--direct_dependencies", allowed, join_with = ":", omit_if_empty = False)

            # The message of `proto_library`.
            violation = "%s is imported, but " + str(ctx.label) + " doesn't directly depend on a " + rule_kind + " that 'srcs' it."
            arguments.add("--direct_dependencies_violation_msg=" + violation)
        arguments.add_all(names)
        run_protoc(
            ctx,
            arguments,
            inputs = depset(transitive = [transitive_sources] + ([generated.inputs] if generated else [])),
            outputs = [descriptor_set] + (generated.files if generated else []),
            tools = generated.tools if generated else [],
            message = "Compiling schema %s" % ctx.label,
        )
    else:
        ctx.actions.write(descriptor_set, "")

    # A target without files stands for its dependencies.
    stands_for = depset(transitive = [dep.direct_names for dep in all_deps]) if not files else None
    exported = [stands_for] if stands_for else [dep.direct_names for dep in exports]
    return ProtowardInfo(
        descriptor_set = descriptor_set,
        direct_names = depset(names, transitive = exported),
        direct_sources = sources,
        import_paths = paths,
        names = stands_for.to_list() if stands_for else names,
        subjects = depset(originals or sources, transitive = [dep.subjects for dep in all_deps] if stands_for else []),
        transitive_descriptor_sets = depset([descriptor_set], transitive = [dep.transitive_descriptor_sets for dep in all_deps]),
        transitive_names = depset(names, transitive = [dep.transitive_names for dep in all_deps], order = "postorder"),
        transitive_sources = transitive_sources,
    )

def _schemas(targets):
    return [target[ProtowardInfo] for target in targets if ProtowardInfo in target]

def _protoward_aspect_impl(target, ctx):
    if ProtowardInfo in target or ProtoInfo not in target:
        return []
    files = {name_in_proto_info(file): file for file in target[ProtoInfo].direct_sources}
    roots = {root_of(file, name): None for name, file in files.items()}
    descriptor_set = ctx.actions.declare_file(ctx.label.name + ".protoward-descriptor-set.binpb")
    schema = compile_schema(
        ctx,
        "proto_library",
        descriptor_set,
        files,
        _schemas(getattr(ctx.rule.attr, "deps", [])),
        _schemas(getattr(ctx.rule.attr, "exports", [])),
        roots.keys(),
        originals = getattr(ctx.rule.files, "srcs", []),
    )
    return [schema, OutputGroupInfo(protoward = depset([descriptor_set]))]

protoward_aspect = aspect(
    implementation = _protoward_aspect_impl,
    doc = """Compiles `proto_library` targets, and their dependencies, with the worker.

The output group `protoward` has the descriptor set of each target. Rules that take a schema use the aspect for `proto_library`.""",
    attr_aspects = ["deps", "exports"],
    attrs = TOOLCHAIN,
)

def schema_attribute(doc = "The `protoward_library` or `proto_library`."):
    """Returns an attribute for a schema, which has `ProtowardInfo`.

    Args:
      doc: The documentation.
    """
    return attr.label(doc = doc, aspects = [protoward_aspect], mandatory = True, providers = [[ProtowardInfo], [ProtoInfo]])

def schemas_attribute(doc):
    """Returns an attribute for schemas, which have `ProtowardInfo`.

    Args:
      doc: The documentation.
    """
    return attr.label_list(doc = doc, aspects = [protoward_aspect], providers = [[ProtowardInfo], [ProtoInfo]])
