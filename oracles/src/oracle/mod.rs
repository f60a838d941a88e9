//! Oracles: comparisons of protoward with protoc, buf and other programs on real schemas.
//!
//! Input: corpora, other programs at fixed versions, and the built `protoward`. Output: the rate of agreement, and the name of
//! every disagreement.

mod agreement;
mod answer;
mod arguments;
mod batches;
mod breaking;
mod codegen;
mod compile;
mod compilers;
mod config;
pub(crate) mod constraints;
pub mod convert;
mod crates;
mod deps;
mod descriptor;
mod draws;
mod fixes;
mod format;
mod generate;
mod generators;
mod google_rust;
mod hostile;
mod images;
mod invalid;
mod known;
pub(crate) mod lint;
mod lsp;
mod matrix;
mod migrate;
mod moves;
mod mutants;
mod openapi;
mod plugins;
mod protoc;
mod python;
mod random;
mod recorded;
mod renamed;
mod rest;
mod rust;
mod share;
mod situations;
mod systems;
mod tally;
mod teams;
mod truth;
mod types;
mod validate;

use clap::Subcommand;

use protoward_kit::Outcome;
use protoward_kit::error::Error;
use protoward_kit::registries::Pin;
pub use rust::answer_conformance;

#[derive(Subcommand)]
pub enum Oracle {
    /// Compare verdicts and descriptors with protoc
    Compile(compile::Options),
    /// Compare requests to plugins, and the files that plugins write, with protoc
    Codegen(codegen::Options),
    /// Compare the common protos with the packages that they come from, and their descriptors with protoc's
    Deps(deps::Options),
    /// Read protoc's descriptors and write them again, byte for byte
    Descriptor(descriptor::Options),
    /// Compare verdicts and error positions with protoc, on real files with one token changed
    Mutants(mutants::Options),
    /// Compare answers with protoc on the fixtures of invalid input
    Invalid(invalid::Options),
    /// Compare answers with protoc on hostile inputs, within limits of time and memory
    Hostile(hostile::Options),
    /// Compare verdicts, bytes and error positions with protoc on random sets of files
    Random(random::Options),
    /// Apply fixes to seeded changes of real schemas: the result must compile and have no side effects
    Fixes(fixes::Options),
    /// Compare formatted texts with buf's, on real files with inserted comments and line breaks
    Format(format::Options),
    /// Compare findings with buf on seeded changes to real schemas
    Breaking(breaking::Options),
    /// Compare findings about changed constraints with protovalidate, by drawn messages
    Constraints(constraints::Options),
    /// Compare lint findings with buf, on real schemas and on drawn modules
    Lint(lint::Options),
    /// Compare answers of the language server with protoc's source info
    Lsp(lsp::Options),
    /// Apply lint fixes to drawn modules and real schemas, and ask protoc and buf about the result
    LintFixes(lint::fixes::Options),
    /// Migrate real files to newer editions, and ask protoc and protobuf's library whether anything changed
    Migrate(migrate::Options),
    /// Compare requests to check plugins, and their findings, with buf
    Plugins(plugins::Options),
    /// Compare the verdict with and without the rules about moves, between stable, unstable, ignored and laxer places
    Moves(moves::Options),
    /// Compare findings with the errors of programs in other languages, on seeded changes of every kind
    Truth(truth::Options),
    /// Compare verdicts in drawn situations of git and CI with those of the complete trees as folders
    Situations(situations::Options),
    /// Compare the program of another system with that of this machine, in drawn projects, byte for byte
    Systems(systems::Options),
    /// Compare each command on each form of input in each layout with the plain folder
    Matrix(matrix::Options),
    /// Compare verdicts over windows of releases with single comparisons, and check fingerprints
    Teams(teams::Options),
    /// Build real crates with `PROTOC=protoward` and compare the generated files with protoc's
    Crates(crates::Options),
    /// Compare command lines with protoc: exit code, output, files, and error positions
    Protoc(protoc::Options),
    /// Compare generated Python with protoc's, byte for byte, and load it
    Python(python::Options),
    /// Compare generated code for Google's Rust crate with protoc's, byte for byte
    GoogleRust(google_rust::Options),
    /// Compare path templates and requests with the specification of `google.api.http`
    Rest(rest::Options),
    /// Generate OpenAPI documents for real services: valid, with an operation for each HTTP rule
    Openapi(openapi::Options),
    /// Generate Rust code that reads and writes messages as the schema requires
    Rust(rust::Options),
    /// Compare what findings say about generated code with protoc's generators, protoc-gen-es and protoc-gen-go
    Generators(generators::Options),
    /// Compare runs of templates with `buf generate` on real modules
    Generate(generate::Options),
    /// Compare the violations that generated Rust finds with those of protovalidate, by drawn rules and messages
    Validate(validate::Options),
    /// Compare selections of types and their dependencies with buf
    Types(types::Options),
    /// Compare JSON, text and YAML forms of schemas with `buf build`, and read them
    Images(images::Options),
    /// Compare configurations with buf, in small repositories that use it
    Config(config::Options),
    /// Compare conversions of messages with protoc and `buf convert`
    Convert(convert::Options),
}

/// Returns the versions of the packages that oracles use, except those of `corpus`.
pub(crate) fn pins() -> impl Iterator<Item = Pin> {
    crates::pins().chain(rust::pins()).chain(truth::pins())
}

pub fn run(oracle: &Oracle) -> Result<Outcome, Error> {
    match oracle {
        Oracle::Compile(options) => compile::run(options),
        Oracle::Codegen(options) => codegen::run(options),
        Oracle::Deps(options) => deps::run(options),
        Oracle::Descriptor(options) => descriptor::run(options),
        Oracle::Mutants(options) => mutants::run(options),
        Oracle::Invalid(options) => invalid::run(options),
        Oracle::Hostile(options) => hostile::run(options),
        Oracle::Random(options) => random::run(options),
        Oracle::Breaking(options) => breaking::run(options),
        Oracle::Fixes(options) => fixes::run(options),
        Oracle::Format(options) => format::run(options),
        Oracle::Constraints(options) => constraints::run(options),
        Oracle::Lint(options) => lint::run(options),
        Oracle::Lsp(options) => lsp::run(options),
        Oracle::LintFixes(options) => lint::fixes::run(options),
        Oracle::Migrate(options) => migrate::run(options),
        Oracle::Plugins(options) => plugins::run(options),
        Oracle::Moves(options) => moves::run(options),
        Oracle::Truth(options) => truth::run(options),
        Oracle::Situations(options) => situations::run(options),
        Oracle::Systems(options) => systems::run(options),
        Oracle::Matrix(options) => matrix::run(options),
        Oracle::Teams(options) => teams::run(options),
        Oracle::Python(options) => python::run(options),
        Oracle::GoogleRust(options) => google_rust::run(options),
        Oracle::Rest(options) => rest::run(options),
        Oracle::Openapi(options) => openapi::run(options),
        Oracle::Rust(options) => rust::run(options),
        Oracle::Generate(options) => generate::run(options),
        Oracle::Generators(options) => generators::run(options),
        Oracle::Validate(options) => validate::run(options),
        Oracle::Types(options) => types::run(options),
        Oracle::Images(options) => images::run(options),
        Oracle::Config(options) => config::run(options),
        Oracle::Convert(options) => convert::run(options),
        Oracle::Crates(options) => crates::run(options),
        Oracle::Protoc(options) => protoc::run(options),
    }
}
