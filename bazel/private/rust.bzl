"""`protoward_rust_library`: Rust for prost and tonic."""

load("//private:actions.bzl", "run_protoc", "toolchain_of")
load("//private:providers.bzl", "ProtowardInfo")
load("//private:schema.bzl", "add_search_path", "schema_attribute")
load("//private:toolchain.bzl", "TOOLCHAIN")

def _protoward_rust_sources_impl(ctx):
    schema = ctx.attr.schema[ProtowardInfo]
    root = ctx.actions.declare_file(ctx.attr.crate_root)
    folder = ctx.actions.declare_directory(ctx.label.name + ".generated")
    plugin = ctx.actions.declare_file(ctx.label.name + ".bin/protoc-gen-protoward")
    ctx.actions.symlink(output = plugin, target_file = toolchain_of(ctx).program, is_executable = True)
    arguments = ctx.actions.args()
    add_search_path(arguments, schema.import_paths)
    arguments.add(plugin, format = "--plugin=protoc-gen-protoward=%s")
    arguments.add("--protoward_out=" + folder.path)
    arguments.add("--protoward_opt=plugin=" + ctx.attr.plugin)
    arguments.add("--protoward_opt=include_file=mod.rs")
    arguments.add_all(ctx.attr.options, format_each = "--protoward_opt=%s")
    # The types of dependencies are part of the crate.
    arguments.add_all(schema.transitive_names)
    run_protoc(
        ctx,
        arguments,
        inputs = depset([plugin], transitive = [schema.transitive_sources]),
        outputs = [folder],
        message = "Generating Rust of %s" % ctx.label,
    )
    ctx.actions.write(root, "#[path = \"%s/mod.rs\"]\nmod generated;\npub use generated::*;\n" % folder.basename)
    return [
        DefaultInfo(files = depset([root, folder])),
        OutputGroupInfo(crate_root = depset([root]), generated = depset([folder])),
    ]

protoward_rust_sources = rule(
    implementation = _protoward_rust_sources_impl,
    doc = "The sources of a crate: the root, and a folder with a module for each package.",
    attrs = dict(TOOLCHAIN, **{
        "crate_root": attr.string(mandatory = True),
        "options": attr.string_list(),
        "plugin": attr.string(values = ["prost", "tonic"]),
        "schema": schema_attribute(),
    }),
)

def protoward_rust_library(name, schema, plugin = "prost", options = [], deps = [], rust_library = None, visibility = None, **kwargs):
    """Rust of a schema.

    Without `rust_library`, the target is the sources, for a rule of the caller. With that of rules_rust, it is a crate.

    Args:
      name: The name of the target, and of the crate.
      schema: The `protoward_library` or `proto_library`.
      plugin: `prost`, or `tonic` for services as well.
      options: Options of the generator, as of `protoward generate --opt`.
      deps: The crates prost, and for `tonic` tonic and tonic-prost, as rules_rust has them.
      rust_library: The rule of rules_rust.
      visibility: The visibility.
      **kwargs: Further attributes of `rust_library`.
    """
    if not rust_library:
        protoward_rust_sources(name = name, schema = schema, plugin = plugin, options = options, crate_root = name + ".rs", visibility = visibility)
        return
    sources = name + ".sources"
    protoward_rust_sources(name = sources, schema = schema, plugin = plugin, options = options, crate_root = name + ".rs", visibility = ["//visibility:private"])
    rust_library(name = name, srcs = [sources], crate_root = name + ".rs", deps = deps, visibility = visibility, **kwargs)
