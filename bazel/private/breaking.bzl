"""`protoward_breaking_test`: the gate as a test."""

load("//private:actions.bzl", "run_protoc", "toolchain_of")
load("//private:providers.bzl", "ProtowardInfo")
load("//private:toolchain.bzl", "TOOLCHAIN")

_SCRIPT = """#!/bin/sh
# The paths of a test start at its runfiles.
exec {program} breaking {image} --against {baseline} {flags} "$@"
"""

# On Windows, where tests are no shell scripts. Needs `--enable_runfiles`.
_BATCH = """@{program} breaking {image} --against {baseline} {flags} %*\r
"""

def _quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"

def _quoted_for_batch(text):
    return '"' + text.replace("%", "%%") + '"'

def _protoward_breaking_test_impl(ctx):
    schema = ctx.attr.schema[ProtowardInfo]
    image = ctx.actions.declare_file(ctx.label.name + ".image.binpb")
    arguments = ctx.actions.args()
    arguments.add_all(schema.import_paths, format_each = "-I%s")
    arguments.add("-I.")
    arguments.add(image, format = "--descriptor_set_out=%s")
    arguments.add("--include_imports")
    arguments.add("--include_source_info")
    arguments.add("--retain_options")
    arguments.add_all(schema.names)
    run_protoc(
        ctx,
        arguments,
        inputs = schema.transitive_sources,
        outputs = [image],
        message = "Compiling the image of %s" % ctx.label,
    )
    program = toolchain_of(ctx).program
    files = [program, image, ctx.file.baseline]
    flags = []
    if ctx.file.config:
        files.append(ctx.file.config)
        flags += ["--config", ctx.file.config.short_path]
    is_for_windows = program.extension == "exe"
    quoted = _quoted_for_batch if is_for_windows else _quoted
    path = "./" + program.short_path
    script = ctx.actions.declare_file(ctx.label.name + (".bat" if is_for_windows else ".sh"))
    ctx.actions.write(
        script,
        (_BATCH if is_for_windows else _SCRIPT).format(
            program = quoted(path.replace("/", "\\") if is_for_windows else path),
            image = quoted(image.short_path),
            baseline = quoted(ctx.file.baseline.short_path),
            flags = " ".join([quoted(flag) for flag in flags]),
        ),
        is_executable = True,
    )
    return [
        DefaultInfo(executable = script, runfiles = ctx.runfiles(files)),
        OutputGroupInfo(image = depset([image])),
    ]

protoward_breaking_test = rule(
    implementation = _protoward_breaking_test_impl,
    doc = """A test that fails if the schema breaks its baseline.

The output group `image` has the image of the schema, which becomes the baseline with a release.""",
    attrs = dict(TOOLCHAIN, **{
        "baseline": attr.label(
            doc = "The image of the last release.",
            allow_single_file = True,
            mandatory = True,
        ),
        "config": attr.label(
            doc = "A `protoward.toml` or `buf.yaml` with the rules.",
            allow_single_file = True,
        ),
        "schema": attr.label(
            doc = "The `protoward_library`.",
            providers = [ProtowardInfo],
            mandatory = True,
        ),
    }),
    test = True,
)
