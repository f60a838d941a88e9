"""`protoward_openapi`: OpenAPI documents of a schema."""

load("//private:actions.bzl", "run_protoc")
load("//private:providers.bzl", "ProtowardInfo")
load("//private:schema.bzl", "add_search_path", "schema_attribute")
load("//private:toolchain.bzl", "TOOLCHAIN")

def _protoward_openapi_impl(ctx):
    schema = ctx.attr.schema[ProtowardInfo]
    folder = ctx.actions.declare_directory(ctx.label.name)
    arguments = ctx.actions.args()
    add_search_path(arguments, schema.import_paths)
    arguments.add("--openapi_out=" + folder.path)
    arguments.add_all(ctx.attr.options, format_each = "--openapi_opt=%s")
    arguments.add_all(schema.names)
    run_protoc(
        ctx,
        arguments,
        inputs = schema.transitive_sources,
        outputs = [folder],
        message = "Generating OpenAPI of %s" % ctx.label,
    )
    return [DefaultInfo(files = depset([folder]))]

protoward_openapi = rule(
    implementation = _protoward_openapi_impl,
    doc = "A folder with the OpenAPI documents of the services of a schema.",
    attrs = dict(TOOLCHAIN, **{
        "options": attr.string_list(
            doc = "Options of the generator, as of `--openapi_opt`.",
        ),
        "schema": schema_attribute(),
    }),
)
