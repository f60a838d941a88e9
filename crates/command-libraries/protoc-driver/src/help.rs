//! The texts of `--help` and `--notices`.

use protoward_common_protos::packages;
use protoward_compiler::WELL_KNOWN_LICENSE;
use protoward_schema::PROTOC_VERSION;

/// Returns the authors and license notices of third-party code.
pub(crate) fn notices() -> String {
    let mut text = format!("{NOTICES}{WELL_KNOWN_LICENSE}");
    for package in packages() {
        text += &format!("\nThe `.proto` files of {package} are in it, unchanged:\n\n{}", package.license);
    }
    text
}

const NOTICES: &str = "protoward is licensed under MIT or Apache-2.0, at your choice.\n\
     It is made without code of protoc; the well-known `.proto` files in it are those of Protocol Buffers:\n\n";

/// Returns the text of `--help`.
pub(crate) fn help() -> String {
    HELP.replace("VERSION", PROTOC_VERSION)
}

const HELP: &str = "\
Usage: protoc [OPTION]... FILE.proto...

protoward in the place of protoc VERSION: the same flags, files and exit codes. Flags act from left to right; a flag and
its value are one argument (`--encode=TYPE`) or two (`--encode TYPE`).

What is read
  FILE.proto                     A file; on Windows, `*` and `?` in its last part stand for files
  -IPATH, --proto_path=PATH      Look for files and imports in PATH; several times, or several paths in a list, are
                                 searched in order. NAME=PATH finds PATH under another name. Without it, and without
                                 --descriptor_set_in, files are found in the current folder
  --descriptor_set_in=FILES      A list of files with a FileDescriptorSet each, to find what is on no path;
                                 a file that is in several is taken from the first
  --common_protos                Look for imports that are found nowhere else among the files of googleapis and
                                 protovalidate in this program: google/api/annotations.proto and others. A flag of
                                 protoward, not of protoc
  @FILE                          Put the lines of FILE here, each as one argument, without quotes

What is written
  -oFILE, --descriptor_set_out=FILE
                                 A FileDescriptorSet of the given files
    --include_imports              with the files they import, so that it stands by itself
    --include_source_info          with places and comments
    --retain_options               with the options that are meant for the source only
  --NAME_out=[PARAMETER:]FOLDER  What the generator NAME makes, below FOLDER, which may be a .zip, .jar or .srcjar.
                                 Built in are python, pyi, grpc_python and openapi; for any other, and for one of the last
                                 two that is there, the plugin protoc-gen-NAME is run
    --NAME_opt=PARAMETER           a further parameter for it
    --NAME_prefix=COMMAND          run the plugin by `COMMAND PLUGIN`; words are split at blanks, without quotes
    --plugin=[NAME=]PATH           the program of a plugin that PATH does not have, or that has another name
    --unsafe_allow_out_dir_escape  let generated files have `..` in their names
    --enable_codegen_trace=yes     accepted for builds that give it; no generator in here has a trace
  --dependency_out=FILE          A rule for make: which files the outputs are made of; for one given file
  --keep_times                   Outputs whose content is unchanged keep their modification times, for `restat` of Ninja.
                                 A flag of protoward, not of protoc
  --edition_defaults_out=FILE    A FeatureSetDefaults of the features in the given files
    --edition_defaults_minimum=EDITION, --edition_defaults_maximum=EDITION
                                   for these editions [default: PROTO2 to 2026]

Instead of files
  --encode=TYPE                  Read a message as text from standard input, write its bytes to standard output
    --deterministic_output         with the entries of maps sorted
  --decode=TYPE                  Read the bytes of a message, write it as text
  --decode_raw                   The same for a message of which nothing is known; no files are given
  --print_free_field_numbers     Print the numbers that are free in each message of the given files

What is accepted
  --fatal_warnings               Exit with 1 where anything was warned of
  --disallow_services            Refuse given files that have services
  --direct_dependencies=NAMES    Refuse imports in the given files that this list, with `:` between names, lacks
  --option_dependencies=NAMES    The same for `import option`
    --direct_dependencies_violation_msg=TEXT, --option_dependencies_violation_msg=TEXT
                                   the message then; `%s` stands for the import
  --experimental_editions        Accept editions that are not finished
  --experimental_allow_proto3_optional
                                 No effect: every proto3 file may use `optional`

  --error_format=gcc|msvs        Print places as `file:line:column:` or as `file(line) : error in column=column:`
  --version                      Print the version of protoc that this stands for
  --notices                      Print notices of licences
  -h, --help                     Print this
";
