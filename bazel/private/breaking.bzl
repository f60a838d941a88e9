"""`protoward_breaking_test`: the gate as a test."""

load("//private:providers.bzl", "ProtowardInfo")
load("//private:schema.bzl", "schema_attribute")
load("//private:tests.bzl", "CONFIG", "image_of", "run_program")
load("//private:toolchain.bzl", "TOOLCHAIN")

def _protoward_breaking_test_impl(ctx):
    image = image_of(ctx, ctx.attr.schema[ProtowardInfo])
    baseline = ctx.file.baseline
    arguments = ["breaking", image.short_path, "--against", baseline.short_path]
    return [
        run_program(ctx, arguments, [image, baseline]),
        OutputGroupInfo(image = depset([image])),
    ]

protoward_breaking_test = rule(
    implementation = _protoward_breaking_test_impl,
    doc = """A test that fails if the schema breaks its baseline.

The output group `image` has the image of the schema, which becomes the baseline with a release.""",
    attrs = dict(TOOLCHAIN, baseline = attr.label(
        doc = "The image of the last release.",
        allow_single_file = True,
        mandatory = True,
    ), schema = schema_attribute(), **CONFIG),
    test = True,
)
