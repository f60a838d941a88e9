"""Tests that run the program, with their findings as cases in `test.xml`."""

load("//private:actions.bzl", "run_protoc", "toolchain_of")
load("//private:schema.bzl", "add_search_path")

_SCRIPT = """#!/bin/sh
# The paths of a test start at its runfiles.
{program} {arguments} {report} "$@" && exit 0
code=$?
{hint}exit $code
"""

# On Windows, where tests are no shell scripts. Needs `--enable_runfiles`.
_BATCH = """@echo off\r
set REPORT=\r
{report}\r
{program} {arguments} %REPORT% %*\r
if not errorlevel 1 exit /b 0\r
set CODE=%errorlevel%\r
{hint}exit /b %CODE%\r
"""

_REPORT = "${XML_OUTPUT_FILE:+--report \"junit=$XML_OUTPUT_FILE\"}"
_BATCH_REPORT = "if defined XML_OUTPUT_FILE set REPORT=--report \"junit=%XML_OUTPUT_FILE%\""

def _quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"

def _quoted_for_batch(text):
    return '"' + text.replace("%", "%%") + '"'

def image_of(ctx, schema):
    """Declares the image of a schema with its imports, comments and locations.

    Args:
      ctx: The context of the rule.
      schema: The `ProtowardInfo`.
    """
    image = ctx.actions.declare_file(ctx.label.name + ".image.binpb")
    arguments = ctx.actions.args()
    add_search_path(arguments, schema.import_paths)
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
    return image

def run_program(ctx, arguments, files, hint = None, has_findings = True):
    """Returns the providers of a test that runs the program.

    Args:
      ctx: The context of a rule with the attribute `config`, or without it.
      arguments: The arguments. Paths are those of runfiles.
      files: The files that the arguments name.
      has_findings: Whether the command has findings, as cases for `test.xml`. Without them, Bazel writes one case with the log.
      hint: A line that is printed if the test fails: how to correct the findings.
    """
    program = toolchain_of(ctx).program
    config = getattr(ctx.file, "config", None)
    if config:
        arguments = arguments + ["--config", config.short_path]
        files = files + [config]
    is_for_windows = program.extension == "exe"
    quoted = _quoted_for_batch if is_for_windows else _quoted
    path = "./" + program.short_path
    lines = ""
    if hint:
        lines = "echo %s\r\n" % hint if is_for_windows else "echo %s\n" % _quoted(hint)
    report = _BATCH_REPORT if is_for_windows else _REPORT
    script = ctx.actions.declare_file(ctx.label.name + (".bat" if is_for_windows else ".sh"))
    ctx.actions.write(
        script,
        (_BATCH if is_for_windows else _SCRIPT).format(
            program = quoted(path.replace("/", "\\") if is_for_windows else path),
            arguments = " ".join([quoted(argument) for argument in arguments]),
            hint = lines,
            report = report if has_findings else "",
        ),
        is_executable = True,
    )
    return DefaultInfo(executable = script, runfiles = ctx.runfiles([program] + files))

CONFIG = {
    "config": attr.label(
        doc = "A `protoward.toml` or `buf.yaml` with the rules.",
        allow_single_file = True,
    ),
}
