"""`protoward_code`: code of a schema, by languages and plugins."""

load("//private:actions.bzl", "run_protoc")
load("//private:generators.bzl", "GENERATOR_ATTRIBUTES", "generators")
load("//private:providers.bzl", "ProtowardInfo")
load("//private:schema.bzl", "add_search_path", "schema_attribute")
load("//private:toolchain.bzl", "TOOLCHAIN")

def _protoward_code_impl(ctx):
    schema = ctx.attr.schema[ProtowardInfo]
    generated = generators(ctx, schema.names)
    if not generated.files:
        fail("%s: there is nothing to generate; set `languages` or `plugins`" % ctx.label)
    arguments = ctx.actions.args()
    add_search_path(arguments, schema.import_paths)
    arguments.add_all(generated.flags)
    arguments.add_all(schema.names)
    run_protoc(
        ctx,
        arguments,
        inputs = depset(transitive = [schema.transitive_sources, generated.inputs]),
        outputs = generated.files,
        tools = generated.tools,
        message = "Generating code of %s" % ctx.label,
    )
    return [DefaultInfo(files = depset(generated.files), runfiles = ctx.runfiles(generated.files))]

protoward_code = rule(
    implementation = _protoward_code_impl,
    doc = "Code of the files of a schema, without those of its dependencies.",
    attrs = dict(TOOLCHAIN, schema = schema_attribute(), **GENERATOR_ATTRIBUTES),
)

def protoward_py_library(name, schema, py_library, languages = ["python"], imports = [], visibility = None, **kwargs):
    """Python modules of a schema as a library.

    Args:
      name: The name of the target.
      schema: The `protoward_library` or `proto_library`.
      py_library: The rule of rules_python, or of Bazel.
      languages: Code to generate: `python`, `pyi` and `grpc_python`.
      imports: Further folders of modules, as in `py_library`.
      visibility: The visibility.
      **kwargs: Further attributes of `py_library`: in `deps` the libraries of imported schemas, and of protobuf.
    """
    sources = name + ".sources"
    protoward_code(name = sources, schema = schema, languages = languages, visibility = ["//visibility:private"])
    py_library(name = name, srcs = [sources], imports = ["_virtual_imports/" + sources] + imports, visibility = visibility, **kwargs)
