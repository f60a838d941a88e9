"""`protoward_lint_test` and `protoward_format_test`: conventions as tests."""

load("//private:paths.bzl", "in_repository")
load("//private:providers.bzl", "ProtowardInfo")
load("//private:schema.bzl", "schema_attribute")
load("//private:tests.bzl", "CONFIG", "image_of", "run_program")
load("//private:toolchain.bzl", "TOOLCHAIN")

# `bazel run` starts in the runfiles, so that the path is absolute.
_FIX = "to correct this: bazel run @protoward//:cli -- %s \"$PWD\"%s"

def _paths(names):
    return [argument for name in names for argument in ["--path", name]]

def _protoward_lint_test_impl(ctx):
    schema = ctx.attr.schema[ProtowardInfo]
    image = image_of(ctx, schema)

    # The image has imports as well, which are not those of the target.
    arguments = ["lint", image.short_path] + _paths(schema.names)
    return [run_program(ctx, arguments, [image], _FIX % ("lint --fix", ""))]

protoward_lint_test = rule(
    implementation = _protoward_lint_test_impl,
    doc = "A test that fails if the files of a schema break conventions.",
    attrs = dict(TOOLCHAIN, schema = schema_attribute(), **CONFIG),
    test = True,
)

def _protoward_format_test_impl(ctx):
    # Layout is a matter of the files, and not of import names.
    files = [file for file in ctx.attr.schema[ProtowardInfo].subjects.to_list() if file.is_source and not file.short_path.startswith("../")]
    paths = [in_repository(file) for file in files]
    arguments = ["format", ".", "--diff", "--exit-code"] + _paths(paths)
    return [run_program(ctx, arguments, files, _FIX % ("format --write", "".join([" --path \"$PWD/%s\"" % path for path in paths])), has_findings = False)]

protoward_format_test = rule(
    implementation = _protoward_format_test_impl,
    doc = "A test that fails if the files of a schema are not formatted.",
    attrs = dict(TOOLCHAIN, schema = schema_attribute(), **CONFIG),
    test = True,
)
